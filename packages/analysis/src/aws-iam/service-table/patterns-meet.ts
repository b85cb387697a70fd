/** Whether two patterns (`*` any text, `?` one character) match a text in common; exact. */
export function patternsMeet(left: string, right: string): boolean {
  if (arePrefixesApart(left, right)) return false;
  let row = startRow(right);
  for (const token of left) {
    const next: boolean[] = [token === '*' && row[0] === true];
    for (let at = 1; at <= right.length; at += 1) {
      const other = right[at - 1];
      const isSame = token === other || token === '?' || other === '?';
      const isStar = token === '*' || other === '*';
      next.push(
        isStar ? row[at] === true || next[at - 1] === true : isSame && row[at - 1] === true,
      );
    }
    row = next;
  }
  return row[right.length] === true;
}

/** The empty text against each beginning of a pattern: it meets stars only. */
function startRow(pattern: string): boolean[] {
  const row = [true];
  for (const token of pattern) row.push(row.at(-1) === true && token === '*');
  return row;
}

function arePrefixesApart(left: string, right: string): boolean {
  const a = literalPrefix(left);
  const b = literalPrefix(right);
  return !(a.startsWith(b) || b.startsWith(a));
}

function literalPrefix(pattern: string): string {
  const at = pattern.search(/[*?]/);
  return at < 0 ? pattern : pattern.slice(0, at);
}
