import { toBase64 } from '../bytes/base64.ts';
import type { Json } from '../bytes/json.ts';
import { rawPublicKey, subjectPublicKeyInfo } from '../keys/verify.ts';
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
  matching,
  nullable,
  object,
  oneOf,
  parserOf,
  refined,
  repeated,
  type Schema,
  text,
  uniqueList,
} from '../schema/index.ts';
import { parseSshPublicKey, type SshKeyType, sshPublicKeyLine } from '../ssh/public-key.ts';
import type { Digest, Id, Instant } from '../values.ts';
import {
  type Assurance,
  assuranceSchema,
  environmentPatternSchema,
  lineSchema,
  nameSchema,
  type Tier,
  tierSchema,
  versionFaults,
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
const SPKI_CHARACTERS = 124;

/** The log's notes are Ed25519 (C2SP), releases are what Sigstore verifiers read. */
const USE_TYPES: Readonly<Record<ServiceKey['use'], ServiceKey['type']>> = {
  log: 'ed25519',
  release: 'ecdsa-p256',
  freshness: 'ed25519',
};

const credentialShape: Schema<Credential> = object<Credential>({
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

const credential: Schema<Credential> = refined(credentialShape, (one) => [
  ...keyFaults(one),
  ...((one.type === 'webauthn-es256') === (one.rpId !== null)
    ? []
    : [{ pointer: '/rpId', why: 'is null except for `webauthn-es256`' }]),
  ...spanFaults(one),
]);

const KEY_TYPES: Readonly<Record<Credential['type'], SshKeyType>> = {
  'ssh-ed25519': 'ssh-ed25519',
  'sk-ssh-ed25519': 'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-p256': 'sk-ecdsa-sha2-nistp256@openssh.com',
  'webauthn-es256': 'sk-ecdsa-sha2-nistp256@openssh.com',
};

/** A key has one spelling here, because verifiers compare the text. */
function keyFaults({ type, publicKey }: Credential): readonly Contradiction[] {
  const key = parseSshPublicKey(publicKey);
  const pointer = '/publicKey';
  if (!(key.ok && sshPublicKeyLine(key.value) === publicKey))
    return [{ pointer, why: 'is not an OpenSSH public key in its one spelling' }];
  if (key.value.type === KEY_TYPES[type]) return [];
  return [{ pointer, why: `is a \`${key.value.type}\` key, which a \`${type}\` is not` }];
}

function spanFaults(span: {
  readonly since: Instant;
  readonly until: Instant | null;
}): readonly Contradiction[] {
  return span.until === null || span.until > span.since
    ? []
    : [{ pointer: '/until', why: 'is not after `since`' }];
}

const humanShape: Schema<RosterHuman> = object<RosterHuman>({
  id: idSchema,
  commitment: digestSchema,
  roles: uniqueList(nameSchema, 32),
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

const human: Schema<RosterHuman> = refined(humanShape, spanFaults);

const serviceKey: Schema<ServiceKey> = refined(
  object<ServiceKey>({
    use: oneOf('log', 'release', 'freshness'),
    type: oneOf('ed25519', 'ecdsa-p256'),
    publicKey: text(SPKI_CHARACTERS),
    since: instantSchema,
    until: nullable(instantSchema),
  }),
  (key) => [...serviceKeyFaults(key), ...spanFaults(key)],
);

function serviceKeyFaults({ use, type, publicKey }: ServiceKey): readonly Contradiction[] {
  const raw = rawPublicKey(type, publicKey);
  const isBare = type === 'ed25519';
  const isKey =
    raw !== undefined && publicKey === toBase64(isBare ? raw : subjectPublicKeyInfo(type, raw));
  return [
    ...(type === USE_TYPES[use]
      ? []
      : [{ pointer: '/type', why: `is \`${type}\`, a ${use} key is \`${USE_TYPES[use]}\`` }]),
    ...(isKey
      ? []
      : [
          {
            pointer: '/publicKey',
            why: `is not base64 of ${isBare ? '32 bytes' : 'a P-256 SubjectPublicKeyInfo'}`,
          },
        ]),
  ];
}

const shape: Schema<Roster> = object<Roster>({
  kind: oneOf('roster'),
  v: oneOf(1),
  workspace: idSchema,
  mode: oneOf('founded', 'evaluation'),
  number: integer(1),
  previous: nullable(digestSchema),
  quorum: object<Roster['quorum']>({
    threshold: integer(1, HUMANS_MAX),
    humans: uniqueList(idSchema, HUMANS_MAX, 1),
  }),
  humans: distinct(list(human, HUMANS_MAX, 1), ({ id }) => id),
  groups: distinct(
    list(
      object<RosterGroup>({
        name: nameSchema,
        members: distinct(
          list(
            object<RosterGroup['members'][number]>({
              human: idSchema,
              until: nullable(instantSchema),
            }),
            HUMANS_MAX,
          ),
          (member) => member.human,
        ),
      }),
      1000,
    ),
    ({ name }) => name,
  ),
  serviceKeys: distinct(list(serviceKey, 64, 1), ({ publicKey }) => publicKey),
});

/** A Roster that contradicts itself is refused where it is read, whoever signed it. */
const schema: Schema<Roster> = refined(shape, (roster) => [
  ...credentialFaults(roster),
  ...quorumFaults(roster),
  ...strangers(roster),
  ...versionFaults(roster),
]);

/** One credential id or one key under two humans would let one person count twice (INV-4). */
function credentialFaults({ humans }: Roster): readonly Contradiction[] {
  const credentials = humans.flatMap((one, human) =>
    one.credentials.map(({ id, publicKey }, at) => ({
      id,
      keyBits: keyBitsOf(publicKey),
      pointer: `/humans/${human}/credentials/${at}`,
    })),
  );
  const doubles = (field: 'id' | 'keyBits'): readonly number[] =>
    repeated(credentials.map((one) => one[field])).map(({ pointer }) => Number(pointer.slice(1)));
  const pointerOf = (at: number): string => credentials[at]?.pointer ?? '';
  return [
    ...doubles('id').map((at) => ({
      pointer: `${pointerOf(at)}/id`,
      why: 'is the id of another credential already',
    })),
    ...doubles('keyBits').map((at) => ({
      pointer: `${pointerOf(at)}/publicKey`,
      why: "is listed already, and a key is one person's",
    })),
  ];
}

/** The key itself: the same bits under another application are the same secret. */
function keyBitsOf(publicKey: string): string {
  const key = parseSshPublicKey(publicKey);
  return key.ok ? toBase64(key.value.key) : publicKey;
}

function quorumFaults({ quorum }: Roster): readonly Contradiction[] {
  const { length } = quorum.humans;
  if (quorum.threshold <= length) return [];
  return [{ pointer: '/quorum/threshold', why: `is more than the ${length} humans of the quorum` }];
}

function strangers({ humans, quorum, groups }: Roster): readonly Contradiction[] {
  const known = new Set(humans.map(({ id }) => id));
  const named = [
    ...quorum.humans.map((human, at) => ({ human, pointer: `/quorum/humans/${at}` })),
    ...groups.flatMap(({ members }, group) =>
      members.map(({ human }, at) => ({ human, pointer: `/groups/${group}/members/${at}/human` })),
    ),
  ];
  return named
    .filter(({ human }) => !known.has(human))
    .map(({ pointer }) => ({ pointer, why: 'names somebody who is not in the roster' }));
}

/** Reads a Roster; refuses unknown, missing and wrong fields, all at once, and a roster that contradicts itself. */
export const parseRoster: (input: Uint8Array | Json) => Parsed<Roster> = parserOf(schema);

export const rosterSchema: JsonSchema = jsonSchema('roster', schema);
