import { badInput } from '../frame/failure.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/;

/** An instant from what a person wrote: a time in UTC to the minute or finer, or a date, which means its end. */
export function instantOf(text: string, what: string): string {
  const full = DATE.test(text) ? `${text}T23:59:59.999Z` : text;
  if (TIME.test(full)) {
    const read = new Date(full);
    // A day the month does not have would roll over into the next one.
    if (!Number.isNaN(read.getTime()) && read.toISOString().slice(0, 16) === full.slice(0, 16)) {
      return read.toISOString();
    }
  }
  throw badInput(
    'INVALID_VALUE',
    `\`${what}\` is \`${text}\`, which is no time`,
    'write a date such as `2027-05-01` (its end, UTC) or a time such as `2027-05-01T12:00:00Z`',
  );
}
