import { Stack, Text } from '@mantine/core';
import { type DiffLine, lineDiff } from './line-diff.ts';
import { readablePolicy } from './readable-policy.ts';

/** Unchanged lines shown around a change; longer runs fold away. */
const AROUND = 3;

/** The canonical text before and after, by lines: each says by a sign what it is, never by colour alone. */
export function TextDiffView(props: { readonly from: string | null; readonly to: string }) {
  const before = props.from === null ? '' : readablePolicy(props.from);
  const lines = lineDiff(before, readablePolicy(props.to));
  return (
    <Stack gap="xs">
      <Text size="sm">{countOf(lines, props.from === null)}</Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by key (WCAG 2.1.1). */}
      <section className="text-diff" tabIndex={0} aria-label="Text before and after">
        {runsOf(lines).map((run) => (
          <Run key={run.at} run={run} />
        ))}
      </section>
    </Stack>
  );
}

function countOf(lines: readonly DiffLine[], isFirst: boolean): string {
  if (isFirst) return 'Nothing was in force before: every line is new.';
  const count = (kind: DiffLine['kind']) => lines.filter((one) => one.kind === kind).length;
  const [removed, added] = [count('removed'), count('added')];
  if (removed + added === 0) return 'The text is the same, line by line.';
  return `${removed} lines removed, ${added} lines added. What the change means is said above.`;
}

interface RunOfLines {
  readonly at: number;
  readonly kind: DiffLine['kind'] | 'folded';
  readonly lines: readonly string[];
}

function Run({ run }: { readonly run: RunOfLines }) {
  const text = run.lines.map((line, at) => (
    // Lines of a frozen text: the place is the identity.
    <Line key={at} kind={run.kind} text={line} />
  ));
  if (run.kind === 'removed') return <del>{text}</del>;
  if (run.kind === 'added') return <ins>{text}</ins>;
  if (run.kind === 'same') return <div>{text}</div>;
  return (
    <details>
      <summary>{run.lines.length} unchanged lines</summary>
      {text}
    </details>
  );
}

function Line(props: { readonly kind: RunOfLines['kind']; readonly text: string }) {
  const sign = props.kind === 'removed' ? '-' : props.kind === 'added' ? '+' : ' ';
  return (
    <span className="text-diff-line">
      <span>{sign}</span> <span>{props.text}</span>
    </span>
  );
}

/** Neighbouring lines of a kind together; of long unchanged runs the middle is folded. */
function runsOf(lines: readonly DiffLine[]): readonly RunOfLines[] {
  const runs: { at: number; kind: RunOfLines['kind']; lines: string[] }[] = [];
  for (const [at, { kind, text }] of lines.entries()) {
    const last = runs.at(-1);
    if (last?.kind === kind) last.lines.push(text);
    else runs.push({ at, kind, lines: [text] });
  }
  return runs.flatMap((run, index) =>
    run.kind === 'same' ? folded(run, index === 0, index === runs.length - 1) : [run],
  );
}

function folded(run: RunOfLines, isFirst: boolean, isLast: boolean): readonly RunOfLines[] {
  const [head, tail] = [isFirst ? 0 : AROUND, isLast ? 0 : AROUND];
  const { at, lines } = run;
  // Folding one or two lines away would take as much room as they do.
  if (lines.length <= head + tail + 2) return [run];
  const end = lines.length - tail;
  const parts: readonly RunOfLines[] = [
    { at, kind: 'same', lines: lines.slice(0, head) },
    { at: at + head, kind: 'folded', lines: lines.slice(head, end) },
    { at: at + end, kind: 'same', lines: lines.slice(end) },
  ];
  return parts.filter((part) => part.lines.length > 0);
}
