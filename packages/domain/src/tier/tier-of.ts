import type { VerificationFacts } from '../facts.ts';
import { environmentOf } from '../law.ts';
import type { AuthorKind, RuleSet, TierFact } from '../roster.ts';
import type { CandidateState, WorkspaceState } from '../state.ts';
import { type AssessedTier, assessTier, type TierInput } from './assess-tier.ts';
import { type Base, unassessedTier } from './unassessed-tier.ts';

/** What the tier of a candidate is computed from beside its Verification. */
export interface TierWorld {
  readonly state: Pick<WorkspaceState, 'policies' | 'tokens'>;
  readonly ruleSet: RuleSet;
  /** As its Requirement states it; null where it states none. */
  readonly dataClass: string | null;
}

/**
 * The tier of a candidate under a RuleSet. With version 1, or without an assessment of what the change does, it is
 * what it was before there were tier rules, so that old logs come to the same.
 */
export function tierOf(
  candidate: CandidateState,
  proved: Pick<VerificationFacts, 'verdict' | 'effects'>,
  world: TierWorld,
): AssessedTier {
  const input = tierInput(candidate, proved, world);
  if (world.ruleSet.v === 1 || input === null) {
    return unassessedTier(proved.verdict, baseOf(candidate, world.state));
  }
  return assessTier(input, world.ruleSet.tierRules);
}

/** What tier rules look at; null where nobody assessed what the change does. */
export function tierInput(
  candidate: CandidateState,
  { verdict, effects }: Pick<VerificationFacts, 'verdict' | 'effects'>,
  { state, ruleSet, dataClass }: TierWorld,
): TierInput | null {
  if (effects === null) return null;
  return {
    effects,
    verdict,
    // A class that nobody defined is none a rule names; the submission refuses the environment by name.
    environmentClass: environmentOf(ruleSet, candidate.environment)?.class ?? '',
    dataClass,
    authors: authorKinds(candidate, state),
    facts: [
      ...(baseOf(candidate, state) === 'adopted' && candidate.from !== null ? [BASE] : []),
      ...factsOf(effects),
    ],
  };
}

const BASE: TierFact = 'base-not-released';

/** The facts that analysis tells as effects of the identity and of what the draft was made from. */
export function factsOf(effects: readonly string[]): readonly TierFact[] {
  const told: readonly (readonly [string, TierFact])[] = [
    ['THIRD_PARTY', 'third-party'],
    ['STALE_INPUT', 'stale-input'],
    ['CROSSES_ENVIRONMENT', 'crosses-environment'],
  ];
  return told.filter(([code]) => effects.includes(code)).map(([, fact]) => fact);
}

/** Who had a hand in the content; a token that nobody knows is taken for an agent's. */
function authorKinds(
  { authors, agents }: CandidateState,
  { tokens }: TierWorld['state'],
): readonly AuthorKind[] {
  const kinds = agents.map((id): AuthorKind => tokens.get(id)?.kind ?? 'agent');
  const isHuman = authors.some(({ why }) => why !== 'behind-token');
  return [...new Set([...(isHuman ? (['human'] as const) : []), ...kinds])];
}

function baseOf({ policy, from }: CandidateState, { policies }: TierWorld['state']): Base {
  const found = policies.get(policy);
  return found?.state === 'in-force' && found.base === from ? 'released' : 'adopted';
}
