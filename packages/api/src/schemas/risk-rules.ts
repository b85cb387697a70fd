import { z } from 'zod';
import { id, instant, tier, verdict } from './values.ts';

const texts = z.array(z.string());

/** A change for which `when` holds is at least of this tier. */
const tierRule = z.strictObject({
  code: z.string(),
  tier,
  when: z.strictObject({
    effects: texts.nullable(),
    verdict: z.array(verdict).nullable(),
    environmentClass: texts.nullable(),
    dataClass: texts.nullable(),
    author: z.array(z.enum(['human', 'pipeline', 'agent', 'template'])).nullable(),
    facts: z
      .array(z.enum(['third-party', 'base-not-released', 'stale-input', 'crosses-environment']))
      .nullable(),
  }),
  because: z.string(),
  lower: z.string(),
});

/** The highest tier that a named human accepts there. */
const appetite = z.strictObject({
  environment: z.string(),
  dataClass: z.string().nullable(),
  upTo: tier,
  acceptedBy: id,
  since: instant,
  until: instant.nullable(),
});

const guardrail = z.strictObject({
  name: z.string(),
  kind: z.enum(['compensating-control', 'break-glass-path', 'regulatory', 'separation-of-duty']),
  severity: z.enum(['block', 'escalate']),
  language: z.enum(['aws-iam', 'kubernetes-rbac', 'grants']),
  scope: z.strictObject({
    environments: texts,
    environmentClasses: texts.nullable(),
    dataClasses: texts.nullable(),
    identities: texts,
  }),
  owner: id,
  frameworks: z.array(z.strictObject({ framework: z.string(), id: z.string() })),
  until: instant.nullable(),
  why: z.string(),
  /** Its members are in the words of the language and judged by the strict parser of the format. */
  obligation: z.looseObject({
    type: z.enum(['must-deny', 'must-allow', 'only', 'never-together', 'keeps']),
  }),
});

const exception = z.strictObject({
  id,
  name: z.string(),
  environment: z.string(),
  policy: id.nullable(),
  covers: z.strictObject({ appetite: tier.nullable(), undetermined: texts }),
  owner: id,
  why: z.string(),
  compensatingControl: z.string().nullable(),
  since: instant,
  until: instant,
});

const inputRule = z.strictObject({
  kind: z.enum(['inventory', 'use']),
  environmentClass: texts.nullable(),
  maxAgeSeconds: z.int(),
  whenStale: z.enum(['block', 'raise']),
});

/** What RuleSet v2 has beside approval rules. */
export const riskRules = {
  tierRules: z.array(tierRule),
  appetite: z.array(appetite),
  guardrails: z.array(guardrail),
  exceptions: z.array(exception),
  inputs: z.array(inputRule),
};
