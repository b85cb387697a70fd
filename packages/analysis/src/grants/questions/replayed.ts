import type { Class, Finding, Witness } from '../../questions/answer.ts';
import type { GrantsPolicy } from '../model.ts';
import { isGranted, type ReadGrants, readSource } from '../replay/judge.ts';

/** Replays witnesses in the independent evaluator and keeps what did not come out as claimed. */
export class Replay {
  readonly findings: Finding[] = [];
  readonly #inside: readonly ReadGrants[];
  readonly #outside: readonly ReadGrants[];

  constructor(inside: readonly GrantsPolicy[], outside: readonly GrantsPolicy[]) {
    this.#inside = inside.map(({ source }) => readSource(source));
    this.#outside = outside.map(({ source }) => readSource(source));
  }

  /** Whether every inside policy grants the request and no outside one does. */
  holds(witness: Witness): boolean {
    const holds =
      this.#inside.every((grants) => isGranted(grants, witness)) &&
      !this.#outside.some((grants) => isGranted(grants, witness));
    if (!holds) {
      const message = `the evaluator decides ${JSON.stringify(witness)} otherwise than the proof`;
      this.findings.push({ code: 'WITNESS_MISMATCH', message, severity: 'error' });
    }
    return holds;
  }

  /** Classes whose witness replays, and the others. */
  sort(classes: readonly Class[]): { held: Class[]; failed: Class[] } {
    const held = classes.filter(({ witness }) => witness !== null && this.holds(witness));
    return { held, failed: classes.filter((one) => !held.includes(one)) };
  }
}
