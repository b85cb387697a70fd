/** A canonical policy as people read it: the policy alone, indented, invisible characters as escapes. */
export function readablePolicy(canonicalText: string): string {
  return policyOf(canonicalText).replace(/(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped);
}

function policyOf(canonicalText: string): string {
  try {
    const read = JSON.parse(canonicalText) as { readonly policy?: unknown };
    return JSON.stringify(read.policy ?? read, null, 2);
  } catch {
    return canonicalText;
  }
}

function escaped(char: string): string {
  return `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
