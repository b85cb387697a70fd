import type { Evaluation, Language } from '@countersign/analysis';
import { batchCommand } from '../batch/run-batch.ts';
import {
  givenLanguage,
  inFiles,
  type PolicyFile,
  placeOf,
  policyFiles,
} from '../files/policy-files.ts';
import { readRequest } from '../files/read-request.ts';
import { accepted, badInput, EXIT, type ExitCode } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { list, page } from '../terminal/analysis-text.ts';
import { heading, inert, wrap } from '../terminal/layout.ts';
import type { Style } from '../terminal/style.ts';

/** What policies say to one concrete request, by the evaluator that shares no code with the prover. */
export async function evaluateCommand(given: Given, io: Io): Promise<Outcome> {
  const batch = given.maybe('batch');
  if (batch !== undefined) return batchCommand('evaluate', batch, given, io);
  const language = givenLanguage(given.text('language'));
  const text = given.maybeArgument(0);
  const paths = given.rest(1);
  if (text === undefined || paths.length === 0) {
    throw badInput(
      'MISSING_ARGUMENT',
      '`evaluate` takes a request and policy files',
      'or --batch FILE',
    );
  }
  const request = await readRequest(text);
  const { policies, files } = await policyFiles(paths, language);
  const result = evaluation(language, policies, request);
  return judged(exitOf(result), withFiles(result, files), evaluationText(result, files, io.style));
}

/** What had to be left open could turn the decision, unless a Deny decided. */
function exitOf({ decision, explicit, errors }: Evaluation): ExitCode {
  if (errors.length > 0 && !explicit) return EXIT.undetermined;
  return decision === 'allow' ? EXIT.holds : EXIT.doesNotHold;
}

function evaluation(
  language: Language,
  policies: readonly unknown[],
  request: unknown,
): Evaluation {
  return accepted(language.evaluate(policies, request), EXIT.usage);
}

function withFiles(result: Evaluation, files: readonly PolicyFile[]): unknown {
  const { trace, reasons, ...rest } = result;
  return {
    ...rest,
    reasons: inFiles(reasons, files),
    ...(trace === undefined
      ? {}
      : {
          trace: trace.map(({ origin, ...step }) => ({
            ...step,
            origin: inFiles([origin], files)[0],
          })),
        }),
  };
}

function evaluationText(result: Evaluation, files: readonly PolicyFile[], style: Style): string {
  const how = result.decision === 'deny' && result.explicit ? 'deny, explicitly' : result.decision;
  const by = inFiles(result.reasons, files).map(placeOf);
  const colour = result.decision === 'allow' ? style.green : style.red;
  return page([
    [colour(how), ...by.map((place) => wrap(`by ${inert(place)}`, '  ', style.width))].join('\n'),
    list('Left open', result.errors, style),
    traceText(result, files, style),
  ]);
}

/** Every statement that was looked at, and why it matches or does not. */
function traceText({ trace = [] }: Evaluation, files: readonly PolicyFile[], style: Style): string {
  if (trace.length === 0) return '';
  const lines = trace.map(({ origin, effect, matches, because }) => {
    const sign = matches ? style.green('✓') : style.dim('·');
    const place = inFiles([origin], files).map(placeOf).join('');
    return `${sign} ${wrap(`${inert(place)} ${effect}: ${inert(because)}`, '  ', style.width).trimStart()}`;
  });
  return [heading('Trace', style), ...lines].join('\n');
}
