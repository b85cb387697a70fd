import type { GuardrailResult } from '@countersign/analysis';
import { heading, inert, wrap } from './layout.ts';
import { requestText } from './request-text.ts';
import type { Style } from './style.ts';

/** How each guardrail fares: the outcome now and before, why, a request that shows it, and what it hangs on. */
export function guardrailResultsText(results: readonly GuardrailResult[], style: Style): string {
  if (results.length === 0) return 'no guardrails';
  return [heading('Guardrails', style), ...results.map((one) => resultText(one, style))].join('\n');
}

function resultText(result: GuardrailResult, style: Style): string {
  const { name, severity, outcome, before, worsened, witness, halves, detail } = result;
  const line = (text: string) => wrap(text, '    ', style.width);
  const was = before === null || before === outcome ? '' : `, before: ${before}`;
  const held = outcome === 'broken' && !worsened ? ', as it was before this change' : '';
  const because = result.safeOnlyBecause.map(inert).join('; ');
  return [
    `${signOf(result, style)}  ${style.bold(inert(name))} (${severity === 'block' ? 'blocks' : 'escalates'}${was}${held})`,
    line(inert(detail)),
    ...(witness === null ? [] : [line(`for example ${requestText(witness)}`)]),
    ...(halves ?? []).map(({ half, identity, witness: shown, added }) =>
      line(
        `${half} half: ${inert(identity)}, ${requestText(shown)}${added ? ', added by this change' : ', in force already'}`,
      ),
    ),
    ...(because === '' ? [] : [line(`safe only because of ${because}`)]),
  ].join('\n');
}

function signOf({ outcome, worsened }: GuardrailResult, style: Style): string {
  switch (outcome) {
    case 'kept':
      return style.green('✓ kept');
    case 'broken':
      return worsened ? style.red('✗ broken') : style.yellow('✗ broken');
    case 'undetermined':
      return style.yellow('? undetermined');
    case 'not-applicable':
    case 'expired':
      return style.dim(`· ${outcome}`);
    default:
      return outcome satisfies never;
  }
}
