// A small founded workspace with one approved and released change, made by hand with test keys. Each stage can be
// changed before it is signed, and the files after they are packed.
import type { KeyObject } from 'node:crypto';
import { type ApprovalStatement, type ResolvedRule, resolveRule } from '@countersign/domain';
import {
  canonicalBytes,
  type Digest,
  digest,
  digestHex,
  digestOf,
  envelopeBytes,
  type Freshness,
  logOrigin,
  PREDICATES,
  type Release,
  type Requirement,
  type Roster,
  type RuleSet,
  SSH_NAMESPACES,
  statement,
  toBase64,
  utf8,
} from '@countersign/evidence';
import { requirement, roster1, ruleSet1 } from './law.ts';
import {
  ANA,
  APPROVED,
  about,
  byPeople,
  byService,
  ENVIRONMENT,
  id,
  KEYS,
  OLGA,
  type Person,
  POLICY,
  RELEASED,
  SAM,
  UNTIL,
  WORKSPACE,
} from './people.ts';
import { log } from './release-log.ts';

/** What can be changed at each stage, before it is signed. */
export interface Changes {
  readonly policy?: Uint8Array;
  readonly rosters?: readonly Signed<Roster>[];
  readonly ruleSets?: readonly Signed<RuleSet>[];
  readonly requirement?: (value: Requirement) => Requirement;
  readonly tests?: { readonly warned?: readonly string[]; readonly failed?: readonly string[] };
  /** Codes of an assessment that the verification names and the bundle holds. */
  readonly effects?: readonly string[];
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
  const policy = policyOf(changes);
  const to = digest(policy);
  const summary = canonicalBytes({
    from: null,
    requirement: digestOf(need),
    to,
    verdict: 'broader',
  });
  const presented = digest(summary);
  const assessment = assessmentOf(presented, changes);
  const named = {
    need: digestOf(need),
    presented,
    assessment: assessment === null ? null : digest(assessment),
  };
  const verification = envelopeBytes(
    byService(changes.verifiedBy ?? KEYS.release, verificationOf(to, named, changes)),
  );
  const base = {
    to,
    requirement: digestOf(need),
    verification: digest(verification),
    presented,
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
    ...(assessment === null ? [] : [['assessment.json', assessment] as const]),
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

function policyOf({ policy }: Changes): Uint8Array {
  return policy ?? canonicalBytes({ canonical: 'aws-iam/1', policy: { Statement: [] } });
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

function assessmentOf(presented: Digest, { effects }: Changes): Uint8Array | null {
  if (effects === undefined) return null;
  const found = effects.map((code) => ({ code, detail: 'as found' }));
  return canonicalBytes({ kind: 'assessment', v: 1, presented, effects: found });
}

function verificationOf(
  to: Digest,
  named: { need: Digest; presented: Digest; assessment: Digest | null },
  { tests }: Changes,
): Uint8Array {
  const entry = (name: string, of: Digest) => ({ name, digest: { sha256: digestHex(of) } });
  const failedTests = tests?.failed ?? [];
  const warnedTests = tests?.warned ?? [];
  const result = failedTests.length > 0 ? 'FAILED' : warnedTests.length > 0 ? 'WARNED' : 'PASSED';
  const configuration = [
    entry('requirement', named.need),
    entry('presented', named.presented),
    ...(named.assessment === null ? [] : [entry('assessment', named.assessment)]),
  ];
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
