import type { Verdict } from '../event.ts';
import type { AssessedTier } from './assess-tier.ts';

/** Whether the content compared with was released, so that humans approved it, or only adopted as it was found. */
export type Base = 'released' | 'adopted';

/**
 * Where nobody assessed what a change does, it is T3 unless proved narrower than what humans approved. Anyone may adopt
 * anything as a base (INV-1), so being narrower than that lowers nothing. Of RuleSet v1 this is the whole rule.
 */
export function unassessedTier(verdict: Verdict, base: Base): AssessedTier {
  if (verdict !== 'narrower' && verdict !== 'equivalent') {
    return { tier: 'T3', reasons: ['TIERS_NOT_ASSESSED'] };
  }
  return base === 'released'
    ? { tier: 'T0', reasons: ['PROVED_NARROWER'] }
    : { tier: 'T3', reasons: ['BASE_NOT_RELEASED'] };
}
