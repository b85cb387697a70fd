import { judgeFor } from './askers.ts';
import type { Guardrail, GuardrailResult } from './guardrail.ts';
import type { GuardrailInput } from './guardrail-context.ts';
import { guardrailFaults } from './guardrail-faults.ts';
import { type Judgement, judgementOf, undecided } from './judge.ts';
import { appliesTo, hasExpired } from './scope.ts';

/**
 * Holds a candidate against every guardrail of its context: what was in force before, and what would be with it, are put
 * to the prover. One result a guardrail, in their order. `undetermined` never counts as kept (INV-5). Throws a RangeError
 * when a text is not canonical.
 */
export function checkGuardrails(input: GuardrailInput): readonly GuardrailResult[] {
  const candidate = judgeFor(input);
  return input.context.guardrails.map((guardrail) => {
    const judgement = judged(guardrail, input, () => candidate.judge(guardrail));
    return resultOf(guardrail, judgement);
  });
}

function judged(
  guardrail: Guardrail,
  { language = 'aws-iam', context }: GuardrailInput,
  judge: () => Judgement,
): Judgement {
  const { environment, dataClass, at } = context;
  if (!appliesTo(guardrail, { language, environment, dataClass }))
    return judgementOf('not-applicable', 'out of scope');
  if (hasExpired(guardrail, at)) return judgementOf('expired', `ended at ${guardrail.until}`);
  const faults = guardrailFaults(guardrail);
  if (faults.length > 0) return undecided(faults.map(({ message }) => message).join('; '));
  return judge();
}

function resultOf({ name, kind, severity }: Guardrail, judgement: Judgement): GuardrailResult {
  return { name, kind, severity, ...judgement };
}
