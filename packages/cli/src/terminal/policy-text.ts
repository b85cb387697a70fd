/** A canonical policy as people read it: the policy alone, indented, invisible characters as escapes. */
export function readablePolicy(canonicalText: string | null): string {
  if (canonicalText === null) return '';
  const { policy } = JSON.parse(canonicalText) as { policy: unknown };
  return JSON.stringify(policy, null, 2).replace(/(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped);
}

function escaped(char: string): string {
  return `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
