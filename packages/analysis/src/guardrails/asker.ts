import type { ProofResult, Witness } from '../questions/answer.ts';
import type { Parsed, Refusal } from '../refusal.ts';
import type { Pattern } from './guardrail.ts';
import type { GuardrailContext } from './guardrail-context.ts';

/** What came of a question about all requests; `refuted` has a replayed witness. */
export type Answer =
  | { readonly verdict: 'proved' }
  | { readonly verdict: 'refuted'; readonly witness: Witness }
  | { readonly verdict: 'undetermined'; readonly reason: string };

/** A control by name, and everything in force without it. */
export interface Control<S> {
  readonly name: string;
  without(subject: S): S;
}

/** A candidate in its surroundings, before and after. */
export interface Placed<S> {
  readonly before: S;
  readonly after: S;
  /** Whether everything that bears on a request is in it. */
  readonly isComplete: boolean;
  /** What had to be taken for granted to place it, in words. */
  readonly assumptions: readonly string[];
}

/** The words of a pattern narrowed to the identities in scope; `nobody`: none of them is concerned. */
export type Narrowed =
  | 'nobody'
  | {
      readonly pattern: Pattern;
      /** Whether a witness is of an identity in scope: patterns may reach beyond where a language cannot say it. */
      isInScope(witness: Witness): boolean;
    };

/** What guardrails ask of a language. `S` is everything in force together. */
export interface Asker<S = unknown> {
  /** Refused: surroundings that cannot be read. Throws a RangeError when a text is not canonical. */
  place(from: string | null, to: string, context: GuardrailContext): Parsed<Placed<S>>;
  narrowed(
    pattern: Pattern,
    identities: readonly string[],
    placed: Placed<S>,
    context: GuardrailContext,
  ): Narrowed;
  /** No request of the pattern is allowed. */
  allowsNone(subject: S, pattern: Pattern, steps?: number): Answer;
  /** Every request of the pattern is allowed. */
  allowsAll(subject: S, pattern: Pattern, steps?: number): Answer;
  /** No request of the pattern is allowed by `right` that `left` does not allow. */
  addsNone(left: S, right: S, pattern: Pattern, steps?: number): Answer;
  /** Only what explicit denials leave; null where the language has none. */
  denialsOnly(subject: S): S | null;
  /** With everything that policies outside the input could grant; null where nothing then is denied. */
  opened(subject: S): S | null;
  /** Without these identities. */
  except(subject: S, identities: readonly string[]): S;
  /** The controls that could keep requests of the pattern from being allowed. */
  controls(subject: S, pattern: Pattern): readonly Control<S>[];
  /** The statements that allow a request, in words; none where it is not allowed. */
  whereOf(subject: S, witness: Witness): readonly string[];
}

/** A proof as an answer; a refused question is not decided. */
export function answerOf(proof: Parsed<ProofResult>): Answer {
  if (!proof.ok) return openFor(proof.refusals);
  const { verdict, witness, reason } = proof.value;
  if (verdict === 'proved') return { verdict };
  if (verdict === 'refuted' && witness !== undefined) return { verdict, witness };
  return { verdict: 'undetermined', reason: reason ?? 'no reason was given' };
}

/** Not decided, for these reasons. */
export function openFor(refusals: readonly Refusal[]): Answer {
  return {
    verdict: 'undetermined',
    reason: refusals.map(({ message }) => message).join('; '),
  };
}
