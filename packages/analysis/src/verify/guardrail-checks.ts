import type { GuardrailResult } from '../guardrails/guardrail.ts';
import type { Check } from './checks.ts';

/** One check a guardrail that applies; one that blocks and is not decided never passes (INV-5). */
export function guardrailChecks(results: readonly GuardrailResult[]): Check[] {
  return results.filter(isAsked).map((result) => ({
    name: `guardrail/${result.name}`,
    outcome: outcomeOf(result),
    group: 'guardrail',
    blocking: result.severity === 'block',
    proves: `the candidate does not break the guardrail \`${result.name}\`, or break it further`,
    doesNotProve:
      result.safeOnlyBecause.length > 0
        ? `that it would hold without ${result.safeOnlyBecause.map((one) => `\`${one}\``).join(', ')}`
        : 'that the guardrail says all that its purpose asks for',
    detail: detailOf(result),
    ...(result.witness === null ? {} : { witness: result.witness }),
  }));
}

/** Guardrails that escalate and that the candidate breaks, or about which nothing was decided. */
export function escalatedBy(results: readonly GuardrailResult[]): readonly GuardrailResult[] {
  return results.filter(
    (one) => isAsked(one) && one.severity === 'escalate' && outcomeOf(one) !== 'passed',
  );
}

function isAsked({ outcome }: GuardrailResult): boolean {
  return outcome !== 'not-applicable' && outcome !== 'expired';
}

/** What was broken before and is no worse is held against nobody, nor is what the candidate is proved to add nothing to. */
function outcomeOf({ outcome, worsened }: GuardrailResult): Check['outcome'] {
  if (outcome === 'undetermined') return worsened ? 'undetermined' : 'passed';
  return outcome === 'broken' && worsened ? 'failed' : 'passed';
}

function detailOf({ outcome, worsened, detail, safeOnlyBecause }: GuardrailResult): string {
  const before = outcome === 'broken' && !worsened ? 'broken before, and no further: ' : '';
  const only =
    safeOnlyBecause.length > 0 ? `; safe only because of ${safeOnlyBecause.join(', ')}` : '';
  return `${before}${detail}${only}`;
}
