import type { Language, ProofResult } from '@countersign/analysis';
import { batchCommand } from '../batch/run-batch.ts';
import { givenLanguage, policyFiles } from '../files/policy-files.ts';
import { readRequest } from '../files/read-request.ts';
import { accepted, badInput, EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { findingsText, list, page, scopeOf } from '../terminal/analysis-text.ts';
import { inert, wrap } from '../terminal/layout.ts';
import { requestText } from '../terminal/request-text.ts';
import type { Style } from '../terminal/style.ts';

const EXITS = { proved: EXIT.holds, refuted: EXIT.doesNotHold, undetermined: EXIT.undetermined };

/** Proves or refutes one property of all requests. */
export async function proveCommand(given: Given, io: Io): Promise<Outcome> {
  const batch = given.maybe('batch');
  if (batch !== undefined) return batchCommand('prove', batch, given, io);
  const language = givenLanguage(given.text('language'));
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
  const { policies } = await policyFiles(paths, language);
  const pattern = await patternOf(given);
  const result = proof(language, { property, policies, pattern });
  return judged(EXITS[result.verdict], result, proofText(property, result, io.style));
}

function proof(language: Language, question: Parameters<Language['prove']>[0]): ProofResult {
  return accepted(
    language.prove(question),
    EXIT.usage,
    `${language.name} has the properties ${language.properties.join(', ')}`,
  );
}

/** `--pattern` as it is, or one of `--action` and `--resource`; without any, none. */
async function patternOf(given: Given): Promise<unknown> {
  const pattern = given.maybe('pattern');
  if (pattern !== undefined) return readRequest(pattern);
  const [actions, resources] = [given.list('action'), given.list('resource')];
  if (actions.length + resources.length === 0) return undefined;
  return {
    ...(actions.length === 0 ? {} : { actions }),
    resources: resources.length === 0 ? '*' : resources,
  };
}

function proofText(property: string, result: ProofResult, style: Style): string {
  const kind = result.kind === undefined ? '' : `, ${result.kind}`;
  const sign = {
    proved: style.green('✓'),
    refuted: style.red('✗'),
    undetermined: style.yellow('?'),
  }[result.verdict];
  const line = (text: string): string => wrap(text, '  ', style.width);
  return page([
    [
      `${sign} ${property}: ${style.bold(result.verdict)}${kind}${scopeOf(result.assumptions)}`,
      ...(result.witness === undefined ? [] : [line(`witness: ${requestText(result.witness)}`)]),
      ...(result.reason === undefined ? [] : [line(`because ${inert(result.reason)}`)]),
    ].join('\n'),
    findingsText(result.findings, style),
    list('Assumptions', result.assumptions, style),
  ]);
}
