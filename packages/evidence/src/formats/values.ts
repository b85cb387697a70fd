import { parseCheckpoint, parseVerifierKey } from '../log/index.ts';
import {
  type Contradiction,
  matching,
  oneOf,
  refined,
  type Schema,
  text,
} from '../schema/index.ts';
import { kindOf } from '../schema/scalars.ts';
import { fault } from '../schema/schema.ts';
import type { Digest, Id } from '../values.ts';
import { logOrigin } from './names.ts';

export type Tier = 'T0' | 'T1' | 'T2' | 'T3' | 'T4';
export type Assurance = 'ssh' | 'ssh-sk-verified' | 'webauthn-uv';
export type OnLapse = 'keep' | 'deny';
/** The languages a policy and a requirement may be written in. */
export type PolicyLanguage = 'aws-iam' | 'kubernetes-rbac' | 'grants';

export type Verdict = 'equivalent' | 'narrower' | 'broader' | 'incomparable' | 'undetermined';

export const tierSchema: Schema<Tier> = oneOf<Tier>('T0', 'T1', 'T2', 'T3', 'T4');
export const verdictSchema: Schema<Verdict> = oneOf<Verdict>(
  'equivalent',
  'narrower',
  'broader',
  'incomparable',
  'undetermined',
);
export const assuranceSchema: Schema<Assurance> = oneOf<Assurance>(
  'ssh',
  'ssh-sk-verified',
  'webauthn-uv',
);
export const onLapseSchema: Schema<OnLapse> = oneOf<OnLapse>('keep', 'deny');
export const languageSchema: Schema<PolicyLanguage> = oneOf<PolicyLanguage>(
  'aws-iam',
  'kubernetes-rbac',
  'grants',
);

/** An environment's name: path-like, lower case; 200 characters hold every cloud's longest account path. */
export const environmentSchema: Schema<string> = matching(
  /^(?=.{1,200}$)[a-z0-9][a-z0-9._:-]*(?:\/[a-z0-9][a-z0-9._:-]*)*$/,
  'an environment name such as `prod/aws/123456789012`',
);

/** An environment's name, or a prefix of names that ends in `*`. */
export const environmentPatternSchema: Schema<string> = matching(
  /^(?:\*|[a-z0-9][a-z0-9._:/-]{0,198}\*?)$/,
  'an environment name, or a prefix that ends in `*`',
);

/** A short name in lower case: roles, groups, rules, cases. */
export const nameSchema: Schema<string> = matching(
  /^[a-z0-9][a-z0-9-]{0,63}$/,
  'a name in lower case, digits and `-`',
);

/** A stable code such as `PROVED_NARROWER`. */
export const codeSchema: Schema<string> = matching(
  /^[A-Z][A-Z0-9_]{0,63}$/,
  'a code in upper case',
);

/** One line that is not a person's words: a ticket, a data class, a relying party. */
export const lineSchema: Schema<string> = text(200);

/** The text of a signed checkpoint (C2SP tlog-checkpoint). Who signed it is for whoever holds the log's key to say. */
export const checkpointSchema: Schema<string> = {
  read(value, place) {
    if (typeof value !== 'string')
      fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected the text of a checkpoint`);
    else if (!parseCheckpoint(value).ok)
      fault(place, 'WRONG_VALUE', 'is not the text of a signed checkpoint');
    return value as string;
  },
  json: { type: 'string', description: 'text of a signed checkpoint (C2SP tlog-checkpoint)' },
};

/** A contradiction when a well-formed checkpoint is of another log than the workspace's. */
export function foreignCheckpoint(
  pointer: string,
  checkpoint: string | null,
  workspace: Id,
): readonly Contradiction[] {
  return checkpoint === null || checkpoint.startsWith(`${logOrigin(workspace)}\n`)
    ? []
    : [{ pointer, why: `is not of the log \`${logOrigin(workspace)}\`` }];
}

/** 32 bytes in hex, as in-toto writes a digest. */
export const sha256HexSchema: Schema<string> = matching(/^[0-9a-f]{64}$/, '64 hex digits');

/** An Ed25519 verifier key `name+id+key` (C2SP signed-note) whose id is the key's. */
export const verifierKeySchema: Schema<string> = refined(text(300), (key) =>
  parseVerifierKey(key).ok
    ? []
    : [{ pointer: '', why: 'is not an Ed25519 verifier key `name+id+key`' }],
);

/** A contradiction when a well-formed verifier key is not named after the workspace's log. */
export function foreignKey(pointer: string, key: string, workspace: Id): readonly Contradiction[] {
  return key.startsWith(`${logOrigin(workspace)}+`)
    ? []
    : [{ pointer, why: `is not a key of the log \`${logOrigin(workspace)}\`` }];
}

/** A contradiction when a first version names a previous one, or a later version does not. */
export function versionFaults(document: {
  readonly number: number;
  readonly previous: Digest | null;
}): readonly Contradiction[] {
  return (document.number === 1) === (document.previous === null)
    ? []
    : [{ pointer: '/previous', why: 'is null in version 1 and in no other' }];
}
