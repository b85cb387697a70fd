import type { CheckedCase, Standing } from './check-case.ts';

/** The figures of one set as a Markdown table of names and values. */
export function tableOf(title: string, checked: readonly CheckedCase[]): string {
  const times = checked.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const at = (share: number): string =>
    (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(2);
  const verdicts = checked.map(({ result }) => result?.verdict ?? 'refused');
  const rows: [string, string][] = [
    ['pairs', String(checked.length)],
    ['`allowed` against the label', standings(checked.map(({ allowed }) => allowed))],
    ['`denied` against the label', standings(checked.map(({ denied }) => denied))],
    [
      'labels held to be wrong',
      String(checked.filter(({ adjudicated }) => adjudicated !== null).length),
    ],
    ['verdicts', tally(verdicts)],
    ['pairs with a fault', String(checked.filter(({ faults }) => faults.length > 0).length)],
    ['milliseconds p50, p95, p99, max', [0.5, 0.95, 0.99, 1].map(at).join(', ')],
  ];
  const body = rows.map(([name, value]) => `| ${name} | ${value} |`);
  return [`## ${title}`, '', '| | |', '|---|---|', ...body].join('\n');
}

function standings(words: readonly Standing[]): string {
  const labelled = words.filter((word) => word !== 'unlabelled');
  return labelled.length === 0 ? 'no labels' : tally(labelled);
}

function tally(words: readonly string[]): string {
  const names = [...new Set(words)].sort();
  return names.map((name) => `${words.filter((word) => word === name).length} ${name}`).join(', ');
}

/** Whether a case needs a look: its label is or should be adjudicated, it is open or breaks what must hold. */
export function isResidual(one: CheckedCase): boolean {
  const { result, allowed, denied, adjudicated, faults } = one;
  if (adjudicated !== null) return true;
  const isOpen = result === null || result.verdict === 'undetermined';
  return isOpen || [allowed, denied].includes('differ') || faults.length > 0;
}

/** One case in a few lines: standings, faults, what stopped it, its first classes with witnesses. */
export function describeCase(one: CheckedCase): string {
  const { id, result, allowed, denied, adjudicated, milliseconds, faults } = one;
  const words =
    result === null ? 'refused' : `${result.verdict} ${result.allowed}/${result.denied}`;
  const head = `- ${id}: ${words} (label: ${allowed}/${denied}), ${milliseconds.toFixed(1)} ms`;
  if (result === null) return [head, ...faults.map((fault) => `  - fault: ${fault}`)].join('\n');
  const reasons = [
    ...new Set(result.possible.map(({ direction, reason }) => `${direction}: ${reason}`)),
  ];
  return [
    head,
    ...(adjudicated === null ? [] : [`  - the label is held to be wrong: ${adjudicated}`]),
    ...faults.map((fault) => `  - fault: ${fault}`),
    ...(result.undetermined ?? []).map((reason) => `  - stopped: ${reason}`),
    ...reasons.slice(0, MOST).map((reason) => `  - possible ${cut(reason)}`),
    ...[...result.newlyAllowed, ...result.newlyDenied]
      .slice(0, MOST)
      .map(({ summary, witness }) => `  - ${cut(summary)}\n    witness ${JSON.stringify(witness)}`),
  ].join('\n');
}

/** Lines of one kind shown for a case, and reasons of a set. */
const MOST = 5;
const MOST_REASONS = 25;
const MOST_CHARACTERS = 300;

function cut(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;
}

/** The undecided cases by what they hang on, the most frequent first. */
export function reasonsOf(checked: readonly CheckedCase[]): string[] {
  const counts = new Map<string, number>();
  for (const { result } of checked) {
    if (result?.verdict !== 'undetermined') continue;
    const reasons = [
      ...(result.undetermined ?? []),
      ...result.possible.map(({ reason }) => withoutValues(reason)),
    ];
    for (const reason of new Set(reasons)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .slice(0, MOST_REASONS)
    .map(([reason, count]) => `- ${count} ${cut(reason)}`);
}

/** `depends on A, B` with the values left out, each name once, in order of the alphabet. */
function withoutValues(reason: string): string {
  const names = reason
    .replace(/^depends on /, '')
    .replace(/`Principal` `[^`]*`(?:, `[^`]*`)*/g, 'Principal')
    .replace(/`NotPrincipal` `[^`]*`(?:, `[^`]*`)*/g, 'NotPrincipal')
    .replace(/(`[^`]*`) `[^`]*`(?:, `[^`]*`)*/g, '$1')
    .split(', ');
  return [...new Set(names)].sort().join(', ');
}
