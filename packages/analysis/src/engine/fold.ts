// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ASCII = /^[\u0000-\u007f]*$/;

/** ASCII without case, as AWS compares actions; other letters stay, so that `K` (U+212A) is no `k`. */
export function foldCase(text: string): string {
  return ASCII.test(text)
    ? text.toLowerCase()
    : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * A condition key or variable without case. What follows `/` is the name of a tag, and not every service ignores its
 * case: two spellings are two keys here, which can cost a proof and never makes a wrong one.
 */
export function foldKey(key: string): string {
  const end = key.indexOf('/');
  return end < 0 ? foldCase(key) : foldCase(key.slice(0, end)) + key.slice(end);
}
