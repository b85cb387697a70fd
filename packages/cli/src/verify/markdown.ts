import { describeWitness } from '@countersign/analysis';
import { code, prose } from './markdown-text.ts';
import { type MutantGroup, mutantGroups } from './mutant-groups.ts';
import type { ReportedCheck, ReportedClass, VerificationReport } from './report.ts';

/** Bytes of a summary; GitHub refuses a comment of more than 65,536 characters, and a marker goes before it. */
export const MARKDOWN_BYTES_MAX = 65_000;
/** Lines of one list, before the length of the whole decides. */
const LINES_MAX = 50;

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

const SIGNS = { passed: '✅', failed: '❌', undetermined: '❓' } as const;

/**
 * Reports as Markdown for a pull request: the change in sentences made by analysis, what becomes allowed and denied with a
 * witness, denials, guardrails, tier, surviving mutants and what stays open. Texts of others are code spans. What has no
 * room is counted, never dropped in silence.
 */
export function markdownSummary(reports: readonly VerificationReport[]): string {
  const head = [headOf(reports)];
  const sections = reports.flatMap((report) => [titleOf(report), ...sectionsOf(report)]);
  return fitted(head, sections);
}

function headOf(reports: readonly VerificationReport[]): string {
  const worst = (['failed', 'undetermined', 'passed'] as const).find((outcome) =>
    reports.some((report) => report.outcome === outcome),
  );
  const words = {
    failed: 'a check failed',
    undetermined: 'something was not decided, and that is not a yes',
    passed: 'all checks passed',
  };
  const said = worst === undefined ? 'no candidate changed' : `${SIGNS[worst]} ${words[worst]}`;
  return `## Countersign: ${said}`;
}

function titleOf({ candidate, outcome }: VerificationReport): Section {
  const name = candidate.policy ?? candidate.toFile;
  const where = candidate.environment === '' ? '' : ` in ${code(candidate.environment)}`;
  return { title: `${SIGNS[outcome]} ${code(name)}${where}`, lines: [] };
}

function sectionsOf(report: VerificationReport): Section[] {
  const { change, checks, mutants } = report;
  const of = (prefix: string) => checks.filter(({ name }) => name.startsWith(prefix));
  const guardrails = checks.filter(({ group }) => group === 'guardrail');
  const rest = checks.filter(
    ({ name, group }) => group !== 'guardrail' && !name.startsWith('denies'),
  );
  return [
    { title: '', lines: [prose(change.headline)] },
    { title: 'Newly allowed', lines: change.newlyAllowed.map(classLine) },
    { title: 'No longer allowed', lines: change.newlyDenied.map(classLine) },
    { title: 'Not decided', lines: change.possible.map(classLine) },
    { title: 'Must stay denied', lines: of('denies').map(checkLine) },
    { title: 'Guardrails', lines: guardrails.map(checkLine) },
    tierOf(report),
    { title: 'Checks', lines: rest.map(checkLine) },
    {
      title: 'Denials worth adding',
      lines: mutantGroups(mutants).map(groupLine),
    },
    { title: 'Taken for granted', lines: change.assumptions.map((one) => `- ${prose(one)}`) },
  ].filter(({ lines }) => lines.length > 0);
}

function groupLine({ denial, widenings }: MutantGroup): string {
  const against = widenings.map(prose).join('; ');
  if (denial === null) return `- nothing was found that would catch ${against}`;
  return `- ${code(denial.id)}: ${prose(denial.words)}. Against ${against}`;
}

function tierOf({ tier }: VerificationReport): Section {
  if (tier === null) return { title: 'Tier', lines: [] };
  const lines = [
    ...tier.reasons.map((one) => `- ${code(one.code)} (${code(one.tier)}): ${prose(one.because)}`),
    ...tier.lower.map((one) => `- to lower it: ${prose(one)}`),
    ...tier.without.map((one) => `- without ${code(one.what)} it would be ${code(one.tier)}`),
  ];
  return { title: `Tier ${code(tier.tier)}`, lines };
}

function classLine({ summary, witness, reason, at }: ReportedClass): string {
  const example = witness === null ? '' : `. For example ${prose(describeWitness(witness))}`;
  const open = reason === undefined ? '' : `. Open: ${prose(reason)}`;
  const [place] = at;
  const where =
    place === undefined
      ? ''
      : `. At ${code(`${place.file}${place.line === undefined ? '' : `:${place.line}`}`)}`;
  return `- ${prose(summary)}${example}${open}${where}`;
}

function checkLine({ name, outcome, blocking, detail }: ReportedCheck): string {
  const shown = blocking || outcome === 'passed' ? '' : ' (not blocking)';
  return `- ${SIGNS[outcome]} ${code(name)}${shown}: ${prose(detail)}`;
}

/** As many lines as fit, section by section; what is left out is counted where it would stand. */
function fitted(head: readonly string[], sections: readonly Section[]): string {
  const written = [...head];
  // Room for the counts themselves.
  let left = MARKDOWN_BYTES_MAX - bytesOf(head.join('\n\n')) - 200;
  for (const [index, section] of sections.entries()) {
    const block = blockOf(section, left);
    if (block === null) {
      written.push(`and ${sections.length - index} more sections; the JSON verdict has them all`);
      break;
    }
    written.push(block);
    left -= bytesOf(block) + 2;
  }
  return `${written.join('\n\n')}\n`;
}

function blockOf({ title, lines }: Section, room: number): string | null {
  const shown: string[] = [];
  let left = room - bytesOf(title) - 120;
  for (const line of lines.slice(0, LINES_MAX)) {
    left -= bytesOf(line) + 1;
    if (left < 0) break;
    shown.push(line);
  }
  if (left < 0 && shown.length === 0) return null;
  const more = lines.length - shown.length;
  if (more > 0) shown.push(`- and ${more} more; the JSON verdict has them all`);
  const heading = title === '' ? [] : [`### ${title}`];
  return [...heading, ...(shown.length === 0 ? [] : [shown.join('\n')])].join('\n\n');
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
