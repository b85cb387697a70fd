import { z } from 'zod';
import { requirementDocument } from './inventory.ts';
import { ruleTree } from './rule-tree.ts';
import { summary } from './summary.ts';
import {
  assurance,
  checkpointView,
  digest,
  envelope,
  id,
  instant,
  label,
  language,
  onLapse,
  outcome,
  pageQuery,
  people,
  policyText,
  prose,
  tier,
  verdict,
} from './values.ts';

export const candidateState = z.enum([
  'drafting',
  'verifying',
  'verified',
  'failed',
  'in-review',
  'approved',
  'released',
  'changes-requested',
  'rejected',
  'expired',
  'withdrawn',
  'superseded',
]);

const provenanceSource = z.enum(['human', 'requirement', 'use', 'template', 'agent', 'pipeline']);
const provenanceInput = z.strictObject({
  name: label,
  digest,
  takenAt: instant.nullable().default(null),
});
/** Where a text comes from, in its drafter's words: the program that made it, and what from. */
export const saidProvenance = z.strictObject({
  /** Left out: whoever sends it wrote it. */
  source: provenanceSource.exactOptional(),
  tool: label.nullable().default(null),
  version: label.nullable().default(null),
  inputs: z.array(provenanceInput).max(100).default([]),
});
export const draftCandidate = z.strictObject({
  policy: id,
  requirement: id,
  text: policyText,
  provenance: saidProvenance.exactOptional(),
});
export const reviseCandidate = z.strictObject({
  text: policyText,
  provenance: saidProvenance.exactOptional(),
});
/** A text that the server's analysis makes: from a requirement, or from what was used of what is granted. */
export const makeDraft = z.strictObject({
  source: z.enum(['requirement', 'use']),
  policy: id,
  requirement: id,
  /** The snapshot of use; the newest of the identity if left out. */
  use: id.nullable().default(null),
  /** Whether to draft a candidate with it at once. */
  create: z.boolean().default(false),
  /** `explicit`: every intended denial becomes a Deny, where the language has one. */
  denies: z.enum(['none', 'explicit']).default('none'),
  /** Kubernetes: name of the objects that are made. */
  name: label.exactOptional(),
  /** Grants: the app, client or key, where the cases name none. */
  grantee: label.exactOptional(),
});
export const inviteAuthor = z.strictObject({ human: id });
export const submitCandidate = z.strictObject({
  validUntil: instant,
  recertifyBy: instant,
  rollbackUntil: instant.nullable().default(null),
  /** `null` takes the environment's default. */
  onLapse: onLapse.nullable().default(null),
});
export const supersedeCandidate = z.strictObject({ by: id });
export const withdrawCandidate = z.strictObject({ reason: prose });
/** The reason's text and salt, whose digest the signed statement binds; `null` when no reason is kept. */
export const saltedText = z.strictObject({
  text: prose,
  salt: z.string().regex(/^[0-9a-f]{32}$/, 'expected 16 bytes in hex'),
});
export const approveCandidate = z.strictObject({
  envelope,
  reason: saltedText.nullable().default(null),
});
export const reviewCandidate = z.strictObject({
  decision: z.enum(['reject', 'request-changes', 'comment']),
  reason: prose,
});
export const releaseCandidate = z.strictObject({});

const source = z.union([
  z.strictObject({ role: z.string() }),
  z.strictObject({ group: z.string() }),
]);
const resolvedLeaf = z.strictObject({ from: source, approve: z.int(), humans: z.array(id) });
const resolvedAll = z.strictObject({
  get all(): z.ZodArray<typeof resolvedRequires> {
    return z.array(resolvedRequires);
  },
});
const resolvedAny = z.strictObject({
  get any(): z.ZodArray<typeof resolvedRequires> {
    return z.array(resolvedRequires);
  },
});
/** What the governing rule asks for, with the humans who could meet it at submission. */
export const resolvedRequires: z.ZodUnion<
  [typeof resolvedAll, typeof resolvedAny, typeof resolvedLeaf]
> = z.union([resolvedAll, resolvedAny, resolvedLeaf]);

/** Frozen at submission and byte-identical in every approval (FORMATS section 6). */
export const submission = z.strictObject({
  revision: z.int(),
  tier,
  reasons: z.array(z.string()),
  rule: z.strictObject({
    ruleSet: z.int(),
    ruleSetDigest: digest,
    name: z.string(),
    resolved: z.strictObject({
      requires: resolvedRequires,
      deny: z.strictObject({ from: source, count: z.int(), humans: z.array(id) }).nullable(),
      distinct: z.boolean(),
      minimumAssurance: assurance,
    }),
  }),
  rosterNumber: z.int(),
  inputs: z.strictObject({
    authors: z.array(id),
    agents: z.array(id),
    disqualified: z.array(
      z.strictObject({
        human: id,
        why: z.enum(['author', 'editor', 'requester', 'nhi-owner', 'behind-token']),
      }),
    ),
    resourceOwners: z.array(id),
    nhiOwners: z.array(id),
  }),
  exceptions: z.array(id),
  recertifyBy: instant,
  validUntil: instant,
  onLapse,
  rollbackUntil: instant.nullable(),
  notAfter: instant,
});

export const check = z.strictObject({
  name: z.string(),
  outcome,
  proves: z.string(),
  doesNotProve: z.string(),
  detail: z.unknown(),
  /** What it is about; screens group by it. */
  group: z
    .enum(['policy', 'requirement', 'stack', 'guardrail', 'identity', 'use', 'change'])
    .exactOptional(),
  /** Whether anything but `passed` stands against the candidate. */
  blocking: z.boolean().exactOptional(),
  /** The request that shows it. */
  witness: z.looseObject({}).exactOptional(),
});

/** One thing a change does, by which its tier is assessed. */
export const effect = z.looseObject({ code: z.string(), detail: z.string() });

/** A guardrail held against the candidate. */
export const guardrailResult = z.looseObject({
  name: z.string(),
  outcome: z.enum(['kept', 'broken', 'undetermined', 'not-applicable', 'expired']),
  severity: z.enum(['block', 'escalate']),
  witness: z.looseObject({}).nullable(),
  detail: z.string(),
  /** Controls without which it would break. */
  safeOnlyBecause: z.array(z.string()),
});

/** A widened candidate that nothing would catch, and the denial that would. */
export const survivingMutant = z.looseObject({
  id: z.string(),
  kind: z.string(),
  what: z.string(),
  witness: z.looseObject({}),
  suggestion: z.looseObject({ id: z.string() }).nullable(),
});

/** What analysis proved of a text it made. */
const draftProof = z.looseObject({
  name: z.string(),
  verdict: z.enum(['proved', 'refuted', 'undetermined']),
  reason: z.string().nullable(),
});

const tierReason = z.strictObject({ code: z.string(), tier, because: z.string() });

/** Why it is of its tier under the rules in force, and what would lower it. */
export const assessment = z.strictObject({
  tier,
  reasons: z.array(tierReason),
  lower: z.array(z.string()),
  without: z.array(z.strictObject({ what: z.string(), tier })),
});

/** Where the content of a revision comes from. */
export const provenance = z.strictObject({
  digest,
  source: provenanceSource,
  tool: z.string().nullable(),
  version: z.string().nullable(),
  inputs: z.array(z.strictObject({ name: z.string(), digest, takenAt: instant.nullable() })),
});

/** What the verification knew beside the policy. */
export const known = z.strictObject({
  at: instant,
  /** Whether everything in force for the identity was seen. */
  complete: z.boolean(),
  inputs: z.array(
    z.looseObject({
      name: z.string(),
      takenAt: instant.nullable(),
      maxAgeSeconds: z.int().nullable(),
    }),
  ),
});

export const review = z.strictObject({
  kind: z.enum(['approve', 'reject', 'request-changes', 'comment']),
  human: id,
  name: z.string().nullable(),
  at: instant,
  /** The reviewer's words; `null` when none were given or they were erased. */
  reason: z.string().nullable(),
  role: z.string().nullable(),
  assurance: assurance.nullable(),
  /** Digest of the signed approval. */
  approval: digest.nullable(),
  /** Why it no longer counts; `null` while it does. */
  void: z.string().nullable(),
});

/** Everything one screen or one `candidate show` needs; the texts are canonical, so digests can be recomputed. */
export const candidateView = z.strictObject({
  id,
  policy: z.strictObject({ id, name: z.string().nullable() }),
  environment: z.string(),
  environmentClass: z.string().nullable(),
  state: candidateState,
  revision: z.int(),
  from: digest.nullable(),
  to: digest,
  fromText: z.string().nullable(),
  toText: z.string(),
  nhi: z.strictObject({ id, name: z.string().nullable(), owner: id, backupOwner: id }),
  requirement: z.strictObject({
    id,
    digest,
    document: requirementDocument,
    purpose: z.string().nullable(),
  }),
  authors: z.array(id),
  provenance: provenance.exactOptional(),
  verification: z.strictObject({ digest, outcome, checks: z.array(check) }).nullable(),
  /** From here to `assessment`: what analysis told where the candidate was verified in its context. */
  effects: z.array(effect).exactOptional(),
  mutants: z.array(survivingMutant).exactOptional(),
  guardrails: z.array(guardrailResult).exactOptional(),
  leastPrivilege: z.looseObject({}).nullable().exactOptional(),
  known: known.exactOptional(),
  assessment: assessment.exactOptional(),
  /** Why there is no verification, in a sentence, when a proof was tried and gave none. */
  note: z.string().exactOptional(),
  summary: summary.nullable(),
  presented: digest.nullable(),
  verdict: verdict.nullable(),
  tier: tier.nullable(),
  reasons: z.array(z.string()),
  submission: submission.nullable(),
  ruleTree: ruleTree.nullable(),
  reviews: z.array(review),
  release: id.nullable(),
  people,
  checkpoint: checkpointView,
});

/** What changed since the caller approved a revision that no longer counts. */
export const sinceApproval = z.strictObject({
  /** `null` where the caller approved no earlier revision of it. */
  approval: z
    .strictObject({
      digest,
      at: instant,
      /** Why it no longer counts. */
      void: z.string(),
      /** The caller's own signed statement: whoever reads it checks it with the caller's key. */
      envelope,
      /** What was approved, and its canonical text. */
      to: digest,
      text: z.string(),
    })
    .nullable(),
  /** From what was approved to what is proposed now; the same answer as `countersign diff`. */
  change: z
    .looseObject({
      verdict,
      newlyAllowed: z.array(z.unknown()),
      newlyDenied: z.array(z.unknown()),
      possible: z.array(z.unknown()),
    })
    .nullable(),
});

/** A text that was made and proved, unapproved; nothing is stored of it unless a candidate was asked for. */
export const madeDraft = z.strictObject({
  language,
  /** Canonical. */
  text: z.string(),
  digest,
  /** As the language writes it, to put into a file. */
  policy: z.unknown(),
  proofs: z.array(draftProof),
  notes: z.array(z.strictObject({ code: z.string(), message: z.string() })),
  /** Of a draft from use: granted and not used, used and not granted, asked for and refused. */
  unused: z.array(z.looseObject({ summary: z.string() })),
  notGranted: z.array(z.looseObject({})),
  refused: z.array(z.looseObject({})),
  provenance: provenance.omit({ digest: true }),
  candidate: candidateView.nullable(),
});

export const candidateItem = z.strictObject({
  id,
  policy: z.strictObject({ id, name: z.string().nullable() }),
  environment: z.string(),
  state: candidateState,
  revision: z.int(),
  verdict: verdict.nullable(),
  tier: tier.nullable(),
  authors: z.array(id),
  updatedAt: instant,
  people,
});

export const candidateQuery = pageQuery.extend({
  state: candidateState.exactOptional(),
  policy: id.exactOptional(),
  /** Those that serve this requirement. */
  requirement: id.exactOptional(),
});

export const simulateRules = z.strictObject({ candidate: id, approve: z.array(id).max(100) });
/** A submission at this moment: what it would freeze, or every reason that refuses it. */
export const wouldSubmit = z.strictObject({
  /** `null` where it is refused. */
  submission: z
    .strictObject({
      tier,
      reasons: z.array(z.string()),
      rule: z.string(),
      exceptions: z.array(id),
      disqualified: submission.shape.inputs.shape.disqualified,
    })
    .nullable(),
  refusals: z.array(z.strictObject({ code: z.string(), message: z.string() })),
});

export const simulation = z.strictObject({
  /** Before submission: whether it could be submitted now. */
  wouldSubmit: wouldSubmit.exactOptional(),
  ruleTree,
  lines: z.array(z.string()),
  people,
});

export type CandidateState = z.infer<typeof candidateState>;
export type CandidateView = z.infer<typeof candidateView>;
export type SinceApproval = z.infer<typeof sinceApproval>;
export type MadeDraft = z.infer<typeof madeDraft>;
export type SaidProvenance = z.output<typeof saidProvenance>;
export type CandidateItem = z.infer<typeof candidateItem>;
export type SubmissionView = z.infer<typeof submission>;
export type CheckView = z.infer<typeof check>;
export type ReviewView = z.infer<typeof review>;
export type Simulation = z.infer<typeof simulation>;
