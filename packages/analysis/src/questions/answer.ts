/** Words of an answer (DESIGN section 5). */
export type Verdict = 'equivalent' | 'narrower' | 'broader' | 'incomparable' | 'undetermined';
export type Found = 'none' | 'some' | 'undetermined';
export type Proof = 'proved' | 'refuted' | 'undetermined';

/** A condition, principal or variable whose truth the proof leaves open, and the value a witness takes it to have. */
export interface Assumed {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  readonly holds: boolean;
}

/** One concrete request; under `assuming` (empty: whatever the conditions say) both policies were replayed on it. */
export interface Witness {
  readonly action: string;
  readonly resource: string;
  /** Values of policy variables the witness was made with. */
  readonly context: Readonly<Record<string, readonly string[]>>;
  readonly assuming: readonly Assumed[];
}

/** A statement: which policy of the set, which statement in it, where its text starts. */
export interface Origin {
  readonly policy: number;
  readonly statement: number;
  readonly sid: string | null;
  readonly line: number;
  readonly column: number;
}

/** A class of requests that the two sides treat differently. `witness` is null only in `possible`. */
export interface Class {
  readonly summary: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly Assumed[];
  readonly witness: Witness | null;
  readonly from: readonly Origin[];
  readonly to: readonly Origin[];
}

/** A class that exists only if something not modelled turns out one way; `reason` names it. */
export interface PossibleClass extends Class {
  readonly direction: 'allowed' | 'denied';
  readonly reason: string;
}

/** What `to` allows that `from` does not, and back. */
export interface DiffResult {
  readonly verdict: Verdict;
  readonly allowed: Found;
  readonly denied: Found;
  readonly newlyAllowed: readonly Class[];
  readonly newlyDenied: readonly Class[];
  readonly possible: readonly PossibleClass[];
  readonly assumptions: readonly string[];
  readonly undetermined?: readonly string[];
  readonly findings: readonly Finding[];
  readonly steps: number;
}

/** Something wrong with the analysis itself, such as `WITNESS_MISMATCH`. */
export interface Finding {
  readonly code: string;
  readonly message: string;
}
