import { parsePolicyText } from '@countersign/analysis';

/** Why a text is no IAM policy, in one sentence; null where it is one. */
export function whyNoPolicy(text: string): string | null {
  const parsed = parsePolicyText(text);
  if (parsed.ok) return null;
  const [first] = parsed.refusals;
  const more = parsed.refusals.length > 1 ? ` (and ${parsed.refusals.length - 1} more)` : '';
  return `it is no IAM policy: ${first?.message ?? 'it cannot be read'}${more}`;
}

/** Whether a text looks like an IAM policy, whatever carries it. */
export function looksLikePolicy(text: string): boolean {
  return /^\s*\{/.test(text) && /"Statement"\s*:/.test(text) && /"Effect"\s*:/.test(text);
}
