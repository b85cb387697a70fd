import type { SinceOwnApproval } from '../approval/re-affirmation.ts';
import { heading, inert, wrap } from './layout.ts';
import { readablePolicy } from './policy-text.ts';
import type { Style } from './style.ts';
import { textDiff } from './text-diff.ts';

/** What changed since one's own approval: the proof, or what is newly allowed and denied, and why it has to be read anew. */
export function sinceApprovalText(since: SinceOwnApproval, style: Style): string {
  const { change, why } = since;
  const line = (text: string) => wrap(inert(text), '  ', style.width);
  const part = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [style.bold(title), ...lines.map(line)];
  return [
    heading('Since your approval', style),
    line(`you approved ${since.approved} at ${since.at}; it counts no more: ${since.void}`),
    ...(why.length === 0
      ? [style.green(line('proved equivalent: every request is decided as in what you approved'))]
      : part('to be read anew, because', why)),
    ...part('newly allowed', change.newlyAllowed),
    ...part('newly denied', change.newlyDenied),
    ...part('not decided', change.possible),
    ...part('assumed', change.assumptions),
  ].join('\n');
}

/** The proof of equivalence with the text before and after: all a re-affirmation shows (INV-3). */
export function reAffirmScreen(since: SinceOwnApproval, toText: string, style: Style): string {
  return [
    sinceApprovalText(since, style),
    '',
    heading('The text, before and after', style),
    textDiff(readablePolicy(since.approvedText), readablePolicy(toText), style),
  ].join('\n');
}
