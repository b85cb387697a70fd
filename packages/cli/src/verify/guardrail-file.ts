import type { Guardrail } from '@countersign/analysis';
import { guardrailDocument } from '../files/guardrail-document.ts';
import { readDocument } from '../files/read-document.ts';
import { badInput, EXIT, Failure } from '../frame/failure.ts';

/** The guardrail of a file of kind `Guardrail`, or the list of one whose `guardrails` is a list, as a RuleSet has it. */
export async function readGuardrailFile(path: string): Promise<readonly Guardrail[]> {
  const document = await readDocument(path);
  const { kind, guardrails } = document;
  if (kind === 'ruleset' && Array.isArray(guardrails)) return guardrailsIn(guardrails, path);
  if (kind === 'Guardrail') return guardrailsIn([await fromFile(document, path)], path);
  throw badInput(
    'WRONG_VALUE',
    `\`${path}\` holds no guardrails`,
    'a file says `apiVersion: countersign/v1` and `kind: Guardrail`, or is a RuleSet of version 2',
  );
}

/** Offline nobody knows whose id a name stands for, and no answer depends on it. */
const SOMEBODY = '00000000-0000-7000-8000-000000000000';

async function fromFile(document: Record<string, unknown>, file: string): Promise<unknown> {
  const { parseFile } = await import('@countersign/api');
  const parsed = parseFile(document);
  if (parsed.ok && parsed.value.kind === 'Guardrail')
    return guardrailDocument(parsed.value, SOMEBODY);
  const faults = parsed.ok ? [] : parsed.refusals;
  throw new Failure(
    faults.map((one) => ({ ...one, details: { file, ...one.details } })),
    EXIT.usage,
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
