import { type AwsClass, type AwsDiff, diff } from '@countersign/analysis';
import { onlyAwsIam, policiesOf, policyFile } from '../batch/policies.ts';
import { type Row, runBatch } from '../batch/run-batch.ts';
import { badInput, EXIT, type ExitCode } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { heading, inert, wrap } from '../terminal/layout.ts';
import type { Style } from '../terminal/style.ts';

/** What TO allows that FROM does not, and back. Exit 1 as soon as there is one witness of new access. */
export async function diffCommand(given: Given, io: Io): Promise<Outcome> {
  const batch = given.maybe('batch');
  if (batch !== undefined) {
    const row: Row = ({ from, to }) => ({ ...diff(absentOr(from), absentOr(to)) });
    return runBatch(batch, row, { timed: true, language: given.text('language') }, io);
  }
  onlyAwsIam(given.text('language'));
  const [from, to] = [given.maybeArgument(0), given.maybeArgument(1)];
  if (from === undefined || to === undefined) {
    throw badInput(
      'MISSING_ARGUMENT',
      '`diff` compares two files',
      'give FROM and TO, or --batch FILE',
    );
  }
  const result = diff(await policyFile(from), await policyFile(to));
  return judged(exitOf(result), result, diffText(result, io.style));
}

function absentOr(member: unknown) {
  return member === null ? null : policiesOf(member);
}

function exitOf({ allowed }: AwsDiff): ExitCode {
  if (allowed === 'some') return EXIT.doesNotHold;
  return allowed === 'undetermined' ? EXIT.undetermined : EXIT.holds;
}

function diffText(result: AwsDiff, style: Style): string {
  const parts = [
    `${style.bold(result.verdict)}: newly allowed ${result.allowed}, newly denied ${result.denied} (this policy alone)`,
    classes('Newly allowed', '+', result.newlyAllowed, style),
    classes('Newly denied', '-', result.newlyDenied, style),
    classes('Undetermined', '?', result.possible, style),
    list('Assumptions', result.assumptions, style),
    list('Not decided because of', result.undetermined ?? [], style),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function classes(title: string, sign: string, found: readonly AwsClass[], style: Style): string {
  if (found.length === 0) return '';
  const lines = found.map(({ summary, witness }) => {
    const shown =
      witness === null
        ? ''
        : `\n    for example ${inert(witness.action)} on ${inert(witness.resource)}`;
    return `${sign} ${wrap(inert(summary), '  ', style.width).trimStart()}${shown}`;
  });
  return [heading(`${title} (${found.length})`, style), ...lines].join('\n');
}

function list(title: string, lines: readonly string[], style: Style): string {
  return lines.length === 0
    ? ''
    : [heading(title, style), ...lines.map((line) => `  ${inert(line)}`)].join('\n');
}
