import { page } from '../terminal/analysis-text.ts';
import { checksText, outcomeSign } from '../terminal/checks-text.ts';
import { heading, inert, wrap } from '../terminal/layout.ts';
import type { Style } from '../terminal/style.ts';
import { mutantGroups } from './mutant-groups.ts';
import type { VerificationReport } from './report.ts';

/** A report for a person: the outcome, the change in sentences, every check, what would have passed as well. */
export function verifyText(report: VerificationReport, style: Style): string {
  const { candidate, change, checks, mutants, outcome } = report;
  const name = candidate.policy ?? candidate.toFile;
  return page([
    `${outcomeSign(outcome, style)}  ${style.bold(inert(name))}${candidate.environment === '' ? '' : ` in ${inert(candidate.environment)}`}`,
    changeText(change, style),
    checksText(checks, style),
    tierText(report.tier, style),
    mutantsText(mutants, style),
  ]);
}

function changeText(change: VerificationReport['change'], style: Style): string {
  const sections = change.sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) =>
      [style.bold(inert(title)), ...lines.map((line) => wrap(inert(line), '  ', style.width))].join(
        '\n',
      ),
    );
  const headline = wrap(inert(change.headline), '', style.width);
  return [`${heading('The change', style)}\n${headline}`, ...sections].join('\n\n');
}

function tierText(tier: VerificationReport['tier'], style: Style): string {
  if (tier === null) return '';
  const line = (text: string) => wrap(text, '  ', style.width);
  return [
    heading(`Tier ${tier.tier}${tier.rules === 'shipped' ? ', by the shipped rules' : ''}`, style),
    ...tier.reasons.map(({ code, tier: of, because }) =>
      line(`- ${inert(code)} (${of}): ${inert(because)}`),
    ),
    ...tier.lower.map((one) => line(`to lower it: ${inert(one)}`)),
    ...tier.without.map(({ what, tier: of }) => line(`without ${inert(what)} it would be ${of}`)),
  ].join('\n');
}

function mutantsText(mutants: VerificationReport['mutants'], style: Style): string {
  if (mutants.length === 0) return '';
  const line = (text: string) => wrap(inert(text), '    ', style.width);
  const groups = mutantGroups(mutants).flatMap(({ denial, widenings }) => [
    denial === null ? '- no denial was found that would catch' : `- deny ${style.bold(denial.id)}`,
    ...(denial === null ? [] : [line(denial.words)]),
    ...widenings.map((what) => line(`against ${what}`)),
  ]);
  return [heading(`Nothing would catch (${mutants.length})`, style), ...groups].join('\n');
}
