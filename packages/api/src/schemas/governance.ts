import { z } from 'zod';
import { riskRules } from './risk-rules.ts';
import {
  assurance,
  digest,
  envelope,
  environmentName,
  id,
  instant,
  label,
  mode,
  onLapse,
  people,
  prose,
  tier,
  verdict,
} from './values.ts';

const serviceKey = z.strictObject({
  use: z.enum(['log', 'release', 'freshness']),
  type: z.enum(['ed25519', 'ecdsa-p256']),
  publicKey: z.string(),
  since: instant,
  until: instant.nullable(),
});

const credential = z.strictObject({
  id,
  type: z.enum(['ssh-ed25519', 'sk-ssh-ed25519', 'sk-ecdsa-p256', 'webauthn-es256']),
  publicKey: z.string(),
  assurance,
  rpId: z.string().nullable(),
  since: instant,
  until: instant.nullable(),
});

const rosterHuman = z.strictObject({
  id,
  commitment: digest,
  roles: z.array(z.string()),
  accepts: z.array(
    z.strictObject({ environment: z.string(), upTo: tier, until: instant.nullable() }),
  ),
  since: instant,
  until: instant.nullable(),
  credentials: z.array(credential),
});

/** The signed list of humans (FORMATS section 3). */
export const rosterDocument = z.strictObject({
  kind: z.literal('roster'),
  v: z.literal(1),
  workspace: id,
  mode,
  number: z.int(),
  previous: digest.nullable(),
  quorum: z.strictObject({ threshold: z.int(), humans: z.array(id) }),
  humans: z.array(rosterHuman),
  groups: z.array(
    z.strictObject({
      name: z.string(),
      members: z.array(z.strictObject({ human: id, until: instant.nullable() })),
    }),
  ),
  serviceKeys: z.array(serviceKey),
});

const approverSource = z.union([
  z.strictObject({ role: z.string() }),
  z.strictObject({ group: z.string() }),
]);

const requiresLeaf = z.strictObject({ from: approverSource, approve: z.int() });
const requiresAll = z.strictObject({
  get all(): z.ZodArray<typeof requires> {
    return z.array(requires);
  },
});
const requiresAny = z.strictObject({
  get any(): z.ZodArray<typeof requires> {
    return z.array(requires);
  },
});
/** What a rule asks for. */
export const requires: z.ZodUnion<[typeof requiresAll, typeof requiresAny, typeof requiresLeaf]> =
  z.union([requiresAll, requiresAny, requiresLeaf]);

const approvalRule = z.strictObject({
  name: z.string(),
  if: z.strictObject({
    verdict: z.array(verdict).nullable(),
    tierAtLeast: tier.nullable(),
    tierAtMost: tier.nullable(),
    environmentClass: z.array(z.string()).nullable(),
  }),
  requires,
  deny: z.strictObject({ from: approverSource, count: z.int() }).nullable(),
  distinct: z.boolean(),
});

const ruleSetBody = {
  kind: z.literal('ruleset'),
  workspace: id,
  number: z.int(),
  previous: digest.nullable(),
  rosterNumber: z.int(),
  reviewTtlSeconds: z.int(),
  environments: z.array(
    z.strictObject({
      name: environmentName,
      class: z.string(),
      minimumAssurance: assurance,
      onLapse,
      maxValiditySeconds: z.int(),
    }),
  ),
  rules: z.array(approvalRule),
  default: z.literal('deny'),
};

/** The signed rules (FORMATS section 3), in either version; the second carries all that gates. */
export const ruleSetDocument = z.discriminatedUnion('v', [
  z.strictObject({ ...ruleSetBody, v: z.literal(1) }),
  z.strictObject({ ...ruleSetBody, v: z.literal(2), ...riskRules }),
]);

export const rosterView = z.strictObject({
  number: z.int(),
  digest,
  document: rosterDocument,
  people,
});
export const ruleSetView = z.strictObject({
  number: z.int(),
  digest,
  document: ruleSetDocument,
  people,
});

/** Name and salt behind a human's commitment; kept apart from the log, erasable. */
export const person = z.strictObject({
  human: id,
  name: label,
  salt: z.string().regex(/^[0-9a-f]{32}$/, 'expected 16 bytes in hex'),
});

/** Something a lint of the rules found; it does not stop a proposal. */
export const lintFinding = z.looseObject({ code: z.string(), message: z.string() });

export const proposeGovernance = z.strictObject({
  kind: z.enum(['roster', 'ruleset']),
  /** Judged in full by the strict parser of the format. */
  document: z.record(z.string(), z.unknown()),
  persons: z.array(person).max(1000).default([]),
});

export const governanceView = z.strictObject({
  id,
  kind: z.enum(['roster', 'ruleset']),
  number: z.int(),
  digest,
  previous: digest,
  document: z.union([rosterDocument, ruleSetDocument]),
  state: z.enum(['open', 'adopted', 'withdrawn', 'superseded']),
  proposedBy: id,
  proposedAt: instant,
  threshold: z.int(),
  /** Humans of the quorum who have not signed. */
  missing: z.array(id),
  signatures: z.array(z.strictObject({ human: id, credential: id, at: instant })),
  lint: z.array(lintFinding),
  people,
});

export const signGovernance = z.strictObject({ envelope });
export const withdrawGovernance = z.strictObject({ reason: prose });

export const validateRules = z.strictObject({ ruleSet: z.record(z.string(), z.unknown()) });
export const rulesFindings = z.strictObject({ valid: z.boolean(), findings: z.array(lintFinding) });

/** The RuleSet to try; `null` asks what the guardrails in force catch now. */
export const guardrailImpactOf = z.strictObject({
  ruleSet: z.record(z.string(), z.unknown()).nullable(),
});

const caught = z.strictObject({
  /** The identity, cluster or policy in force. */
  id: z.string(),
  before: z.string(),
  after: z.string(),
  /** One request that shows it. */
  witness: z.looseObject({}).nullable(),
  detail: z.string(),
});

/** What changed guardrails come to over everything known to be in force. */
export const guardrailImpact = z.strictObject({
  /** Identities, clusters and policies that were looked at. */
  entries: z.int(),
  guardrails: z.array(
    z.strictObject({
      name: z.string(),
      change: z.enum(['added', 'changed', 'removed']),
      caught: z.array(caught),
      mended: z.array(caught),
      undetermined: z.array(caught),
      stillBroken: z.int(),
      proofs: z.int(),
    }),
  ),
});

export type GuardrailImpact = z.infer<typeof guardrailImpact>;
export type Roster = z.infer<typeof rosterDocument>;
export type RuleSet = z.infer<typeof ruleSetDocument>;
export type RosterView = z.infer<typeof rosterView>;
export type RuleSetView = z.infer<typeof ruleSetView>;
export type GovernanceView = z.infer<typeof governanceView>;
export type LintFinding = z.infer<typeof lintFinding>;
export type ServiceKeyView = z.infer<typeof serviceKey>;

/** A service key as the Roster lists it. */
export const serviceKeyView = serviceKey;
