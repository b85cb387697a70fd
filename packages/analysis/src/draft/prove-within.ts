import { languageOf } from '../languages.ts';
import type { ProofResult } from '../questions/answer.ts';
import type { LanguageName, Limits } from '../questions/language.ts';

/** Policies that are in force together, held against the most they may allow: canonical texts. */
export interface WithinQuestion {
  readonly language: LanguageName;
  readonly policies: readonly string[];
  readonly bound: string;
}

/** What a proof of it comes to; `reason` says what stopped it, or what request refutes it. */
export interface WithinAnswer {
  readonly outcome: 'passed' | 'failed' | 'undetermined';
  readonly detail: string;
}

/**
 * Whether all policies together allow nothing that the bound does not. Together, because a Role in one and its binding
 * in another allow what neither does alone. Throws a RangeError on a text that is not canonical, or a language that is
 * not decided here.
 */
export function proveWithin(
  { language: name, policies, bound }: WithinQuestion,
  limits?: Limits,
): WithinAnswer {
  const language = languageOf(name);
  if (typeof language === 'string') throw new RangeError(`\`${name}\` is not decided here`);
  const together = language.read(policies.flatMap((one) => membersOf(name, one)));
  const most = language.read(membersOf(name, bound));
  if (!together.ok || !most.ok)
    throw new RangeError('a policy cannot be read together with others');
  const question = { property: 'within', policies: [together.value, most.value] };
  const proof = language.prove(question, limits);
  if (!proof.ok) throw new RangeError(proof.refusals.map(({ message }) => message).join('; '));
  return answerOf(proof.value);
}

function answerOf({ verdict, witness, reason }: ProofResult): WithinAnswer {
  switch (verdict) {
    case 'proved':
      return { outcome: 'passed', detail: 'nothing is allowed beyond the bound' };
    case 'refuted':
      return { outcome: 'failed', detail: `beyond the bound: ${JSON.stringify(witness)}` };
    case 'undetermined':
      return { outcome: 'undetermined', detail: reason ?? 'it could not be decided' };
    default:
      return verdict satisfies never;
  }
}

/** The policy documents or objects of a canonical text, checked to be exactly that. */
function membersOf(name: LanguageName, text: string): readonly unknown[] {
  const language = languageOf(name);
  const parsed = typeof language === 'string' ? undefined : language.parseCanonical(text);
  if (parsed?.ok !== true) throw new RangeError('a text is not canonical');
  const { policy }: { readonly policy: unknown } = JSON.parse(text);
  return [policy].flat();
}
