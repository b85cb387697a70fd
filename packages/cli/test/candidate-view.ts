import {
  canonicalPolicy,
  parsePolicyText,
  summaryText,
  verifyCandidate,
} from '@countersign/analysis';
import { digest, digestOf, utf8 } from '@countersign/evidence';
import type { CandidateView } from '../src/client/views.ts';

export const ANA = '01900000-0000-7000-8000-00000000000a';
export const BEN = '01900000-0000-7000-8000-00000000000b';
export const RITA = '01900000-0000-7000-8000-00000000000c';
export const SAM = '01900000-0000-7000-8000-00000000000d';

/** A candidate in review as a server would answer it, with true digests and a true Summary. */
export function candidateView(change: Partial<CandidateView> = {}): CandidateView {
  const fromText = canonical('s3:GetObject');
  const toText = canonical('s3:GetObject', 's3:PutObject');
  const document = requirement();
  const requirementDigest = digestOf(document);
  const { allow, deny } = document;
  const proved = verifyCandidate({
    from: fromText,
    to: toText,
    requirement: { allow, deny },
    requirementDigest,
  });
  const id = '01900000-0000-7000-8000-000000000001';
  return {
    id,
    policy: { id, name: 'invoices' },
    environment: 'staging/aws/1',
    environmentClass: 'staging',
    state: 'in-review',
    revision: 1,
    from: digest(utf8(fromText)),
    to: digest(utf8(toText)),
    fromText,
    toText,
    nhi: { id, name: 'invoicer', owner: ANA, backupOwner: BEN },
    requirement: { id, digest: requirementDigest, document, purpose: 'write \u202einvoices' },
    authors: [ANA],
    verification: { digest: digest(utf8('v')), outcome: 'passed', checks: [...proved.checks] },
    summary: JSON.parse(summaryText(proved.summary)),
    presented: digest(utf8(summaryText(proved.summary))),
    verdict: 'broader',
    tier: 'T3',
    reasons: ['TIERS_NOT_ASSESSED'],
    submission: submission(),
    ruleTree: {
      kind: 'rule',
      name: 'high',
      required: null,
      status: 'unsatisfied',
      counted: [{ human: RITA, credential: id, assurance: 'ssh' }],
      disqualified: [{ human: ANA, why: 'author' }],
      missing: `1 approval by ${SAM}`,
      children: [],
    },
    reviews: [],
    release: null,
    people: { [ANA]: 'ana', [BEN]: 'ben', [RITA]: 'rita', [SAM]: 'sam\u001b[2J' },
    checkpoint: { origin: 'countersign/x', size: 7, root: 'AAAA' },
    ...change,
  } as CandidateView;
}

function canonical(...Action: string[]): string {
  const parsed = parsePolicyText(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
    }),
  );
  if (!parsed.ok) throw new Error('the sample does not parse');
  return canonicalPolicy(parsed.value).text;
}

function requirement() {
  return {
    kind: 'requirement' as const,
    v: 1 as const,
    workspace: ANA,
    nhi: ANA,
    owner: ANA,
    backupOwner: BEN,
    environment: 'staging/aws/1',
    language: 'aws-iam' as const,
    purpose: digest(utf8('p')),
    dataClass: null,
    ticket: null,
    expires: '2027-01-01T00:00:00.000Z',
    allow: [{ id: 'write', actions: ['s3:PutObject'], resources: ['*'] }],
    deny: [{ id: 'no-delete', actions: ['s3:Delete*'], resources: ['*'] }],
  };
}

function submission(): NonNullable<CandidateView['submission']> {
  const leaf = (role: string, human: string) => ({ from: { role }, approve: 1, humans: [human] });
  return {
    revision: 1,
    tier: 'T3',
    reasons: ['TIERS_NOT_ASSESSED'],
    rule: {
      ruleSet: 1,
      ruleSetDigest: digest(utf8('r')),
      name: 'high',
      resolved: {
        requires: { all: [leaf('resource-owner', RITA), leaf('security', SAM)] },
        deny: null,
        distinct: true,
        minimumAssurance: 'ssh',
      },
    },
    rosterNumber: 1,
    inputs: {
      authors: [ANA],
      agents: [],
      disqualified: [{ human: ANA, why: 'author' }],
      resourceOwners: [RITA],
      nhiOwners: [ANA, BEN],
    },
    exceptions: [],
    recertifyBy: '2026-12-01T00:00:00.000Z',
    validUntil: '2026-12-31T00:00:00.000Z',
    onLapse: 'deny',
    rollbackUntil: null,
    notAfter: '2026-12-01T00:00:00.000Z',
  } as NonNullable<CandidateView['submission']>;
}
