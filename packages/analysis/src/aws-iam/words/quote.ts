/** A text of a policy, set apart from the words around it; a backtick in it is shown as an escape. */
export function quote(text: string): string {
  return `\`${text.replaceAll('`', '\\u0060')}\``;
}

/** What a list in a sentence may take. */
export interface Room {
  /** Most items shown. */
  readonly items: number;
  /** Most characters of all items shown together; the first is shown whatever it takes. */
  readonly characters: number;
}

/** Words joined by commas and a last `and` or `or`. */
export function joined(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** As many items as there is room for, and how many more; `noun` is in the plural. */
export function listed(
  items: readonly string[],
  room: Room,
  noun: string,
  last: 'and' | 'or' = 'and',
): string {
  const fitting = fittingCount(items, room);
  const rest = items.length - fitting;
  if (rest === 0) return joined(items, last);
  const named = noun === '' ? '' : ` ${rest === 1 ? noun.slice(0, -1) : noun}`;
  return `${items.slice(0, fitting).join(', ')} ${last} ${rest} more${named}`;
}

/** How many fit; the last one may take half as much again, since a number would say less in as much room. */
function fittingCount(items: readonly string[], { items: most, characters }: Room): number {
  let taken = 0;
  let count = 0;
  for (const item of items) {
    taken += item.length + 2;
    const isLast = count === items.length - 1 && taken <= characters * 1.5;
    if (count > 0 && !isLast && (count >= most || taken > characters)) break;
    count += 1;
  }
  return count;
}
