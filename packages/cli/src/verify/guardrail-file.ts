import type { Guardrail } from '@countersign/analysis';
import { readDocument } from '../files/read-document.ts';
import { badInput, EXIT, Failure } from '../frame/failure.ts';

/** The guardrail of a file of kind `Guardrail`, or the list of one whose `guardrails` is a list, as a RuleSet has it. */
export async function readGuardrailFile(path: string): Promise<readonly Guardrail[]> {
  const { apiVersion, kind, ...fields } = await readDocument(path);
  const { guardrails } = fields;
  if (kind === 'ruleset' && Array.isArray(guardrails)) return guardrailsIn(guardrails, path);
  if (apiVersion === 'countersign/v1' && kind === 'Guardrail') return guardrailsIn([fields], path);
  throw badInput(
    'WRONG_VALUE',
    `\`${path}\` holds no guardrails`,
    'a file says `apiVersion: countersign/v1` and `kind: Guardrail`, or is a RuleSet of version 2',
  );
}

async function guardrailsIn(values: readonly unknown[], file: string): Promise<Guardrail[]> {
  const { parseGuardrail } = await import('@countersign/evidence');
  const parsed = values.map((value) => parseGuardrail(value as never));
  const faults = parsed.flatMap((one) => (one.ok ? [] : one.refusals));
  if (faults.length > 0) {
    const located = faults.map((one) => ({ ...one, details: { file, ...one.details } }));
    throw new Failure(located, EXIT.usage);
  }
  return parsed.flatMap((one) => (one.ok ? [one.value] : []));
}
