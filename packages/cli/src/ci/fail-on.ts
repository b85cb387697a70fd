import { badInput, EXIT, type ExitCode } from '../frame/failure.ts';
import type { VerificationReport } from '../verify/report.ts';
import type { Submitted } from './submit-change.ts';

/** What makes a job fail. */
export type FailOn = 'new-access' | 'undetermined' | 'denials';

const WORDS: readonly FailOn[] = ['new-access', 'undetermined', 'denials'];

/** `--fail-on`: words separated by commas, or `none`. */
export function failOnOf(text: string): readonly FailOn[] {
  if (text === 'none') return [];
  const words = text.split(',').map((word) => word.trim());
  const unknown = words.find((word) => !WORDS.includes(word as FailOn));
  if (unknown === undefined) return words as FailOn[];
  throw badInput(
    'BAD_OPTION',
    `\`${unknown}\` is nothing that --fail-on knows`,
    `one or more of ${WORDS.join(', ')}, separated by commas, or none`,
  );
}

/**
 * 1 where something that was named does not hold, else 2 where it was not decided: whether there is new access may itself
 * be open, and that is never taken for none (INV-5).
 */
export function exitFor(
  reports: readonly VerificationReport[],
  submitted: readonly Submitted[],
  failOn: readonly FailOn[],
): ExitCode {
  const has = (word: FailOn) => failOn.includes(word);
  const isFailed =
    (has('denials') &&
      (reports.some(({ outcome }) => outcome === 'failed') ||
        submitted.some(({ state }) => state === 'failed'))) ||
    (has('new-access') && reports.some(({ change }) => change.allowed === 'some'));
  if (isFailed) return EXIT.doesNotHold;
  const isOpen =
    (has('undetermined') && reports.some(({ outcome }) => outcome === 'undetermined')) ||
    (has('new-access') && reports.some(({ change }) => change.allowed === 'undetermined'));
  return isOpen ? EXIT.undetermined : EXIT.holds;
}
