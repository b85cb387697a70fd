import { StoreUnavailable } from './store.ts';

/** SQLSTATE classes: 08 connection, 53 resources (disk full), 57P shutdown and crash, 58 system error, 3D no database. */
const UNAVAILABLE = /^(08|53|57P|58|3D000)/;
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
]);
/** What `pg` says without a code when a connection breaks or none is free. */
const SAID =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/;
/** Serialization failure, deadlock, and a statement an administrator cancelled. */
const RETRYABLE = new Set(['40001', '40P01', '57014']);

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
};

/** Whether the database is away or cannot write, as opposed to refusing a statement. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof StoreUnavailable) return false;
  const code = codeOf(error);
  return (
    UNAVAILABLE.test(code) ||
    NETWORK.has(code) ||
    (error instanceof Error && SAID.test(error.message))
  );
}

/** Whether trying again can help by itself. */
export const isTransient = (error: unknown): boolean =>
  (error instanceof StoreUnavailable ? isTransient(error.cause) : false) ||
  RETRYABLE.has(codeOf(error)) ||
  (isUnavailable(error) && !isDiskFull(error));

/** Whether a unique key was taken already. */
export const isTaken = (error: unknown): boolean => codeOf(error) === '23505';

/** Whether the database could not write for want of room. */
export const isDiskFull = (error: unknown): boolean =>
  codeOf(error) === '53100' ||
  (error instanceof StoreUnavailable && error.cause !== undefined && isDiskFull(error.cause));

/** Whether an error came from the database or its connection at all. */
export const isDatabaseError = (error: unknown): boolean =>
  error instanceof StoreUnavailable || isUnavailable(error) || /^[0-9A-Z]{5}$/.test(codeOf(error));

/** The fault in clear words. */
export function unavailable(cause: unknown, outcomeUnknown = false): StoreUnavailable {
  if (cause instanceof StoreUnavailable) {
    return outcomeUnknown && cause.cause !== undefined ? unavailable(cause.cause, true) : cause;
  }
  const why = isDiskFull(cause)
    ? `the disk that holds the database is full${outcomeUnknown ? '' : '; nothing of this was written'}`
    : `the database cannot be reached (\`${cause instanceof Error ? cause.message : String(cause)}\`)`;
  return new StoreUnavailable(why, { cause, outcomeUnknown });
}
