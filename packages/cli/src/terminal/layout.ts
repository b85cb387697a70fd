import type { Style } from './style.ts';

/** A heading with a rule below it. */
export function heading(title: string, style: Style): string {
  return `${style.bold(title)}\n${style.dim('─'.repeat(Math.min(style.width, 78)))}`;
}

/** `label  value` lines with the labels in one column. */
export function fields(rows: readonly (readonly [string, string])[], style: Style): string {
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${style.dim(label.padEnd(width))}  ${value}`).join('\n');
}

/** A table with a head; columns are as wide as their longest cell, without borders. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style,
): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => visibleLength(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - visibleLength(cell)))
      .join('  ')
      .trimEnd();
  return [style.dim(line(head)), ...rows.map(line)].join('\n');
}

/** Breaks `text` at spaces so that each line, with `indent` before it, fits `width`. */
export function wrap(text: string, indent: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && indent.length + visibleLength(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  lines.push(line);
  return lines.map((part) => indent + part).join('\n');
}

/**
 * Text written by others, safe to print: control characters, bidirectional overrides and other invisible ones are
 * shown as escapes, so that no name or reason can move the cursor or reorder a line.
 */
export function inert(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

function visibleLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colour codes that take no room
  return text.replace(/\u001b\[\d+m/g, '').length;
}
