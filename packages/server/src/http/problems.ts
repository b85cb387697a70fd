import { errorRow, type Problem, type Refusal } from '@countersign/api';

/** Refusals on their way to the caller; thrown inside the HTTP layer alone. */
export class Refusals extends Error {
  override readonly name = 'Refusals';
  readonly refusals: readonly Refusal[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(refusals: readonly Refusal[], headers: Readonly<Record<string, string>> = {}) {
    super(refusals.map(({ code }) => code).join(', '));
    this.refusals = refusals;
    this.headers = headers;
  }
}

/** One refusal, to throw. */
export function refusing(
  code: string,
  message: string,
  details?: Record<string, unknown>,
): Refusals {
  return new Refusals([details === undefined ? { code, message } : { code, message, details }]);
}

const INTERNAL: Refusal = {
  code: 'INTERNAL',
  message: 'the server could not finish this; nothing half done was kept',
};

/**
 * The problem (RFC 9457) for refusals: the gravest status decides, its first refusal gives code and detail. A code
 * that is not in the closed list, or never travels over HTTP, is a fault of ours: INTERNAL, and nothing of it shown.
 */
export function problemOf(refusals: readonly Refusal[], instance: string): Problem {
  const known = refusals.every(({ code }) => errorRow(code)?.status != null);
  const told = known && refusals.length > 0 ? refusals : [INTERNAL];
  const first = told.toSorted((a, b) => rank(a) - rank(b))[0] ?? INTERNAL;
  const row = errorRow(first.code);
  return {
    type: `urn:countersign:problem:${first.code}`,
    title: row?.help ?? '',
    status: row?.status ?? 500,
    code: first.code,
    detail: first.message,
    refusals: [...told],
    instance,
  };
}

/** Who may not at all learns that first; then what is not there, what is wrong with the request, what stands against it. */
const RANKS: readonly number[] = [500, 503, 401, 403, 404];

function rank({ code }: Refusal): number {
  const at = RANKS.indexOf(errorRow(code)?.status ?? 500);
  return at < 0 ? RANKS.length : at;
}
