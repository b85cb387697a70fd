/** One line of two texts side by side: in both, only in the old one, only in the new one. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/**
 * Beyond this many pairs of changed lines (2,000 against 2,000) a browser would stand still; the changed part is then
 * shown as removed and added whole, which is longer to read and just as true.
 */
const PAIRS_MAX = 4_000_000;

/** What only the one and only the other text has, line by line, in order: the fewest changes there are. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  const head = commonHead(a, b);
  const tail = commonHead(a.slice(head).reverse(), b.slice(head).reverse());
  const [changedA, changedB] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  const middle =
    changedA.length * changedB.length > PAIRS_MAX
      ? [...all('removed', changedA), ...all('added', changedB)]
      : fewestChanges(changedA, changedB);
  return [...all('same', a.slice(0, head)), ...middle, ...all('same', a.slice(a.length - tail))];
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'));

const all = (kind: DiffLine['kind'], lines: readonly string[]): DiffLine[] =>
  lines.map((text) => ({ kind, text }));

function commonHead(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}

/** By the longest common subsequence; what was removed comes before what took its place. */
function fewestChanges(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const common = commonLengths(a, b);
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      lines.push({ kind: 'same', text: left });
      i++;
      j++;
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'removed', text: left });
      i++;
    } else {
      lines.push({ kind: 'added', text: right ?? '' });
      j++;
    }
  }
  return lines;
}

/** How many lines the ends of the two from each pair of lines on have in common. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly Uint16Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    const [row, below] = [rows[i] ?? NONE, rows[i + 1] ?? NONE];
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return rows;
}

const NONE = new Uint16Array();
