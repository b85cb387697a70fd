import {
  type CandidateInput,
  type Check,
  type IdentityFacts,
  type LanguageName,
  languageOf,
  type RequirementCases,
  type VerificationContext,
  type VerifiedCandidate,
  verifyCandidate,
} from '../src/index.ts';

/** A digest where the test does not care which. */
export const SOME_DIGEST = `sha256:${'0'.repeat(64)}` as const;

/** A context in which nothing is known but the time and the place. */
export const BARE: VerificationContext = {
  at: '2026-11-28T12:00:00Z',
  environment: { name: 'prod/aws/111122223333', class: 'production' },
  dataClass: null,
  surroundings: null,
  guardrails: [],
  identity: null,
  estate: [],
  use: null,
  inputs: [],
};

/** An identity with which nothing is wrong. */
export const IDENTITY: IdentityFacts = {
  externalId: 'arn:aws:iam::111122223333:role/bot',
  ownerActive: true,
  backupOwnerActive: true,
  thirdParty: false,
  credentials: [],
  environments: ['prod/aws/111122223333'],
  usedBy: ['reporter'],
  lastUsedAt: '2026-11-28T00:00:00Z',
};

/** The canonical text of a member. */
export function canonicalOf(language: LanguageName, member: unknown): string {
  const known = languageOf(language);
  if (typeof known === 'string') throw new Error(known);
  const read = known.read(member);
  if (!read.ok) throw new Error(JSON.stringify(read.refusals));
  return known.canonical(read.value).text;
}

/** What a test verifies: members, and parts of a context over the bare one; null: no context at all. */
export interface Verifying {
  readonly language?: LanguageName;
  readonly from?: unknown;
  readonly to: unknown;
  readonly requirement?: Partial<RequirementCases>;
  readonly context?: Partial<VerificationContext> | null;
  readonly steps?: number;
}

/** Verifies members. */
export function verified({
  language = 'aws-iam',
  from = null,
  to,
  requirement = {},
  context = {},
  steps,
}: Verifying): VerifiedCandidate {
  const input: CandidateInput = {
    language,
    from: from === null ? null : canonicalOf(language, from),
    to: canonicalOf(language, to),
    requirement: { allow: [], deny: [], ...requirement },
    requirementDigest: SOME_DIGEST,
    ...(context === null ? {} : { context: { ...BARE, ...context } }),
    ...(steps === undefined ? {} : { steps }),
  };
  return verifyCandidate(input);
}

/** One check by name. */
export function checkOf(verifying: Verifying, name: string): Check {
  const { checks } = verified(verifying);
  const found = checks.find((one) => one.name === name);
  if (found === undefined)
    throw new Error(`no check \`${name}\` among ${checks.map((one) => one.name)}`);
  return found;
}
