/** Steps a question may take; steps, not time, decide, so that the answer is the same everywhere. */
export const DEFAULT_STEPS = 3_000_000;

/** Ends a question from inside; `explore` catches it, so no caller of the package ever sees it. */
export class BudgetSpent extends Error {}

/** Counts steps of one question. */
export class Budget {
  readonly limit: number;
  spent = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** The next question of the same kind starts again with all of its steps. */
  restart(): void {
    this.spent = 0;
  }

  charge(steps: number): void {
    this.spent += steps;
    if (this.spent > this.limit) throw new BudgetSpent(`more than ${this.limit} steps`);
  }
}
