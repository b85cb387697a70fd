import type { Refusal } from '@countersign/evidence';

export type { Parsed, Refusal } from '@countersign/evidence';

/** One refusal, as a value. */
export function refusal(
  code: string,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): Refusal {
  return details === undefined ? { code, message } : { code, message, details };
}

/** Refuses for one reason or for several at once. */
export function refused(...refusals: readonly Refusal[]): {
  readonly ok: false;
  readonly refusals: readonly Refusal[];
} {
  return { ok: false, refusals };
}

const LONGEST = 120;

/** What others wrote, for a sentence: in backticks, cut to 120 characters, controls escaped. */
export function quoted(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  const shown = cut.replace(
    /[\p{C}\p{Zl}\p{Zp}`]/gu,
    (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return `\`${shown}\``;
}
