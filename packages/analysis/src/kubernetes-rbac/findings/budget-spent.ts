import type { Finding } from '../../questions/answer.ts';

/** Says that what follows is not all there is, and why. */
export function budgetSpent(what: string, reason: string): Finding {
  return { code: 'BUDGET_SPENT', message: `${what}: ${reason}`, severity: 'error' };
}
