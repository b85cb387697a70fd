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

/** When a solver gives up. */
export interface Limits {
  readonly milliseconds: number;
  /** Z3's own count of work, which is the same on every machine and under every load; other solvers have none. */
  readonly resources?: number;
}

/** A solver that takes one question at a time. */
export interface Solver {
  /** Name and version. */
  readonly name: string;
  /** Ends with `unknown` at about its limits, whatever the solver does. */
  ask(question: SmtQuestion, limits: Limits): Promise<SolverAnswer>;
  close(): Promise<void>;
}
