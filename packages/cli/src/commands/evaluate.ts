import { type Evaluation, evaluate } from '@countersign/analysis';
import { onlyAwsIam, policiesOf, policyFile } from '../batch/policies.ts';
import { runBatch } from '../batch/run-batch.ts';
import { readText } from '../files/read-input.ts';
import { badInput, EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { inert } from '../terminal/layout.ts';

type Request = Parameters<typeof evaluate>[1];

/** What policies say to one concrete request, by the evaluator that shares no code with the prover. */
export async function evaluateCommand(given: Given, io: Io): Promise<Outcome> {
  const batch = given.maybe('batch');
  const language = given.text('language');
  if (batch !== undefined) return runBatch(batch, row, { timed: false, language }, io);
  onlyAwsIam(language);
  const text = given.maybeArgument(0);
  const files = given.rest(1);
  if (text === undefined || files.length === 0) {
    throw badInput(
      'MISSING_ARGUMENT',
      '`evaluate` takes a request and policy files',
      'or --batch FILE',
    );
  }
  const request = requestOf(json(text.trimStart().startsWith('{') ? text : await readText(text)));
  const policies = await Promise.all(files.map(policyFile));
  const result = evaluate(policies, request);
  const exit = result.decision === 'allow' ? EXIT.holds : EXIT.doesNotHold;
  return judged(exit, result, evaluationText(result, files));
}

function row(line: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (!Array.isArray(line['policies']))
    throw badInput('WRONG_TYPE', 'a line needs a list of `policies`');
  // A trace has a line for every statement: too much for every row of a batch.
  const { trace, ...result } = evaluate(
    line['policies'].flatMap(policiesOf),
    requestOf(line['request']),
  );
  return result;
}

function requestOf(value: unknown): Request {
  const { action, resource } = (value ?? {}) as Record<string, unknown>;
  if (typeof action === 'string' && typeof resource === 'string') return value as Request;
  throw badInput(
    'BAD_REQUEST',
    'a request has an `action` and a `resource`',
    '{"action":"s3:GetObject","resource":"arn:aws:s3:::b/k","context":{}}',
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badInput('NOT_JSON', 'the request is not JSON');
  }
}

function evaluationText(
  { decision, explicit, reasons, errors }: Evaluation,
  files: readonly string[],
): string {
  const stated = decision === 'deny' ? ` (${explicit ? 'explicit' : 'implicit'})` : '';
  return [
    `${decision}${stated}`,
    ...reasons.map(
      ({ policy, statement }) =>
        `  by statement ${statement} of ${inert(files[policy ?? -1] ?? String(policy))}`,
    ),
    ...errors.map((error) => `  open: ${inert(String(error))}`),
  ].join('\n');
}
