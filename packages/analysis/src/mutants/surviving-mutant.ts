import type { Witness } from '../questions/answer.ts';
import type { RequirementCase } from '../requirement/requirement-case.ts';

/** How a mutant is wider than the candidate, the same words in every language. */
export type MutantKind =
  | 'wider-action'
  | 'any-action'
  | 'wider-resource'
  | 'any-resource'
  | 'wider-principal'
  | 'any-principal'
  | 'condition-dropped'
  | 'condition-widened'
  | 'deny-dropped'
  | 'higher-level';

/**
 * A widened candidate that the requirement's denials and the guardrails let pass. It is proved broader, and `witness` is a
 * request that it allows and the candidate does not.
 */
export interface SurvivingMutant {
  /** Stable: kind and place in the canonical policy. */
  readonly id: string;
  readonly kind: MutantKind;
  /** Which element of the list in the canonical policy was widened, as in a Summary. */
  readonly origin: number;
  /** One sentence, lower case. */
  readonly what: string;
  /** Canonical text of the mutant. */
  readonly policy: string;
  readonly witness: Witness;
  /**
   * A denial that would catch it and that the candidate satisfies, both proved; null where none was found. Mutants with
   * the same suggestion stand together, the suggestion that catches most first.
   */
  readonly suggestion: RequirementCase | null;
}
