import { fromBase64 } from '../bytes/base64.ts';
import type { Json } from '../bytes/json.ts';
import { parseVerifierKey } from '../log/index.ts';
import type { Parsed } from '../refusal.ts';
import {
  type Contradiction,
  digestSchema,
  distinct,
  idSchema,
  instantSchema,
  integer,
  type JsonSchema,
  jsonSchema,
  list,
  nullable,
  object,
  oneOf,
  parserOf,
  refined,
  type Schema,
  text,
  uniqueList,
} from '../schema/index.ts';
import type { Digest, Id, Instant } from '../values.ts';
import { basisSchema, type Numbered, numberedSchema, type ReleaseBasis } from './release.ts';
import {
  checkpointSchema,
  environmentSchema,
  foreignCheckpoint,
  foreignKey,
  verifierKeySchema,
} from './values.ts';

/** What one gate trusts: pinned first versions, the log's key, accepted bases (FORMATS section 8). */
export interface TrustPolicy {
  readonly kind: 'trust-policy';
  readonly v: 1;
  readonly workspace: Id;
  /** An `evaluation` passes only where the file says so. */
  readonly mode: 'founded' | 'evaluation';
  readonly roster: Numbered;
  readonly ruleSet: Numbered;
  /** The log's key: its verifier key `name+id+key` (C2SP signed-note), or as the Roster spells it. */
  readonly logKey: string;
  readonly bases: readonly ReleaseBasis[];
  readonly maxFreshnessSeconds: number;
  /** Verifier keys that must have cosigned; none yet. */
  readonly witnesses: readonly string[];
}

/** What a gate remembers, so that nothing it saw can be taken back (FORMATS section 8). */
export interface GateState {
  readonly kind: 'gate-state';
  readonly v: 1;
  readonly workspace: Id;
  readonly entries: readonly GateStateEntry[];
  /** Text of the newest checkpoint seen, or null before the first. */
  readonly checkpoint: string | null;
  readonly rosterNumber: number;
  readonly ruleSetNumber: number;
  /** The latest time the gate's clock ever showed. */
  readonly latestTime: Instant;
}

export interface GateStateEntry {
  readonly environment: string;
  readonly policy: Id;
  readonly number: number;
  readonly digest: Digest;
}

const trustPolicyShape: Schema<TrustPolicy> = object<TrustPolicy>({
  kind: oneOf('trust-policy'),
  v: oneOf(1),
  workspace: idSchema,
  mode: oneOf('founded', 'evaluation'),
  roster: numberedSchema,
  ruleSet: numberedSchema,
  logKey: text(300),
  bases: uniqueList(basisSchema, 4, 1),
  // A day, the longest a freshness statement is issued for, up to thirty for gates that are rarely online.
  maxFreshnessSeconds: integer(1, 30 * 86_400),
  witnesses: uniqueList(verifierKeySchema, 32),
});

const trustPolicy: Schema<TrustPolicy> = refined(
  trustPolicyShape,
  ({ workspace, logKey, witnesses }) => [
    ...logKeyFaults(logKey, workspace),
    // Cosignatures are not checked yet: to read the wish and not grant it would fail open.
    ...(witnesses.length > 0
      ? [{ pointer: '/witnesses', why: 'asks for cosignatures, which this version cannot check' }]
      : []),
  ],
);

/** A local file, unsigned: it may spell the key as either of the two places that show it. */
function logKeyFaults(logKey: string, workspace: Id): readonly Contradiction[] {
  const pointer = '/logKey';
  if (fromBase64(logKey)?.length === ED25519_BYTES) return [];
  return parseVerifierKey(logKey).ok
    ? foreignKey(pointer, logKey, workspace)
    : [{ pointer, why: 'is neither a verifier key `name+id+key` nor base64 of an Ed25519 key' }];
}

const ED25519_BYTES = 32;

const gateStateShape: Schema<GateState> = object<GateState>({
  kind: oneOf('gate-state'),
  v: oneOf(1),
  workspace: idSchema,
  entries: distinct(
    list(
      object<GateStateEntry>({
        environment: environmentSchema,
        policy: idSchema,
        number: integer(1),
        digest: digestSchema,
      }),
      100_000,
    ),
    ({ environment, policy }) => `${environment} ${policy}`,
  ),
  checkpoint: nullable(checkpointSchema),
  rosterNumber: integer(1),
  ruleSetNumber: integer(1),
  latestTime: instantSchema,
});

const gateState: Schema<GateState> = refined(gateStateShape, ({ checkpoint, workspace }) =>
  foreignCheckpoint('/checkpoint', checkpoint, workspace),
);

/** Reads a TrustPolicy file; all faults at once. */
export const parseTrustPolicy: (input: Uint8Array | Json) => Parsed<TrustPolicy> =
  parserOf(trustPolicy);

/** Reads a gate's state; all faults at once. */
export const parseGateState: (input: Uint8Array | Json) => Parsed<GateState> = parserOf(gateState);

export const trustPolicySchema: JsonSchema = jsonSchema('trust-policy', trustPolicy);
export const gateStateSchema: JsonSchema = jsonSchema('gate-state', gateState);
