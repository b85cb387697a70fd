const WIDTH = 100;

/** JSON as the formatter of this repository lays it out: objects member by member, lists of scalars on one line where they fit. */
export function jsonText(value: unknown): string {
  return `${written(value, '', 0)}\n`;
}

/** `used` counts the characters of the line beside the value: those before it, and the comma that follows all but the last. */
function written(value: unknown, indent: string, used: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const line = `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
    const fits = items.every(isScalar) && used + line.length <= WIDTH;
    if (fits) return line;
    return block(
      '[]',
      indent,
      items.map((item, at) => written(item, inner, inner.length + comma(at, items))),
    );
  }
  const entries = Object.entries(value);
  const members = entries.map(([key, member], at) => {
    const name = `${JSON.stringify(key)}: `;
    return `${name}${written(member, inner, inner.length + name.length + comma(at, entries))}`;
  });
  return members.length === 0 ? '{}' : block('{}', indent, members);
}

function block(brackets: string, indent: string, lines: readonly string[]): string {
  const body = lines.map((line) => `${indent}  ${line}`).join(',\n');
  return `${brackets[0]}\n${body}\n${indent}${brackets[1]}`;
}

const comma = (at: number, list: readonly unknown[]): number => (at < list.length - 1 ? 1 : 0);

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;
