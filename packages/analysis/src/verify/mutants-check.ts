import { checkGuardrails } from '../guardrails/check-guardrails.ts';
import type { GuardrailResult } from '../guardrails/guardrail.ts';
import type { Tried } from '../mutants/surviving-mutants.ts';
import type { LanguageName } from '../questions/language.ts';
import type { Check } from './checks.ts';
import type { VerificationContext } from './verification-context.ts';

/** What the trial of widened candidates came to. It is shown: what must stay denied is for people to say. */
export function mutantsCheck({ survivors, broader, left, undecided }: Tried): Check {
  const isOpen = undecided > 0;
  const suggestions = new Set(survivors.flatMap(({ suggestion }) => suggestion?.id ?? []));
  const more = left > 0 ? `; ${left} more of the same kinds were not tried` : '';
  return {
    name: 'widening-caught-shown',
    outcome: isOpen ? 'undetermined' : 'passed',
    group: 'requirement',
    blocking: false,
    proves:
      'the widened candidates that neither denials nor guardrails would catch are in the list',
    doesNotProve: 'that other ways to widen the policy would be caught',
    detail: [
      `${broader} widened candidates were tried, ${survivors.length} would pass`,
      ...(suggestions.size > 0 ? [`${suggestions.size} denials would catch them`] : []),
      ...(isOpen ? [`${undecided} were not decided`] : []),
    ]
      .join('; ')
      .concat(more),
  };
}

/** The first guardrail that blocks, that the candidate keeps, and that another text in its place breaks. */
export function blockedBy(
  candidate: {
    readonly language: LanguageName;
    readonly to: string;
    readonly context: VerificationContext;
  },
  results: readonly GuardrailResult[],
): (text: () => string) => string | null {
  const kept = new Set(
    results
      .filter(({ severity, outcome }) => severity === 'block' && outcome === 'kept')
      .map(({ name }) => name),
  );
  const { language, to, context } = candidate;
  const guardrails = context.guardrails.filter(({ name }) => kept.has(name));
  if (guardrails.length === 0) return () => null;
  return (textOf) => {
    const text = textOf();
    const found = checkGuardrails({
      language,
      from: to,
      to: text,
      context: { ...context, guardrails },
    });
    const broken = found.find(({ outcome, worsened }) => outcome === 'broken' && worsened);
    return broken?.name ?? null;
  };
}
