// For tests: a release under a standing approval. Ana wrote the template and drafted the instance; Olga and Sam signed
// the template for good. Each part can be changed before it is signed.
import { resolveRule, type StandingApprovalStatement } from '@countersign/domain';
import {
  canonicalBytes,
  canonicalText,
  type Digest,
  digest,
  digestHex,
  digestOf,
  envelopeBytes,
  type Instance,
  logOrigin,
  PREDICATES,
  type Release,
  type Roster,
  SSH_NAMESPACES,
  statement,
  type Template,
  toBase64,
  utf8,
} from '@countersign/evidence';
import { instantiated } from '../src/facts/template-facts.ts';
import type { Changes } from './gate-world.ts';
import { requirement, roster1, ruleSet1 } from './law.ts';
import {
  ANA,
  APPROVED,
  byPeople,
  byService,
  ENVIRONMENT,
  id,
  KEYS,
  OLGA,
  type Person,
  POLICY,
  SAM,
  UNTIL,
  WORKSPACE,
} from './people.ts';

const TEMPLATE = id(40);
/** Long after any instance of the story, and before the requirement ends. */
const STANDING_UNTIL = UNTIL;

export interface StandingChanges {
  readonly template?: (value: Template) => Template;
  readonly instance?: (value: Instance) => Instance;
  /** What is released, where it is not what the template makes. */
  readonly policy?: unknown;
  readonly approvers?: readonly Person[];
  readonly signedBy?: (person: Person) => Person;
  readonly namespace?: string;
  readonly approval?: (value: StandingApprovalStatement) => StandingApprovalStatement;
  readonly proof?: (value: Proof) => Proof;
  readonly proofBy?: (typeof KEYS)['release'];
  readonly release?: (value: Release) => Release;
  readonly roster?: Roster;
  readonly more?: Changes;
}

interface Proof {
  readonly of: Digest;
  readonly configuration: Readonly<Record<string, Digest>>;
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}

const envelope = { canonical: 'aws-iam/1', policy: { Statement: [] } };

const template: Template = {
  kind: 'template',
  v: 1,
  workspace: WORKSPACE,
  environment: ENVIRONMENT,
  name: 'read-one-prefix',
  owner: ANA.human,
  backupOwner: OLGA.human,
  purpose: digest(utf8('purpose')),
  parameters: [
    {
      name: 'prefix',
      kind: 'string',
      list: null,
      oneOf: null,
      pattern: 'team-*',
      maxLength: 40,
      characters: null,
      service: null,
      resourceType: null,
    },
  ],
  policy: canonicalText({
    Statement: [
      { Action: 's3:GetObject', Effect: 'Allow', Resource: 'arn:aws:s3:::reports/<<prefix>>/*' },
    ],
    Version: '2012-10-17',
  }),
  need: {
    v: 1,
    language: 'aws-iam',
    allow: [{ id: 'read', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/team-*'] }],
    deny: [{ id: 'no-delete', actions: ['s3:DeleteObject'], resources: ['*'] }],
  },
  envelope: digestOf(envelope),
  ceiling: digestOf(envelope),
  cap: { perNhi: 1, total: 1000 },
  selector: { externalIds: ['report-job-*'], nhis: null },
  instantiators: [ANA.human],
  timeToLiveSeconds: 86_400,
  onLapse: 'deny',
  release: 'automatic',
  sample: { perMille: 50, dueSeconds: 86_400 },
  expires: '2030-01-01T00:00:00.000Z',
};

const instance = (of: Template): Instance => ({
  kind: 'instance',
  v: 1,
  workspace: WORKSPACE,
  template: TEMPLATE,
  templateDigest: digestOf(of),
  candidate: id(4),
  policy: POLICY,
  environment: ENVIRONMENT,
  nhi: requirement.nhi,
  externalId: { text: 'report-job-7', salt: '07'.repeat(16) },
  authors: [ANA.human],
  disqualified: [{ human: ANA.human, why: 'author' }],
  values: [{ name: 'prefix', values: ['team-blue'] }],
});

const same = <T>(value: T): T => value;
const number = (at: number): string => String(at + 1).padStart(6, '0');

/** The changes that make the bundle of `gate-world` one of a standing approval. */
export function standing(changes: StandingChanges = {}): Changes {
  const document = (changes.template ?? same)(template);
  const made = (changes.instance ?? same)(instance(document));
  const policy = policyOf(document, made, changes);
  const approvers = changes.approvers ?? [OLGA, SAM];
  const signatures = approvers.map((who) => signatureOf(who, document, changes));
  const extra = new Map<string, Uint8Array>([
    ['template.json', canonicalBytes(document)],
    ['instance.json', canonicalBytes(made)],
    ['standing-proof.dsse', proofOf(document, made, digest(policy), changes)],
    ...signatures.map((bytes, at) => [`standing/${number(at)}.dsse`, bytes] as const),
  ]);
  return {
    policy,
    approvers: [],
    // Sam backs up the identity here: Olga's signature on the template has to count.
    requirement: (value) => ({ ...value, backupOwner: ANA.human }),
    release: (value) =>
      (changes.release ?? same)({
        ...value,
        basis: 'standing',
        approvals: signatures.map(digest),
        triggeredBy: TEMPLATE,
        validUntil: '2026-11-24T12:30:00.000Z',
      }),
    ...changes.more,
    extra: new Map([...extra, ...(changes.more?.extra ?? [])]),
  };
}

function policyOf(of: Template, { values }: Instance, changes: StandingChanges): Uint8Array {
  if (changes.policy !== undefined) return canonicalBytes(changes.policy);
  const made = instantiated(of, { values });
  return made.ok ? utf8(made.value.text) : canonicalBytes(envelope);
}

function signatureOf(who: Person, of: Template, changes: StandingChanges): Uint8Array {
  const said = (changes.approval ?? same)(statementOf(who, of, changes.roster ?? roster1));
  const subject = [{ name: 'template.json', digest: { sha256: digestHex(said.templateDigest) } }];
  const payload = statement(PREDICATES.standingApproval, subject, said);
  const signer = (changes.signedBy ?? same)(who);
  return envelopeBytes(byPeople([signer], changes.namespace ?? SSH_NAMESPACES.approval, payload));
}

function statementOf(who: Person, of: Template, roster: Roster): StandingApprovalStatement {
  const presented = digest(utf8('the envelope as shown'));
  const { envelope: within, ceiling, cap } = of;
  const inputs = {
    authors: [ANA.human],
    agents: [],
    disqualified: [{ human: ANA.human, why: 'author' as const }],
    resourceOwners: [OLGA.human],
    nhiOwners: [],
  };
  const rule = resolveRule(ruleSet1, roster, {
    environment: ENVIRONMENT,
    tier: 'T3',
    verdict: 'broader',
    ...inputs,
    at: APPROVED,
  });
  if (!rule.ok) throw new Error('no rule governs the test world');
  return {
    decision: 'approve',
    workspace: WORKSPACE,
    template: TEMPLATE,
    environment: ENVIRONMENT,
    templateDigest: digestOf(of),
    envelope: within,
    ceiling,
    cap,
    verification: digest(utf8('verification of the envelope')),
    presented,
    tier: 'T3',
    rule: {
      ruleSet: 1,
      ruleSetDigest: digestOf(ruleSet1),
      name: 'two',
      resolved: rule.value.resolved,
    },
    rosterNumber: 1,
    inputs,
    approver: {
      human: who.human,
      credential: who.credential,
      assurance: 'ssh',
      role: who.roles.at(-1) ?? 'reviewer',
      onBehalfOf: null,
    },
    confirmations: {
      intent: { template: digestOf(of) },
      risk: { tier: 'T3', reasons: ['TIERS_NOT_ASSESSED'] },
      denial: { proved: ['no-delete'] },
      ownership: { owner: of.owner, backup: of.backupOwner },
      scope: { presented, envelope: within, ceiling, cap },
      exceptions: { ids: [] },
    },
    reason: digest(utf8('reason')),
    validUntil: STANDING_UNTIL,
    checkpoint: { origin: logOrigin(WORKSPACE), size: 1, root: toBase64(new Uint8Array(32)) },
    nonce: who.credential.replaceAll('-', ''),
    issuedAt: APPROVED,
    notAfter: '2026-12-01T00:00:00.000Z',
  };
}

function proofOf(of: Template, made: Instance, to: Digest, changes: StandingChanges): Uint8Array {
  const proof = (changes.proof ?? same)({
    of: to,
    configuration: {
      instance: digestOf(made),
      template: digestOf(of),
      envelope: of.envelope,
      ceiling: of.ceiling,
      union: digestOf([to]),
    },
    passed: ['instantiates', 'within-envelope', 'within-ceiling'],
    failed: [],
  });
  const subject = [{ name: 'policy.json', digest: { sha256: digestHex(proof.of) } }];
  const payload = statement(PREDICATES.verification, subject, {
    result: proof.failed.length > 0 ? 'FAILED' : 'PASSED',
    configuration: Object.entries(proof.configuration).map(([name, one]) => ({
      name,
      digest: { sha256: digestHex(one) },
    })),
    passedTests: proof.passed,
    warnedTests: [],
    failedTests: proof.failed,
  });
  return envelopeBytes(byService(changes.proofBy ?? KEYS.release, payload));
}
