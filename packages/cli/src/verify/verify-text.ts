import { page } from '../terminal/analysis-text.ts';
import { checksText, outcomeSign } from '../terminal/checks-text.ts';
import { heading, inert, wrap } from '../terminal/layout.ts';
import type { Style } from '../terminal/style.ts';
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
  const reasons = tier.reasons.map(({ code, because, lower }) =>
    wrap(`- ${inert(code)}: ${inert(because)}; lower: ${inert(lower)}`, '  ', style.width),
  );
  return [heading(`Tier ${tier.tier}`, style), ...reasons].join('\n');
}

function mutantsText(mutants: VerificationReport['mutants'], style: Style): string {
  if (mutants.length === 0) return '';
  const lines = mutants.map(({ what, suggestion }) => {
    const more = suggestion === null ? '' : `; a denial that would: ${JSON.stringify(suggestion)}`;
    return wrap(`- ${inert(what)}${inert(more)}`, '  ', style.width);
  });
  return [heading(`Nothing would catch (${mutants.length})`, style), ...lines].join('\n');
}
