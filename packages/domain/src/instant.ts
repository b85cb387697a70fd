import type { Instant } from './values.ts';

/** How far a signer's clock may run ahead of the one that judges, seconds: ordinary NTP drift with room. */
export const CLOCK_SKEW_SECONDS = 300;

/** The one function that decides expiry, everywhere (INV-9): from `until` on a thing is expired; null never is. */
export function isExpired(until: Instant | null, at: Instant): boolean {
  return until !== null && at >= until;
}

/** Whether a thing with a beginning and an end stands at a time: `since <= at < until`. */
export function isInForce(
  span: { readonly since: Instant; readonly until: Instant | null },
  at: Instant,
): boolean {
  return at >= span.since && !isExpired(span.until, at);
}

/** The instant so many seconds later (or earlier, when negative). Throws on something that is no Instant. */
export function addSeconds(at: Instant, seconds: number): Instant {
  return new Date(Date.parse(at) + seconds * 1000).toISOString();
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Whether the text is an Instant of the one form that orders as time does, and a date that exists. */
export function isInstant(text: string): boolean {
  return INSTANT.test(text) && !Number.isNaN(Date.parse(text)) && addSeconds(text, 0) === text;
}
