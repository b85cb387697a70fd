import type { Digest, Parsed } from '../refusal.ts';
import type { DiffResult, Evaluation, Explanation, ProofResult } from './answer.ts';

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
  canonical(policy: P): { readonly text: string; readonly digest: Digest };
}
