// A small founded workspace with one approved and released change, made by hand with test keys. Each stage can be
// changed before it is signed, and the files after they are packed.
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type ApprovalStatement, type ResolvedRule, resolveRule } from '@countersign/domain';
import {
  appendLeaf,
  canonicalBytes,
  type Digest,
  digest,
  digestHex,
  digestOf,
  EMPTY_FRONTIER,
  type Envelope,
  envelope,
  envelopeBytes,
  type Freshness,
  fromBase64,
  frontierRoot,
  hashedrekordBody,
  inclusionProof,
  leafHash,
  logOrigin,
  PREDICATES,
  pae,
  type Release,
  type Requirement,
  type Roster,
  type RuleSet,
  releaseBundle,
  SSH_NAMESPACES,
  sha256,
  signedCheckpoint,
  signSsh,
  sshPublicKeyLine,
  sshPublicKeyOfSeed,
  statement,
  type TrustPolicy,
  tlogProof,
  toBase64,
  utf8,
  verifierKey,
} from '@countersign/evidence';
import { entryProof } from '../src/gate/entry-proof.ts';

export const id = (n: number): string => `0198a000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const WORKSPACE: string = id(1);
export const POLICY: string = id(2);
export const ENVIRONMENT = 'staging/aws/1';
export const LONG_AGO = '2020-01-01T00:00:00.000Z';
export const APPROVED = '2026-11-23T12:00:00.000Z';
export const RELEASED = '2026-11-23T13:00:00.000Z';
export const NOW = '2026-11-23T14:00:00.000Z';
export const UNTIL = '2027-05-01T00:00:00.000Z';

export interface Person {
  readonly human: string;
  readonly credential: string;
  readonly seed: Uint8Array;
  readonly roles: readonly string[];
}
const person = (n: number, ...roles: string[]): Person => ({
  human: id(10 + n),
  credential: id(20 + n),
  seed: new Uint8Array(32).fill(n),
  roles,
});
export const ANA: Person = person(1, 'founder');
export const OLGA: Person = person(2, 'founder', 'resource-owner');
export const SAM: Person = person(3, 'security');
export const MALLORY: Person = person(9);

const ec = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ed = (): KeyObject => generateKeyPairSync('ed25519').privateKey;
export const KEYS = { log: ed(), release: ec(), freshness: ed(), stranger: ed(), strangerEc: ec() };
export const LOG_SIGNER: KeyObject = KEYS.log;

/** Base64 as a Roster lists it: SubjectPublicKeyInfo. */
export function publicKey(key: KeyObject): string {
  const pem = createPrivateKey(key.export({ type: 'pkcs8', format: 'pem' }));
  const jwk = pem.export({ format: 'jwk' });
  const bytes = (text: string | undefined) => Buffer.from(text ?? '', 'base64url');
  if (jwk.crv === 'Ed25519') return bytes(jwk.x).toString('base64');
  const spki = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');
  return Buffer.concat([spki, Buffer.from([4]), bytes(jwk.x), bytes(jwk.y)]).toString('base64');
}

function signBytes(key: KeyObject, message: Uint8Array): Uint8Array {
  const hash = key.asymmetricKeyType === 'ec' ? 'sha256' : null;
  return new Uint8Array(sign(hash, message, key));
}

const byService = (key: KeyObject, payload: Uint8Array): Envelope =>
  envelope(payload, [{ keyid: publicKey(key), sig: signBytes(key, pae(payload)) }]);

const byPeople = (people: readonly Person[], namespace: string, payload: Uint8Array): Envelope =>
  envelope(
    payload,
    people.map(({ credential, seed }) => ({
      keyid: credential,
      sig: utf8(signSsh({ message: pae(payload), namespace, seed })),
    })),
  );

const about = (to: Digest) => [{ name: 'policy.json', digest: { sha256: digestHex(to) } }];

export const roster1: Roster = {
  kind: 'roster',
  v: 1,
  workspace: WORKSPACE,
  mode: 'founded',
  number: 1,
  previous: null,
  quorum: { threshold: 2, humans: [ANA.human, OLGA.human] },
  humans: [ANA, OLGA, SAM].map(({ human, credential, seed, roles }) => ({
    id: human,
    commitment: digest(seed),
    roles: [...roles],
    accepts: [{ environment: '*', upTo: 'T4', until: null }],
    since: LONG_AGO,
    until: null,
    credentials: [
      {
        id: credential,
        type: 'ssh-ed25519',
        publicKey: sshPublicKeyLine(sshPublicKeyOfSeed(seed)),
        assurance: 'ssh',
        rpId: null,
        since: LONG_AGO,
        until: null,
      },
    ],
  })),
  groups: [],
  serviceKeys: [
    { use: 'log', type: 'ed25519', publicKey: publicKey(KEYS.log), since: LONG_AGO, until: null },
    {
      use: 'release',
      type: 'ecdsa-p256',
      publicKey: publicKey(KEYS.release),
      since: LONG_AGO,
      until: null,
    },
    {
      use: 'freshness',
      type: 'ed25519',
      publicKey: publicKey(KEYS.freshness),
      since: LONG_AGO,
      until: null,
    },
  ],
};

export const ruleSet1: RuleSet = {
  kind: 'ruleset',
  v: 1,
  workspace: WORKSPACE,
  number: 1,
  previous: null,
  rosterNumber: 1,
  reviewTtlSeconds: 86_400,
  environments: [
    {
      name: ENVIRONMENT,
      class: 'staging',
      minimumAssurance: 'ssh',
      onLapse: 'deny',
      maxValiditySeconds: 31_536_000,
    },
  ],
  rules: [
    {
      name: 'two',
      if: { verdict: null, tierAtLeast: 'T2', tierAtMost: null, environmentClass: null },
      requires: {
        all: [
          { from: { role: 'resource-owner' }, approve: 1 },
          { from: { role: 'security' }, approve: 1 },
        ],
      },
      deny: null,
      distinct: true,
    },
  ],
  default: 'deny',
};

const requirement: Requirement = {
  kind: 'requirement',
  v: 1,
  workspace: WORKSPACE,
  nhi: id(3),
  owner: ANA.human,
  backupOwner: OLGA.human,
  environment: ENVIRONMENT,
  language: 'aws-iam',
  purpose: digest(utf8('purpose')),
  dataClass: null,
  ticket: null,
  expires: UNTIL,
  allow: [{ id: 'read', actions: ['s3:GetObject'], resources: ['*'] }],
  deny: [{ id: 'no-delete', actions: ['s3:DeleteObject'], resources: ['*'] }],
};

/** What can be changed at each stage, before it is signed. */
export interface Changes {
  readonly rosters?: readonly Signed<Roster>[];
  readonly ruleSets?: readonly Signed<RuleSet>[];
  readonly requirement?: (value: Requirement) => Requirement;
  readonly tests?: { readonly warned?: readonly string[]; readonly failed?: readonly string[] };
  readonly verifiedBy?: KeyObject;
  readonly approvers?: readonly Person[];
  readonly signedBy?: (person: Person) => Person;
  readonly namespace?: string;
  readonly approval?: (value: ApprovalStatement, person: Person) => ApprovalStatement;
  readonly release?: (value: Release) => Release;
  readonly releasedBy?: KeyObject;
  readonly event?: (payload: Record<string, unknown>) => Record<string, unknown>;
  readonly eventBytes?: boolean;
  readonly loggedBy?: KeyObject;
  readonly freshness?: ((value: Freshness) => Freshness) | null;
  readonly freshBy?: KeyObject;
  readonly extra?: ReadonlyMap<string, Uint8Array>;
  readonly files?: (files: Map<string, Uint8Array>) => void;
  readonly packed?: (files: Map<string, Uint8Array>) => void;
  readonly padding?: number;
}

export interface Signed<T> {
  readonly document: T;
  readonly by: readonly Person[];
}

/** The bundle's files. */
export async function bundle(changes: Changes = {}): Promise<Map<string, Uint8Array>> {
  const rosters = changes.rosters ?? [{ document: roster1, by: [ANA, OLGA] }];
  const ruleSets = changes.ruleSets ?? [{ document: ruleSet1, by: [ANA, OLGA] }];
  const roster = rosters[0]?.document ?? roster1;
  const need = (changes.requirement ?? same)(requirement);
  const policy = canonicalBytes({ canonical: 'aws-iam/1', policy: { Statement: [] } });
  const to = digest(policy);
  const summary = canonicalBytes({
    from: null,
    requirement: digestOf(need),
    to,
    verdict: 'broader',
  });
  const verification = envelopeBytes(
    byService(
      changes.verifiedBy ?? KEYS.release,
      verificationOf(to, { need: digestOf(need), presented: digest(summary) }, changes),
    ),
  );
  const base = {
    to,
    requirement: digestOf(need),
    verification: digest(verification),
    presented: digest(summary),
  };
  const approvals = (changes.approvers ?? [OLGA, SAM]).map((who) =>
    approvalOf(who, base, roster, changes),
  );
  const release = (changes.release ?? same)(
    releaseOf(base, approvals.map(digest), { rosters, ruleSets }),
  );
  const payload = statement(PREDICATES.release, about(to), release);
  const released = byService(changes.releasedBy ?? KEYS.release, payload);
  const logged = await log(released, release, changes);
  const files = new Map<string, Uint8Array>([
    ['policy.json', policy],
    ['requirement.json', canonicalBytes(need)],
    ['summary.json', summary],
    ['verification.dsse', verification],
    ...approvals.map((bytes, at) => [`approvals/${number(at)}.dsse`, bytes] as const),
    ...rosters.map(
      ({ document, by }, at) =>
        [`rosters/${number(at)}.dsse`, governed('roster', document, by)] as const,
    ),
    ...ruleSets.map(
      ({ document, by }, at) =>
        [`rulesets/${number(at)}.dsse`, governed('ruleset', document, by)] as const,
    ),
    ...logged,
    ...(changes.extra ?? []),
  ]);
  changes.files?.(files);
  files.set('manifest.json', manifest(files));
  if (changes.freshness !== null) files.set('freshness.dsse', fresh(release, changes));
  changes.packed?.(files);
  return files;
}

const same = <T>(value: T): T => value;
const number = (at: number): string => String(at + 1).padStart(6, '0');

export function governed(
  kind: 'roster' | 'ruleset',
  document: Roster | RuleSet,
  by: readonly Person[],
): Uint8Array {
  const payload = statement(PREDICATES[kind], about(digestOf(document)), document);
  return envelopeBytes(byPeople(by, SSH_NAMESPACES[kind], payload));
}

export function manifest(
  files: ReadonlyMap<string, Uint8Array>,
  environment = ENVIRONMENT,
): Uint8Array {
  const listed = [...files].map(([path, bytes]) => ({
    path,
    sha256: digestHex(digest(bytes)),
    size: bytes.length,
  }));
  listed.sort((a, b) => (a.path < b.path ? -1 : 1));
  return canonicalBytes({
    kind: 'manifest',
    v: 1,
    workspace: WORKSPACE,
    environment,
    policy: POLICY,
    language: 'aws-iam',
    files: listed,
  });
}

function verificationOf(
  to: Digest,
  named: { need: Digest; presented: Digest },
  { tests }: Changes,
): Uint8Array {
  const entry = (name: string, of: Digest) => ({ name, digest: { sha256: digestHex(of) } });
  const failedTests = tests?.failed ?? [];
  const warnedTests = tests?.warned ?? [];
  const result = failedTests.length > 0 ? 'FAILED' : warnedTests.length > 0 ? 'WARNED' : 'PASSED';
  const configuration = [entry('requirement', named.need), entry('presented', named.presented)];
  return statement(PREDICATES.verification, about(to), {
    result,
    configuration,
    passedTests: ['parses'],
    warnedTests,
    failedTests,
  });
}

type Base = Pick<ApprovalStatement, 'to' | 'requirement' | 'verification' | 'presented'>;

function approvalOf(who: Person, base: Base, roster: Roster, changes: Changes): Uint8Array {
  const approval = (changes.approval ?? ((value) => value))(statementOf(who, base, roster), who);
  const signer = (changes.signedBy ?? same)(who);
  const payload = statement(PREDICATES.approval, about(approval.to), approval);
  return envelopeBytes(byPeople([signer], changes.namespace ?? SSH_NAMESPACES.approval, payload));
}

function resolved(roster: Roster): ResolvedRule {
  const scope = {
    environment: ENVIRONMENT,
    tier: 'T3',
    verdict: 'broader',
    resourceOwners: [OLGA.human],
    disqualified: [{ human: ANA.human, why: 'author' }],
    at: APPROVED,
  } as const;
  const rule = resolveRule(ruleSet1, roster, scope);
  if (!rule.ok) throw new Error('no rule governs the test world');
  return rule.value.resolved;
}

function statementOf(who: Person, base: Base, roster: Roster): ApprovalStatement {
  return {
    decision: 'approve',
    workspace: WORKSPACE,
    candidate: id(4),
    policy: POLICY,
    environment: ENVIRONMENT,
    from: null,
    ...base,
    tier: 'T3',
    rule: {
      ruleSet: 1,
      ruleSetDigest: digestOf(ruleSet1),
      name: 'two',
      resolved: resolved(roster),
    },
    rosterNumber: 1,
    inputs: {
      authors: [ANA.human],
      agents: [],
      disqualified: [{ human: ANA.human, why: 'author' }],
      resourceOwners: [OLGA.human],
      nhiOwners: [ANA.human],
    },
    approver: {
      human: who.human,
      credential: who.credential,
      assurance: 'ssh',
      role: who.roles.at(-1) ?? 'reviewer',
      onBehalfOf: null,
    },
    confirmations: {
      intent: { requirement: base.requirement },
      risk: { tier: 'T3', reasons: ['TIERS_NOT_ASSESSED'] },
      denial: { proved: ['no-delete'] },
      ownership: { owner: ANA.human, backup: OLGA.human },
      scope: { presented: base.presented },
      exceptions: { ids: [] },
    },
    reason: digest(utf8('reason')),
    recertifyBy: UNTIL,
    validUntil: UNTIL,
    onLapse: 'deny',
    rollbackUntil: null,
    checkpoint: { origin: logOrigin(WORKSPACE), size: 1, root: toBase64(new Uint8Array(32)) },
    nonce: who.credential.replaceAll('-', ''),
    issuedAt: APPROVED,
    notAfter: '2026-12-01T00:00:00.000Z',
  };
}

function releaseOf(
  base: Base,
  approvals: readonly Digest[],
  law: { rosters: readonly Signed<Roster>[]; ruleSets: readonly Signed<RuleSet>[] },
): Release {
  const of = (document: Roster | RuleSet | undefined) => ({
    number: document?.number ?? 0,
    digest: digestOf(document ?? null),
  });
  return {
    workspace: WORKSPACE,
    environment: ENVIRONMENT,
    policy: POLICY,
    number: 3,
    basis: 'approvals',
    from: null,
    to: base.to,
    approvals,
    verification: base.verification,
    ruleSet: of(law.ruleSets.at(-1)?.document),
    roster: of(law.rosters.at(-1)?.document),
    triggeredBy: ANA.human,
    validUntil: UNTIL,
    onLapse: 'deny',
    issuedAt: RELEASED,
  };
}

async function log(
  released: Envelope,
  release: Release,
  changes: Changes,
): Promise<[string, Uint8Array][]> {
  const { workspace, ruleSet: _a, roster: _b, issuedAt: _c, ...terms } = release;
  const payload = { ...terms, candidate: id(4), statement: digest(envelopeBytes(released)) };
  const event = canonicalBytes({
    v: 1,
    type: 'ReleaseIssued',
    workspace,
    stream: `release/${id(5)}`,
    version: 1,
    seq: 9,
    at: RELEASED,
    actor: { kind: 'human', id: ANA.human },
    payload: (changes.event ?? same)(payload),
  });
  const key = publicKey(changes.releasedBy ?? KEYS.release);
  const signature = fromBase64(released.signatures[0]?.sig ?? '') ?? new Uint8Array();
  const record = hashedrekordBody(
    sha256(pae(fromBase64(released.payload) ?? new Uint8Array())),
    signature,
    key,
  );
  const padding = Array.from({ length: changes.padding ?? 1 }, (_, at) => utf8(`padding ${at}`));
  const entries = [utf8('genesis'), ...padding, event, record];
  const nodes = new Map<string, Uint8Array>();
  let frontier = EMPTY_FRONTIER;
  for (const entry of entries) {
    const appended = appendLeaf(frontier, leafHash(entry));
    for (const { level, index, hash } of appended.completed) nodes.set(`${level}/${index}`, hash);
    frontier = appended.frontier;
  }
  const logKey = changes.loggedBy ?? KEYS.log;
  const raw = fromBase64(publicKey(logKey)) ?? new Uint8Array();
  const head = { origin: logOrigin(WORKSPACE), size: entries.length, root: frontierRoot(frontier) };
  const checkpoint = await signedCheckpoint(
    head,
    async (message) => signBytes(logKey, message),
    raw,
  );
  const proofOf = (index: number) =>
    inclusionProof(index, entries.length, (level, at) => nodes.get(`${level}/${at}`));
  const at = entries.length - 2;
  const own = { index: at, proof: proofOf(at), checkpoint };
  const last = { index: at + 1, proof: proofOf(at + 1), checkpoint };
  const sigstore = releaseBundle({
    envelope: released,
    publicKey: key,
    index: at + 1,
    proof: last.proof,
    checkpoint,
    logPublicKey: raw,
  });
  return [
    ['release.sigstore.json', sigstore],
    ['release.tlog-proof', utf8(tlogProof(last))],
    [
      'event.tlog-proof',
      utf8(changes.eventBytes === false ? tlogProof(own) : entryProof({ ...own, entry: event })),
    ],
    ['checkpoint', utf8(checkpoint)],
  ];
}

function fresh(
  { workspace, environment, policy, number: n, to }: Release,
  changes: Changes,
): Uint8Array {
  const value = {
    workspace,
    environment,
    policy,
    number: n,
    to,
    issuedAt: '2026-11-23T13:30:00.000Z',
    expiresAt: '2026-11-24T13:30:00.000Z',
  };
  const said = (changes.freshness ?? same)(value);
  return envelopeBytes(
    byService(
      changes.freshBy ?? KEYS.freshness,
      statement(PREDICATES.freshness, about(said.to), said),
    ),
  );
}

export const TRUST: TrustPolicy = {
  kind: 'trust-policy',
  v: 1,
  workspace: WORKSPACE,
  mode: 'founded',
  roster: { number: 1, digest: digestOf(roster1) },
  ruleSet: { number: 1, digest: digestOf(ruleSet1) },
  logKey: verifierKey(logOrigin(WORKSPACE), fromBase64(publicKey(KEYS.log)) ?? new Uint8Array()),
  bases: ['approvals'],
  maxFreshnessSeconds: 86_400,
  witnesses: [],
};
