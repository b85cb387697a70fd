/** Why bytes or a signature were refused: a stable code, one sentence, and what it refers to. */
export interface Refusal {
  /** UPPER_SNAKE and stable; programs branch on it. */
  readonly code: string;
  /** Lower case, no final period, user input in backticks. */
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A value, or every reason why there is none. Hostile input never throws. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** Accepts `value`. */
export const accepted = <T>(value: T): { readonly ok: true; readonly value: T } => ({
  ok: true,
  value,
});

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

/** Quotes user input for a message: backticks around it, cut to 80 characters, control characters escaped. */
export function quoted(input: string): string {
  const cut = input.length > 80 ? `${input.slice(0, 79)}…` : input;
  const shown = cut.replace(/[\p{C}\p{Zl}\p{Zp}`]/gu, (c) => `\\u{${codePoint(c)}}`);
  return `\`${shown}\``;
}

const codePoint = (c: string): string => (c.codePointAt(0) ?? 0).toString(16);
