import type { DiffResult } from '@countersign/analysis';
import { batchCommand } from '../batch/run-batch.ts';
import { givenLanguage, inFiles, policyFiles } from '../files/policy-files.ts';
import { badInput, EXIT, type ExitCode } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import {
  classesText,
  type Files,
  findingsText,
  list,
  page,
  scopeOf,
} from '../terminal/analysis-text.ts';
import type { Style } from '../terminal/style.ts';

/** What TO allows that FROM does not, and back. Exit 1 as soon as there is one witness of new access. */
export async function diffCommand(given: Given, io: Io): Promise<Outcome> {
  const plan = given.maybe('fromPlan');
  if (plan !== undefined) return (await import('./diff-plan.ts')).diffPlan(plan, given, io);
  const batch = given.maybe('batch');
  if (batch !== undefined) return batchCommand('diff', batch, given, io);
  const language = givenLanguage(given.text('language'));
  const [from, to] = [given.maybeArgument(0), given.maybeArgument(1)];
  if (from === undefined || to === undefined) {
    throw badInput(
      'MISSING_ARGUMENT',
      '`diff` compares two files',
      'give FROM and TO, or --batch FILE',
    );
  }
  const { policies, files: read } = await policyFiles([from, to], language);
  const result = language.diff(policies[0], policies[1]);
  const files = { from: read.slice(0, 1), to: read.slice(1) };
  return judged(exitOf(result), withFiles(result, files), diffText(result, files, io.style));
}

function exitOf({ allowed }: DiffResult): ExitCode {
  if (allowed === 'some') return EXIT.doesNotHold;
  return allowed === 'undetermined' ? EXIT.undetermined : EXIT.holds;
}

/** The same answer; every origin of a class says in which file it is. */
function withFiles(result: DiffResult, files: Files): unknown {
  const placed = (classes: DiffResult['newlyAllowed']) =>
    classes.map((one) => ({
      ...one,
      from: inFiles(one.from, files.from),
      to: inFiles(one.to, files.to),
    }));
  return {
    ...result,
    newlyAllowed: placed(result.newlyAllowed),
    newlyDenied: placed(result.newlyDenied),
    possible: placed(result.possible),
  };
}

function diffText(result: DiffResult, files: Files, style: Style): string {
  const { verdict, allowed, denied } = result;
  return page([
    `${style.bold(verdict)}: newly allowed ${allowed}, newly denied ${denied}${scopeOf(result.assumptions)}`,
    classesText('Newly allowed', style.red('+'), result.newlyAllowed, files, style),
    classesText('Newly denied', style.green('-'), result.newlyDenied, files, style),
    classesText('Undetermined', style.yellow('?'), result.possible, files, style),
    findingsText(result.findings, style),
    list('Not decided because of', result.undetermined ?? [], style),
    list('Assumptions', result.assumptions, style),
  ]);
}
