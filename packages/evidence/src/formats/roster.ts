import type { Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import {
  base64Schema,
  digestSchema,
  idSchema,
  instantSchema,
  integer,
  type JsonSchema,
  jsonSchema,
  list,
  matching,
  nullable,
  object,
  oneOf,
  parserOf,
  refined,
  type Schema,
} from '../schema/index.ts';
import type { Digest, Id, Instant } from '../values.ts';
import {
  type Assurance,
  assuranceSchema,
  environmentPatternSchema,
  lineSchema,
  nameSchema,
  type Tier,
  tierSchema,
} from './values.ts';

/** The numbered, signed list of humans, their keys, roles and authority (FORMATS section 3). */
export interface Roster {
  readonly kind: 'roster';
  readonly v: 1;
  readonly workspace: Id;
  readonly mode: 'founded' | 'evaluation';
  readonly number: number;
  readonly previous: Digest | null;
  readonly quorum: { readonly threshold: number; readonly humans: readonly Id[] };
  readonly humans: readonly RosterHuman[];
  readonly groups: readonly RosterGroup[];
  readonly serviceKeys: readonly ServiceKey[];
}

export interface RosterHuman {
  readonly id: Id;
  /** SHA-256(salt‖issuer#subject): binds the person without naming them. */
  readonly commitment: Digest;
  readonly roles: readonly string[];
  readonly accepts: readonly Acceptance[];
  readonly since: Instant;
  readonly until: Instant | null;
  readonly credentials: readonly Credential[];
}

export interface Acceptance {
  readonly environment: string;
  readonly upTo: Tier;
  readonly until: Instant | null;
}

export interface Credential {
  readonly id: Id;
  readonly type: 'ssh-ed25519' | 'sk-ssh-ed25519' | 'sk-ecdsa-p256' | 'webauthn-es256';
  /** OpenSSH public key line without comment. */
  readonly publicKey: string;
  readonly assurance: Assurance;
  readonly rpId: string | null;
  readonly since: Instant;
  readonly until: Instant | null;
}

export interface RosterGroup {
  readonly name: string;
  readonly members: readonly { readonly human: Id; readonly until: Instant | null }[];
}

export interface ServiceKey {
  readonly use: 'log' | 'release' | 'freshness';
  readonly type: 'ed25519' | 'ecdsa-p256';
  /** base64: raw for Ed25519, SubjectPublicKeyInfo for P-256. */
  readonly publicKey: string;
  readonly since: Instant;
  readonly until: Instant | null;
}

// Ten thousand humans are more than any organisation lets accept risk; the rest follows from that.
const HUMANS_MAX = 10_000;

const credential: Schema<Credential> = object<Credential>({
  id: idSchema,
  type: oneOf('ssh-ed25519', 'sk-ssh-ed25519', 'sk-ecdsa-p256', 'webauthn-es256'),
  publicKey: matching(
    /^[a-z0-9@.-]{1,64} [A-Za-z0-9+/]{1,1400}={0,2}$/,
    'an OpenSSH public key without comment',
  ),
  assurance: assuranceSchema,
  rpId: nullable(lineSchema),
  since: instantSchema,
  until: nullable(instantSchema),
});

const human: Schema<RosterHuman> = object<RosterHuman>({
  id: idSchema,
  commitment: digestSchema,
  roles: list(nameSchema, 32),
  accepts: list(
    object<Acceptance>({
      environment: environmentPatternSchema,
      upTo: tierSchema,
      until: nullable(instantSchema),
    }),
    64,
  ),
  since: instantSchema,
  until: nullable(instantSchema),
  credentials: list(credential, 16),
});

const shape: Schema<Roster> = object<Roster>({
  kind: oneOf('roster'),
  v: oneOf(1),
  workspace: idSchema,
  mode: oneOf('founded', 'evaluation'),
  number: integer(1),
  previous: nullable(digestSchema),
  quorum: object<Roster['quorum']>({
    threshold: integer(1, HUMANS_MAX),
    humans: list(idSchema, HUMANS_MAX, 1),
  }),
  humans: list(human, HUMANS_MAX, 1),
  groups: list(
    object<RosterGroup>({
      name: nameSchema,
      members: list(
        object<RosterGroup['members'][number]>({ human: idSchema, until: nullable(instantSchema) }),
        HUMANS_MAX,
      ),
    }),
    1000,
  ),
  serviceKeys: list(
    object<ServiceKey>({
      use: oneOf('log', 'release', 'freshness'),
      type: oneOf('ed25519', 'ecdsa-p256'),
      publicKey: base64Schema,
      since: instantSchema,
      until: nullable(instantSchema),
    }),
    64,
    1,
  ),
});

/** A Roster that contradicts itself is refused where it is read, whoever signed it. */
const schema: Schema<Roster> = refined(shape, (roster) => {
  const ids = roster.humans.map(({ id }) => id);
  const keys = roster.humans.flatMap(({ credentials }) => credentials);
  const quorum = new Set(roster.quorum.humans);
  if (new Set(ids).size < ids.length) return { pointer: '/humans', why: 'names a human twice' };
  if (new Set(keys.map(({ id }) => id)).size < keys.length) {
    return { pointer: '/humans', why: 'gives two credentials the same id' };
  }
  // One key under two humans would let one person count twice (INV-4).
  if (new Set(keys.map(({ publicKey }) => publicKey)).size < keys.length) {
    return { pointer: '/humans', why: 'lists the same key twice' };
  }
  if (quorum.size < roster.quorum.humans.length)
    return { pointer: '/quorum/humans', why: 'names a human twice' };
  if ([...quorum].some((id) => !ids.includes(id))) {
    return { pointer: '/quorum/humans', why: 'names somebody who is not in the roster' };
  }
  if (roster.quorum.threshold > quorum.size) {
    return {
      pointer: '/quorum/threshold',
      why: `is more than the ${quorum.size} humans of the quorum`,
    };
  }
  if ((roster.number === 1) !== (roster.previous === null)) {
    return { pointer: '/previous', why: 'is null in version 1 and in no other' };
  }
  return null;
});

/** Reads a Roster; refuses unknown, missing and wrong fields, all at once, and a roster that contradicts itself. */
export const parseRoster: (input: Uint8Array | Json) => Parsed<Roster> = parserOf(schema);

export const rosterSchema: JsonSchema = jsonSchema('roster', schema);
