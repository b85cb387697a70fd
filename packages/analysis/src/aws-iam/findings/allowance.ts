import type { AwsPolicy, AwsProof } from '../model.ts';
import { type PropertyQuestion, prove } from '../questions/prove.ts';

/** Steps a finding may cost; most cost fewer than a hundred. */
export const STEPS_PER_QUESTION = 20_000;
/** Steps all findings of a set may cost together. */
export const STEPS_OF_FINDINGS = 400_000;
/** What a question costs before its first step: reading policies and setting up, about as long as this many steps. */
const OVERHEAD = 100;

/** Asks the prover as long as there are steps left. */
export class Allowance {
  /** Steps not yet taken. */
  left: number;
  private readonly perQuestion: number;

  constructor(total: number = STEPS_OF_FINDINGS, perQuestion: number = STEPS_PER_QUESTION) {
    this.left = total;
    this.perQuestion = perQuestion;
  }

  get isSpent(): boolean {
    return this.left <= 0;
  }

  /** Takes work that is no question, about a microsecond a step. */
  charge(steps: number): void {
    this.left -= steps;
  }

  /** Whether two sets of policies allow no request in common; `undetermined` when the steps end. */
  disjoint(one: readonly AwsPolicy[], other: readonly AwsPolicy[]): AwsProof {
    return this.ask({ property: 'disjoint', policies: [one, other] });
  }

  /** Whether everything that one set allows the other allows too. */
  implies(one: readonly AwsPolicy[], other: readonly AwsPolicy[], most?: number): AwsProof {
    return this.ask({ property: 'implies', policies: [one, other] }, most);
  }

  /** Whether the set allows nothing. */
  allowsNothing(set: readonly AwsPolicy[]): AwsProof {
    return this.ask({ property: 'always-denies', policies: [set] });
  }

  /** Any other question, within what is left. */
  ask(question: PropertyQuestion, most: number = this.perQuestion): AwsProof {
    if (this.isSpent) return SPENT;
    const proof = prove(question, Math.min(most, this.left));
    this.left -= proof.steps + OVERHEAD;
    return proof;
  }
}

const SPENT: AwsProof = {
  verdict: 'undetermined',
  reason: 'the budget for findings is spent',
  assumptions: [],
  findings: [],
  steps: 0,
};
