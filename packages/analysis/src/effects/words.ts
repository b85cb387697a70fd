/** `what: \`a\`, \`b\` and 7 more`; up to four of them by name, in their order. */
export function sentence(what: string, names: readonly string[]): string {
  const sorted = [...new Set(names)].toSorted();
  const shown = sorted.slice(0, MOST_NAMES).map((one) => `\`${one}\``);
  const rest = sorted.length - shown.length;
  return `${what}: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const MOST_NAMES = 4;
