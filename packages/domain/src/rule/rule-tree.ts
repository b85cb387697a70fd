import type { Assurance, Id } from '../values.ts';

/** One rule's status (DESIGN section 1). `error` is never satisfied (INV-5). */
export type RuleStatus = 'not-applicable' | 'unsatisfied' | 'satisfied' | 'error';

/** A rule evaluated and explained: who counts, who does not and why, what is missing. */
export interface RuleTree {
  readonly kind: 'rule' | 'all' | 'any' | 'approvals' | 'veto' | 'reject';
  /** Rule name, or the source of a leaf in words: `resource-owner`, `group app-payments`. */
  readonly name: string;
  readonly status: RuleStatus;
  /** Distinct humans needed, null where that is not a number. */
  readonly required: number | null;
  readonly counted: readonly CountedApproval[];
  readonly disqualified: readonly IgnoredApproval[];
  /** What would satisfy it, one sentence; null when nothing is missing. */
  readonly missing: string | null;
  readonly children: readonly RuleTree[];
}

export interface CountedApproval {
  readonly human: Id;
  readonly credential: Id;
  readonly assurance: Assurance;
}

export interface IgnoredApproval {
  readonly human: Id;
  readonly why: string;
}
