import type { Witness } from '../questions/answer.ts';
import type { GuardrailOutcome, PairHalf } from './guardrail.ts';

/** What came of one guardrail, apart from what the guardrail says of itself. */
export interface Judgement {
  readonly outcome: GuardrailOutcome;
  readonly before: GuardrailOutcome | null;
  readonly worsened: boolean;
  readonly witness: Witness | null;
  readonly halves: readonly PairHalf[] | null;
  readonly detail: string;
  readonly safeOnlyBecause: readonly string[];
}

/** A judgement with nothing but its words; what is not decided counts against the candidate. */
export function judgementOf(outcome: GuardrailOutcome, detail: string): Judgement {
  return {
    outcome,
    before: null,
    worsened: outcome === 'undetermined',
    witness: null,
    halves: null,
    detail,
    safeOnlyBecause: [],
  };
}

/** Not decided, for this reason. */
export function undecided(reason: string): Judgement {
  return judgementOf('undetermined', `not decided: ${reason}`);
}
