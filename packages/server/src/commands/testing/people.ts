import type { Assurance, Credential, Id, RosterHuman, Tier } from '@countersign/domain';
import {
  digestHex,
  digestOf,
  type Envelope,
  envelope,
  PREDICATES,
  pae,
  SSH_NAMESPACES,
  saltedDigest,
  signSsh,
  sshPublicKeyLine,
  sshPublicKeyOfSeed,
  statement,
  utf8,
} from '@countersign/evidence';
import type { PersonInput } from '../check-persons.ts';

/** A person of a test with a plain ssh key held in software. */
export interface TestPerson {
  readonly name: string;
  readonly human: Id;
  readonly credential: Id;
  readonly seed: Uint8Array;
  readonly salt: Uint8Array;
  readonly roles: readonly string[];
}

export const LONG_AGO = '2020-01-01T00:00:00.000Z';

/** Makes people whose keys and ids follow from their names, so that failures can be told apart. */
export function person(index: number, name: string, roles: readonly string[]): TestPerson {
  const id = (kind: number) => `0198${kind}000-0000-7000-8000-${String(index).padStart(12, '0')}`;
  return {
    name,
    human: id(1),
    credential: id(2),
    seed: new Uint8Array(32).fill(index + 1),
    salt: new Uint8Array(16).fill(index + 1),
    roles,
  };
}

/** What the server keeps apart from the log. */
export function personInput({ human, name, salt }: TestPerson): PersonInput {
  return { human, name, salt: Buffer.from(salt).toString('hex') };
}

/** A person as the Roster lists them. */
export function rosterHuman(
  one: TestPerson,
  options: { readonly upTo?: Tier; readonly assurance?: Assurance } = {},
): RosterHuman {
  return {
    id: one.human,
    commitment: saltedDigest(one.salt, one.name),
    roles: one.roles,
    accepts: [{ environment: '*', upTo: options.upTo ?? 'T4', until: null }],
    since: LONG_AGO,
    until: null,
    credentials: [credentialOf(one, options.assurance ?? 'ssh')],
  };
}

function credentialOf(one: TestPerson, assurance: Assurance): Credential {
  return {
    id: one.credential,
    type: 'ssh-ed25519',
    publicKey: sshPublicKeyLine(sshPublicKeyOfSeed(one.seed)),
    assurance,
    rpId: null,
    since: LONG_AGO,
    until: null,
  };
}

/** A Roster or RuleSet signed by these people, one signature each. */
export function governanceEnvelope(
  kind: 'roster' | 'ruleset',
  document: unknown,
  signers: readonly TestPerson[],
): Envelope {
  const subject = [{ name: kind, digest: { sha256: digestHex(digestOf(document)) } }];
  return signed(statement(PREDICATES[kind], subject, document), SSH_NAMESPACES[kind], signers);
}

/** One person's approval. */
export function approvalEnvelope(
  approval: { readonly to: `sha256:${string}` },
  by: TestPerson,
): Envelope {
  const subject = [{ name: 'policy.json', digest: { sha256: digestHex(approval.to) } }];
  return signed(statement(PREDICATES.approval, subject, approval), SSH_NAMESPACES.approval, [by]);
}

/** One person's signature on any statement. */
export function signedStatement(
  {
    predicateType,
    subject,
    predicate,
    namespace,
  }: {
    readonly predicateType: string;
    readonly subject: { readonly name: string; readonly digest: `sha256:${string}` };
    readonly predicate: unknown;
    readonly namespace: string;
  },
  by: TestPerson,
): Envelope {
  const about = [{ name: subject.name, digest: { sha256: digestHex(subject.digest) } }];
  return signed(statement(predicateType, about, predicate), namespace, [by]);
}

function signed(payload: Uint8Array, namespace: string, signers: readonly TestPerson[]): Envelope {
  return envelope(
    payload,
    signers.map(({ credential, seed }) => ({
      keyid: credential,
      sig: utf8(signSsh({ message: pae(payload), namespace, seed })),
    })),
  );
}
