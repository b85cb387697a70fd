import type { Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import {
  idSchema,
  instantSchema,
  integer,
  type JsonSchema,
  jsonSchema,
  matching,
  nullable,
  object,
  oneOf,
  parserOf,
  refined,
  type Schema,
  text,
} from '../schema/index.ts';
import type { Id, Instant } from '../values.ts';
import { checkpointSchema, foreignCheckpoint, foreignKey, verifierKeySchema } from './values.ts';

/** Lets a gate move on after a log was reopened; signed by the Roster's quorum (FORMATS section 8, INV-6). */
export interface Epoch {
  readonly kind: 'epoch';
  readonly v: 1;
  readonly workspace: Id;
  readonly number: number;
  /** What the reopened log lost. */
  readonly gap: { readonly from: number; readonly to: number };
  /** Text of the last checkpoint of the epoch before. */
  readonly oldCheckpoint: string;
  /** Verifier key of the new epoch's log. */
  readonly newLogKey: string;
  readonly reason: string;
  readonly issuedAt: Instant;
}

/** `export.json` of an audit export (FORMATS section 9). */
export interface ExportHeader {
  readonly kind: 'export';
  readonly v: 1;
  readonly workspace: Id;
  readonly epoch: number;
  /** Text of the newest signed checkpoint. */
  readonly checkpoint: string | null;
}

/** What somebody signs to sign in: bound to one server's origin, short-lived, used once. */
export interface LoginChallenge {
  readonly kind: 'login-challenge';
  readonly v: 1;
  readonly origin: string;
  readonly workspace: Id;
  readonly nonce: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

const epochShape: Schema<Epoch> = object<Epoch>({
  kind: oneOf('epoch'),
  v: oneOf(1),
  workspace: idSchema,
  number: integer(2),
  gap: object<Epoch['gap']>({ from: integer(0), to: integer(0) }),
  oldCheckpoint: checkpointSchema,
  newLogKey: verifierKeySchema,
  reason: text(2000),
  issuedAt: instantSchema,
});

const epoch: Schema<Epoch> = refined(epochShape, ({ gap, oldCheckpoint, newLogKey, workspace }) => [
  ...(gap.to < gap.from ? [{ pointer: '/gap/to', why: 'is less than `from`' }] : []),
  ...foreignCheckpoint('/oldCheckpoint', oldCheckpoint, workspace),
  ...foreignKey('/newLogKey', newLogKey, workspace),
]);

const exportHeaderShape: Schema<ExportHeader> = object<ExportHeader>({
  kind: oneOf('export'),
  v: oneOf(1),
  workspace: idSchema,
  epoch: integer(1),
  checkpoint: nullable(checkpointSchema),
});

const exportHeader: Schema<ExportHeader> = refined(exportHeaderShape, ({ checkpoint, workspace }) =>
  foreignCheckpoint('/checkpoint', checkpoint, workspace),
);

const loginChallengeShape: Schema<LoginChallenge> = object<LoginChallenge>({
  kind: oneOf('login-challenge'),
  v: oneOf(1),
  origin: matching(/^https?:\/\/[a-z0-9.[\]:-]{1,253}$/, 'an origin `scheme://host:port`'),
  workspace: idSchema,
  nonce: matching(/^(?:[0-9a-f]{32}|[0-9a-f]{64})$/, 'a nonce of 32 or 64 hex digits'),
  issuedAt: instantSchema,
  expiresAt: instantSchema,
});

const loginChallenge: Schema<LoginChallenge> = refined(
  loginChallengeShape,
  ({ issuedAt, expiresAt }) =>
    expiresAt > issuedAt ? [] : [{ pointer: '/expiresAt', why: 'is not after `issuedAt`' }],
);

/** Reads an Epoch (the statement's predicate); all faults at once. */
export const parseEpoch: (input: Uint8Array | Json) => Parsed<Epoch> = parserOf(epoch);
/** Reads the header of an audit export; all faults at once. */
export const parseExportHeader: (input: Uint8Array | Json) => Parsed<ExportHeader> =
  parserOf(exportHeader);
/** Reads a sign-in challenge; all faults at once. */
export const parseLoginChallenge: (input: Uint8Array | Json) => Parsed<LoginChallenge> =
  parserOf(loginChallenge);

export const epochSchema: JsonSchema = jsonSchema('epoch', epoch);
export const exportHeaderSchema: JsonSchema = jsonSchema('export', exportHeader);
export const loginChallengeSchema: JsonSchema = jsonSchema('login-challenge', loginChallenge);
