/** Steps a question may take; steps, not time, decide, so that the answer is the same everywhere. */
export const DEFAULT_STEPS = 3_000_000;

/** Ends a question from inside; `explore` catches it, so no caller of the package ever sees it. */
export class BudgetSpent extends Error {}

/** Counts steps of one question: as many to show what was found as to look for it, so that the one never costs the other. */
export class Budget {
  readonly limit: number;
  private readonly counts = { search: 0, show: 0 };
  private phase: 'search' | 'show' = 'search';

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Steps of both. */
  get spent(): number {
    return this.counts.search + this.counts.show;
  }

  /** The next question of the same kind starts again with all of its steps. */
  restart(): void {
    this.counts.search = 0;
    this.counts.show = 0;
  }

  /** What `show` does counts apart. */
  showing<T>(show: () => T): T {
    this.phase = 'show';
    try {
      return show();
    } finally {
      this.phase = 'search';
    }
  }

  charge(steps: number): void {
    this.counts[this.phase] += steps;
    if (this.counts[this.phase] > this.limit)
      throw new BudgetSpent(`more than ${this.limit} steps`);
  }
}
