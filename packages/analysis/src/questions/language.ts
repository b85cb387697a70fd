import type { Digest, Parsed } from '../refusal.ts';
import type {
  Class,
  DiffResult,
  Evaluation,
  Explanation,
  Finding,
  Origin,
  ProofResult,
} from './answer.ts';

/** The policy languages that are decided; Cedar joins by one more implementation of `Language`. */
export type LanguageName = 'aws-iam' | 'kubernetes-rbac' | 'grants';

/** What limits a question; steps decide, so that an answer is the same on every machine. */
export interface Limits {
  readonly steps?: number;
}

/** A question about all requests, by the name of a property, as a batch line states it. */
export interface PropertyRequest {
  readonly property: string;
  readonly policies: readonly unknown[];
  /** A request pattern in the language's own words, for `must-deny` and `must-allow`. */
  readonly pattern?: unknown;
}

/** What a policy allows beyond some requests. No class at all and nothing in `stopped`: proved that it is nothing. */
export interface Beyond {
  /** A class whose existence hangs on something not modelled has no witness. */
  readonly classes: readonly Class[];
  readonly stopped: readonly string[];
  readonly findings: readonly Finding[];
  readonly steps: number;
}

/**
 * One policy language behind the questions that all languages share. `P` is what `read` makes of a member of a batch
 * line: a JSON value or raw text, which keeps positions and duplicate names. Refusals are values, all at once.
 */
export interface Language<P = unknown> {
  readonly name: LanguageName;
  /** Names of the properties `prove` knows. */
  readonly properties: readonly string[];
  read(member: unknown): Parsed<P>;
  diff(from: P | null, to: P | null, limits?: Limits): DiffResult;
  prove(
    question: {
      readonly property: string;
      readonly policies: readonly P[];
      readonly pattern?: unknown;
    },
    limits?: Limits,
  ): Parsed<ProofResult>;
  /** One concrete request, by the independent evaluator, with the statements that decide. */
  evaluate(policies: readonly P[], request: unknown): Parsed<Evaluation>;
  explain(policy: P, limits?: Limits): Explanation;
  /**
   * What the policy allows beyond the least it takes to allow the requests of the patterns; what the language cannot say
   * of them counts as beyond. Patterns that are none are passed over.
   */
  beyond(policy: P, patterns: readonly unknown[], limits?: Limits): Beyond;
  /** What a reader should know of the resulting set, the gravest first. */
  findings(policy: P, limits?: Limits): readonly Finding[];
  canonical(policy: P): { readonly text: string; readonly digest: Digest };
  /** Reads canonical bytes; anything that is not byte for byte its own canonical form is refused. */
  parseCanonical(input: string | Uint8Array): Parsed<P>;
  /** Which element of the list in the canonical text an origin of a policy that was read from it is. */
  canonicalIndex(policy: P, origin: Origin): number;
}
