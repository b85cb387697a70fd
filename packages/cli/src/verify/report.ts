import type {
  CheckGroup,
  DescribedSummary,
  Digest,
  Effect,
  Found,
  GuardrailResult,
  RequirementCase,
  Verdict,
  Witness,
} from '@countersign/analysis';

/**
 * What `countersign verify --json` prints: one candidate with all that was shown about it. Members are added in later
 * versions, and none changes its meaning under the same `v`.
 */
export interface VerificationReport {
  readonly v: 1;
  readonly kind: 'verification-report';
  /** Version of the program and of the analysis in it. */
  readonly program: string;
  readonly analysis: string;
  /** `failed` where a blocking check failed, else `undetermined` where one was not decided. */
  readonly outcome: Outcome;
  readonly candidate: ReportedCandidate;
  readonly change: ReportedChange;
  readonly checks: readonly ReportedCheck[];
  readonly guardrails: readonly GuardrailResult[];
  /** What the change does, which tiers are made of; empty for the policy alone. */
  readonly effects: readonly Effect[];
  /** Widened policies that nothing asked for would catch, each with a denial worth adding. */
  readonly mutants: readonly ReportedMutant[];
  /** As if a human drafted it; null for the policy alone, of which no effects are assessed. */
  readonly tier: ReportedTier | null;
}

export type Outcome = 'passed' | 'failed' | 'undetermined';

export interface ReportedCandidate {
  readonly file: string;
  readonly policy: string | null;
  readonly language: string;
  readonly environment: string;
  readonly from: Digest | null;
  readonly to: Digest;
  readonly requirement: Digest;
  /** Digest of the Summary: what an approval would bind. */
  readonly presented: Digest;
  /** Where the new policy stands. */
  readonly toFile: string;
}

export interface ReportedChange {
  readonly verdict: Verdict;
  readonly allowed: Found;
  readonly denied: Found;
  readonly headline: string;
  readonly sections: DescribedSummary['sections'];
  readonly newlyAllowed: readonly ReportedClass[];
  readonly newlyDenied: readonly ReportedClass[];
  readonly possible: readonly ReportedClass[];
  readonly assumptions: readonly string[];
}

/** A class of requests, with a concrete one and where it comes from. */
export interface ReportedClass {
  readonly summary: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly witness: Witness | null;
  /** Why it was not decided; left out where it was. */
  readonly reason?: string;
  readonly at: readonly Place[];
}

export interface ReportedCheck {
  readonly name: string;
  readonly group: CheckGroup;
  readonly outcome: Outcome;
  /** Whether anything but `passed` stands against the candidate. */
  readonly blocking: boolean;
  readonly proves: string;
  readonly doesNotProve: string;
  readonly detail: string;
  readonly witness: Witness | null;
  readonly at: readonly Place[];
}

export interface ReportedMutant {
  readonly id: string;
  readonly kind: string;
  readonly what: string;
  readonly witness: Witness;
  readonly suggestion: RequirementCase | null;
}

export interface ReportedTier {
  readonly tier: string;
  /** Of whose tier rules it is made: those that are shipped, or of a RuleSet that was given. */
  readonly rules: 'shipped' | 'file';
  readonly reasons: readonly {
    readonly code: string;
    readonly tier: string;
    readonly because: string;
  }[];
  /** What would make the rules of this tier not hold. */
  readonly lower: readonly string[];
  /** The tier without one thing that counts now, where that is lower. */
  readonly without: readonly { readonly what: string; readonly tier: string }[];
}

/** A place in a file of the user's own. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** The statement or object that stands there. */
  readonly what: string;
}
