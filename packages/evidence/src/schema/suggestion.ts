/** The known name nearest to what was written, when it is near enough to be a slip; `null` otherwise. */
export function suggestion(written: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const name of known) {
    // The distance is at least this; also keeps the cost of hostile names small.
    if (Math.abs(written.length - name.length) >= least) continue;
    const distance = editDistance(written.toLowerCase(), name.toLowerCase());
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}

/**
 * Optimal string alignment: insertions, deletions, replacements and swaps of neighbours count one each. The cost is
 * the product of the lengths, and `b` is a name of ours.
 */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          at(row, j - 1) + Number(a[i - 1] !== b[j - 1]),
          at(row, j) + 1,
          at(next, j - 1) + 1,
          isSwap ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = row;
    row = next;
  }
  return at(row, b.length);
}

/** Outside the table nothing is cheap. */
const at = (row: readonly number[], column: number): number =>
  row[column] ?? Number.POSITIVE_INFINITY;
