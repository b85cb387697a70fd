/** Words of an answer (DESIGN section 5). */
export type Verdict = 'equivalent' | 'narrower' | 'broader' | 'incomparable' | 'undetermined';
export type Found = 'none' | 'some' | 'undetermined';
export type Proof = 'proved' | 'refuted' | 'undetermined';

/** What all requests of a class have in common beside action and resource: a condition, and whether it holds. */
export interface Assumed {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  readonly holds: boolean;
}

/** One concrete request in the words of its language; both sides were replayed on it. */
export type Witness = Readonly<Record<string, unknown>>;

/** A statement: which policy of the set, which statement in it, where its text starts. */
export interface Origin {
  readonly policy: number;
  readonly statement: number;
  readonly sid: string | null;
  /** Of languages whose policies are sets of named objects: which object, such as `ClusterRole/x`. */
  readonly object?: string;
  readonly line: number;
  readonly column: number;
  /** Of a stack: which of its layers; in `scp` and `rcp` also which level, the first being the root. */
  readonly layer?: 'identity' | 'resource' | 'boundary' | 'session' | 'scp' | 'rcp';
  readonly level?: number;
}

/** A class of requests that the two sides treat differently. `witness` is null only in `possible`. */
export interface Class<W = Witness> {
  readonly summary: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly Assumed[];
  readonly witness: W | null;
  readonly from: readonly Origin[];
  readonly to: readonly Origin[];
  /** The classes it was put together from, each as it was found; left out where it is one. */
  readonly parts?: readonly Class<W>[];
}

/** A class that exists only if something not modelled turns out one way; `reason` names it. */
export interface PossibleClass<W = Witness> extends Class<W> {
  readonly direction: 'allowed' | 'denied';
  readonly reason: string;
}

/** What `to` allows that `from` does not, and back. */
export interface DiffResult<W = Witness> {
  readonly verdict: Verdict;
  readonly allowed: Found;
  readonly denied: Found;
  readonly newlyAllowed: readonly Class<W>[];
  readonly newlyDenied: readonly Class<W>[];
  readonly possible: readonly PossibleClass<W>[];
  readonly assumptions: readonly string[];
  readonly undetermined?: readonly string[];
  readonly findings: readonly Finding[];
  readonly steps: number;
}

/** `refuted` has a replayed witness; `undetermined` says what stopped the proof. */
export interface ProofResult<W = Witness> {
  readonly verdict: Proof;
  /** Of a proved `must-deny`: `explicit` if a Deny stands against every such request, so that no other grant undoes it. */
  readonly kind?: 'explicit' | 'implicit';
  readonly witness?: W;
  readonly reason?: string;
  readonly assumptions: readonly string[];
  readonly findings: readonly Finding[];
  readonly steps: number;
}

/** What an evaluator says about one request. */
export interface Evaluation {
  readonly decision: 'allow' | 'deny' | 'no-opinion';
  /** Whether a Deny decided. */
  readonly explicit: boolean;
  /** The statements that decide. */
  readonly reasons: readonly Partial<Origin>[];
  /** What the evaluator could not read or had to leave open, in words; empty when the decision is certain. */
  readonly errors: readonly string[];
  /** Every statement that was looked at, and the first of its elements that did not match. */
  readonly trace?: readonly TraceStep[];
}

/** One statement of a trace. */
export interface TraceStep {
  readonly origin: Partial<Origin>;
  readonly effect: string;
  readonly matches: boolean;
  /** In words: why it matches or the first element that does not. */
  readonly because: string;
}

/** What a policy allows, in sentences. */
export interface Explanation {
  readonly sentences: readonly ExplainedStatement[];
  readonly findings: readonly Finding[];
}

/** One sentence and where it comes from. */
export interface ExplainedStatement {
  readonly text: string;
  readonly origins: readonly Origin[];
}

/**
 * Something a reader should know: of the analysis itself (`WITNESS_MISMATCH`), or of the policy, such as an escalation
 * path, public access or a dead statement.
 */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly severity?: 'error' | 'high' | 'medium' | 'low';
  readonly origins?: readonly Origin[];
  readonly witness?: Witness;
}
