import { type AwsProof, prove } from '@countersign/analysis';
import { onlyAwsIam, policiesOf, policyFile } from '../batch/policies.ts';
import { propertyQuestion } from '../batch/property-question.ts';
import { runBatch } from '../batch/run-batch.ts';
import { badInput, EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { inert } from '../terminal/layout.ts';
import type { Style } from '../terminal/style.ts';

const EXITS = { proved: EXIT.holds, refuted: EXIT.doesNotHold, undetermined: EXIT.undetermined };

/** Proves or refutes one property of all requests. */
export async function proveCommand(given: Given, io: Io): Promise<Outcome> {
  const batch = given.maybe('batch');
  const language = given.text('language');
  if (batch !== undefined) return runBatch(batch, row, { timed: true, language }, io);
  onlyAwsIam(language);
  const property = given.maybeArgument(0);
  const paths = [given.maybeArgument(1), given.maybeArgument(2)].filter(
    (path) => path !== undefined,
  );
  if (property === undefined || paths.length === 0) {
    throw badInput(
      'MISSING_ARGUMENT',
      '`prove` takes a property and a policy file',
      'or --batch FILE',
    );
  }
  const policies = [];
  for (const path of paths) policies.push([await policyFile(path)]);
  const resources = given.list('resource');
  const pattern = {
    actions: given.list('action'),
    resources: resources.length === 0 ? '*' : resources,
  };
  const result = prove(propertyQuestion(property, policies, pattern));
  return judged(EXITS[result.verdict], result, proofText(property, result, io.style));
}

function row(line: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { property, policies, pattern } = line;
  if (typeof property !== 'string' || !Array.isArray(policies)) {
    throw badInput('WRONG_TYPE', 'a line needs a `property` and a list of `policies`');
  }
  return { ...prove(propertyQuestion(property, policies.map(policiesOf), pattern)) };
}

function proofText(property: string, result: AwsProof, style: Style): string {
  const kind = result.kind === undefined ? '' : `, ${result.kind}`;
  const sign = {
    proved: style.green('✓'),
    refuted: style.red('✗'),
    undetermined: style.yellow('?'),
  }[result.verdict];
  return [
    `${sign} ${property}: ${style.bold(result.verdict)}${kind} (this policy alone)`,
    ...(result.witness === undefined
      ? []
      : [`  witness: ${inert(result.witness.action)} on ${inert(result.witness.resource)}`]),
    ...(result.reason === undefined ? [] : [`  because ${inert(result.reason)}`]),
    ...result.assumptions.map((assumption) => style.dim(`  assuming ${inert(assumption)}`)),
  ].join('\n');
}
