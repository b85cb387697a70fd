import type { SmtQuestion } from './smt-text.ts';

/** What a solver said. `unknown` has the reason; a text it cannot read is our bug and throws instead. */
export interface SolverAnswer {
  readonly answer: 'sat' | 'unsat' | 'unknown';
  readonly reason?: string;
  /** Values of the constants, in the solver's own words; of `sat` only. */
  readonly model?: string;
  /** From text to answer. */
  readonly milliseconds: number;
}

/** A solver that takes one question at a time. */
export interface Solver {
  readonly name: string;
  /** Ends with `unknown` after about `limitMilliseconds`, whatever the solver does. */
  ask(question: SmtQuestion, limitMilliseconds: number): Promise<SolverAnswer>;
  close(): Promise<void>;
}
