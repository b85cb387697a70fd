import { languageOf } from '../languages.ts';
import type { Parsed } from '../refusal.ts';
import type { DiffResult } from './answer.ts';
import type { LanguageName } from './language.ts';

/**
 * What one canonical policy allows that another does not, and back, in whichever language they are. Refuses what does
 * not parse as canonical, and a language that is not decided here.
 */
export function canonicalDiff(
  name: LanguageName,
  { from, to }: { readonly from: string; readonly to: string },
): Parsed<DiffResult> {
  const language = languageOf(name);
  if (typeof language === 'string') {
    const message = `this version does not decide \`${name}\``;
    return { ok: false, refusals: [{ code: 'LANGUAGE_NOT_DECIDED', message }] };
  }
  const [before, after] = [language.parseCanonical(from), language.parseCanonical(to)];
  if (!before.ok) return before;
  if (!after.ok) return after;
  return { ok: true, value: language.diff(before.value, after.value) };
}
