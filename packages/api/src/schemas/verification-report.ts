import { z } from 'zod';
import { digest, outcome, tier, verdict } from './values.ts';

const witness = z.record(z.string(), z.unknown()).nullable();
const found = z.enum(['none', 'some', 'undetermined']);

const place = z.strictObject({
  file: z.string(),
  line: z.int().exactOptional(),
  column: z.int().exactOptional(),
  what: z.string().describe('the statement or object that stands there'),
});

const reportedClass = z.strictObject({
  summary: z.string(),
  actions: z.array(z.string()),
  resources: z.array(z.string()),
  witness: witness.describe('one concrete request, replayed by an independent evaluator'),
  reason: z.string().exactOptional().describe('why it was not decided'),
  at: z.array(place),
});

const reportedCheck = z.strictObject({
  name: z.string(),
  group: z.enum(['policy', 'requirement', 'stack', 'guardrail', 'identity', 'use', 'change']),
  outcome,
  blocking: z.boolean().describe('whether anything but `passed` stands against the candidate'),
  proves: z.string(),
  doesNotProve: z.string(),
  detail: z.string(),
  witness,
  at: z.array(place).describe('the statements that decide the witness'),
});

/** What `countersign verify --json` prints. Members may be added under the same `v`; none changes its meaning. */
export const verificationReport = z.strictObject({
  v: z.literal(1),
  kind: z.literal('verification-report'),
  program: z.string(),
  analysis: z.string(),
  outcome: outcome.describe(
    '`failed` where a blocking check failed, else `undetermined` where one was not decided',
  ),
  candidate: z.strictObject({
    file: z.string(),
    policy: z.string().nullable(),
    language: z.enum(['aws-iam', 'kubernetes-rbac', 'grants']),
    environment: z.string(),
    from: digest.nullable(),
    to: digest,
    requirement: digest,
    presented: digest.describe('digest of the Summary: what an approval would bind'),
    toFile: z.string(),
  }),
  change: z.strictObject({
    verdict,
    allowed: found,
    denied: found,
    headline: z.string(),
    sections: z.array(z.strictObject({ title: z.string(), lines: z.array(z.string()) })),
    newlyAllowed: z.array(reportedClass),
    newlyDenied: z.array(reportedClass),
    possible: z.array(reportedClass),
    assumptions: z.array(z.string()),
  }),
  checks: z.array(reportedCheck),
  guardrails: z.array(z.looseObject({ name: z.string(), outcome: z.string() })),
  effects: z.array(
    z.strictObject({ code: z.string(), detail: z.string(), actions: z.array(z.string()) }),
  ),
  mutants: z
    .array(
      z.strictObject({
        id: z.string(),
        kind: z.string(),
        what: z.string(),
        witness,
        suggestion: z.record(z.string(), z.unknown()).nullable(),
      }),
    )
    .describe('widened policies that nothing asked for would catch'),
  tier: z
    .strictObject({
      tier,
      rules: z.enum(['shipped', 'file']).describe('of whose tier rules it is made'),
      reasons: z.array(z.strictObject({ code: z.string(), tier, because: z.string() })),
      lower: z.array(z.string()).describe('what would make the rules of this tier not hold'),
      without: z
        .array(z.strictObject({ what: z.string(), tier }))
        .describe('the tier without one thing that counts now, where that is lower'),
    })
    .nullable()
    .describe('as if a human drafted it; `null` for the policy alone'),
});
