import { z } from 'zod';
import { check, saltedText, submission } from './candidates.ts';
import { requirementCase } from './inventory.ts';
import { ruleTree } from './rule-tree.ts';
import { summary } from './summary.ts';
import {
  assurance,
  checkpointView,
  digest,
  envelope,
  environmentName,
  id,
  instant,
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

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower case, digits and `-`');
const seconds = z.int().min(1);

/** One parameter with its bounds; what a kind takes and what its values may be, the analysis says. */
export const templateParameter = z.strictObject({
  name,
  kind: z.enum([
    'string',
    'account',
    'region',
    'arn',
    'namespace',
    'kubernetes-name',
    'repository',
  ]),
  list: z
    .strictObject({ minItems: z.int().min(0).max(100), maxItems: z.int().min(1).max(100) })
    .nullable()
    .default(null),
  oneOf: z.array(z.string().max(2048)).min(1).max(1000).nullable().default(null),
  pattern: z.string().max(2048).nullable().default(null),
  maxLength: z.int().min(1).max(2048).nullable().default(null),
  characters: z.string().max(64).nullable().default(null),
  service: z.string().max(64).nullable().default(null),
  resourceType: z.string().max(200).nullable().default(null),
});

/** How many instances may be live at once. */
export const usageCap = z.strictObject({ perNhi: z.int().min(1), total: z.int().min(1) });

/** Which identities: a class by external id (`*`, `?`), named ones, or any of the environment. */
const selector = z.strictObject({
  externalIds: z.array(z.string().min(1).max(2048)).min(1).max(100).nullable().default(null),
  nhis: z.array(id).min(1).max(10_000).nullable().default(null),
});

export const draftTemplate = z.strictObject({
  environment: environmentName,
  language: language.default('aws-iam'),
  name,
  owner: id,
  backupOwner: id,
  purpose: prose,
  parameters: z.array(templateParameter).max(32),
  /** The policy with holes: `{"$param": "name"}` for a value, `<<name>>` inside a text. */
  policy: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  allow: z.array(requirementCase).min(1).max(200),
  deny: z.array(requirementCase).min(1).max(200),
  /** The most that any instance may allow. */
  envelope: policyText,
  /** The most that all live instances of one identity may allow together; `null` takes the envelope. */
  ceiling: policyText.nullable().default(null),
  cap: usageCap,
  selector: selector.default({ externalIds: null, nhis: null }),
  instantiators: z.array(id).min(1).max(1000),
  timeToLiveSeconds: seconds,
  onLapse: onLapse.default('deny'),
  release: z.enum(['automatic', 'by-hand']).default('by-hand'),
  sample: z
    .strictObject({ perMille: z.int().min(0).max(1000), dueSeconds: z.int().min(60) })
    .default({ perMille: 50, dueSeconds: 604_800 }),
  expires: instant,
});
export const submitTemplate = z.strictObject({ validUntil: instant });
export const signStandingApproval = z.strictObject({
  envelope,
  reason: saltedText.nullable().default(null),
});
export const rejectTemplate = z.strictObject({ reason: prose });
export const revokeStandingApproval = z.strictObject({
  reason: prose,
  /** Whether every release under it is revoked as well. */
  withReleases: z.boolean().default(false),
});
export const instantiateTemplate = z.strictObject({
  policy: id,
  requirement: id,
  values: z.record(z.string(), z.union([z.string(), z.array(z.string()).max(100)])),
  delegation: id.nullable().default(null),
});
export const grantDelegation = z.strictObject({
  delegate: id,
  envelope: policyText,
  cap: usageCap,
  until: instant,
});
export const delegationParams = z.strictObject({ id, delegation: id });
export const revokeDelegation = z.strictObject({ reason: prose });
export const reviewDecision = z.strictObject({ verdict: z.enum(['ok', 'concern']), note: prose });

export const templateState = z.enum([
  'drafted',
  'verified',
  'failed',
  'in-review',
  'approved',
  'rejected',
  'suspended',
  'revoked',
]);

/** Frozen at submission and byte-identical in every signature. */
export const templateSubmission = submission
  .pick({
    revision: true,
    tier: true,
    reasons: true,
    rule: true,
    rosterNumber: true,
    inputs: true,
    validUntil: true,
    notAfter: true,
  })
  .extend({ templateDigest: digest, envelope: digest, ceiling: digest, cap: usageCap });

const delegation = z.strictObject({
  id,
  delegator: id,
  delegate: id,
  envelope: digest,
  cap: usageCap,
  until: instant,
  revokedAt: instant.nullable(),
});

/** Everything one screen or `template show` needs; the texts are canonical, so digests can be recomputed. */
export const templateView = z.strictObject({
  id,
  name: z.string(),
  environment: z.string(),
  environmentClass: z.string().nullable(),
  language,
  state: templateState,
  revision: z.int(),
  digest,
  /** The signed document, as canonical JSON. */
  document: z.looseObject({ kind: z.literal('template') }),
  purpose: z.string().nullable(),
  envelopeText: z.string(),
  ceilingText: z.string(),
  authors: z.array(id),
  verification: z.strictObject({ digest, outcome, checks: z.array(check) }).nullable(),
  summary: summary.nullable(),
  presented: digest.nullable(),
  verdict: verdict.nullable(),
  tier: tier.nullable(),
  reasons: z.array(z.string()),
  submission: templateSubmission.nullable(),
  ruleTree: ruleTree.nullable(),
  signatures: z.array(
    z.strictObject({
      approval: digest,
      human: id,
      role: z.string(),
      assurance,
      at: instant,
      reason: z.string().nullable(),
    }),
  ),
  approvedAt: instant.nullable(),
  ended: z.strictObject({ by: id, at: instant, reason: z.string().nullable() }).nullable(),
  delegations: z.array(delegation),
  live: z.int(),
  people,
  checkpoint: checkpointView,
});

export const templateItem = z.strictObject({
  id,
  name: z.string(),
  environment: z.string(),
  language,
  state: templateState,
  revision: z.int(),
  tier: tier.nullable(),
  validUntil: instant.nullable(),
  owner: id,
  people,
});
export const templateQuery = pageQuery.extend({
  state: templateState.exactOptional(),
  environment: environmentName.exactOptional(),
});

/** One automatic decision with what it let through, in whose name, and whether a human looked at it. */
export const decisionView = z.strictObject({
  id,
  template: z.strictObject({ id, name: z.string(), digest }),
  candidate: id,
  policy: id,
  nhi: id,
  environment: z.string(),
  to: digest,
  instance: digest,
  proof: digest,
  values: z.record(z.string(), z.array(z.string())),
  /** The humans in whose name it was made: those who signed the template. */
  inNameOf: z.array(id),
  authors: z.array(id),
  delegation: id.nullable(),
  decidedAt: instant,
  validUntil: instant,
  onLapse,
  state: z.enum(['live', 'ended']),
  ended: z
    .strictObject({
      why: z.enum(['not-applied', 'superseded', 'revoked', 'lapsed']),
      at: instant,
    })
    .nullable(),
  /** Until when a human is to look at it; `null` where it is not in the sample. */
  reviewBy: instant.nullable(),
  reviewed: z
    .strictObject({
      human: id,
      verdict: z.enum(['ok', 'concern']),
      note: z.string().nullable(),
      at: instant,
    })
    .nullable(),
  people,
});
export const decisionQuery = pageQuery.extend({
  template: id.exactOptional(),
  nhi: id.exactOptional(),
  state: z.enum(['live', 'ended']).exactOptional(),
  /** Decisions made in this human's name (R46). */
  inNameOf: id.exactOptional(),
  /** `true`: those a human has yet to look at. */
  toReview: z.enum(['true']).exactOptional(),
});

/** The candidate that was drafted and what became of it. */
export const instantiated = z.strictObject({
  candidate: id,
  /** `null` where it goes to an ordinary review, for the reasons given. */
  decision: id.nullable(),
  release: id.nullable(),
  reasons: z.array(z.strictObject({ code: z.string(), message: z.string(), details: z.unknown() })),
});

export type TemplateView = z.infer<typeof templateView>;
export type TemplateItem = z.infer<typeof templateItem>;
export type DecisionView = z.infer<typeof decisionView>;
export type InstantiatedView = z.infer<typeof instantiated>;
export type DraftTemplate = z.input<typeof draftTemplate>;
