/** Names that an inventory lists of one identity at most. */
const MOST = 1000;

/** What is missing of an identity, each once; of more than fit, how many. */
export function namesMissing(names: readonly string[]): string[] {
  const once = [...new Set(names)];
  if (once.length <= MOST) return once;
  return [...once.slice(0, MOST - 1), `${once.length - MOST + 1} more`];
}
