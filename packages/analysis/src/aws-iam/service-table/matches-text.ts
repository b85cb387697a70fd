/** Whether `pattern` (`*` any text, `?` one character) matches the whole text; linear space, no backtracking blow-up. */
export function matchesText(pattern: string, text: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (from < pattern.length && pattern[from] === '*') {
      star = from;
      resume = at;
      from += 1;
    } else if (from < pattern.length && (pattern[from] === '?' || pattern[from] === text[at])) {
      from += 1;
      at += 1;
    } else if (star >= 0) {
      from = star + 1;
      resume += 1;
      at = resume;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(from));
}

/** Whether an ARN pattern matches: segment by segment, the sixth with all that follows (IAM User Guide, ARN condition operators). */
export function matchesArn(pattern: string, own: string): boolean {
  const left = segments(pattern);
  const right = segments(own);
  return left.length === right.length && left.every((one, at) => matchesText(one, right[at] ?? ''));
}

function segments(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}
