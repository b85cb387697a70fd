/** What a process says with its exit code (DESIGN section 7). */
export const EXIT = { holds: 0, doesNotHold: 1, undetermined: 2, usage: 3, crashed: 4 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** One reason a command ended without its result. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** Ends a command: every reason at once, what to do about it, and the exit code. */
export class Failure extends Error {
  readonly reasons: readonly Reason[];
  readonly exit: ExitCode;
  readonly help: string | undefined;

  constructor(reasons: readonly Reason[], exit: ExitCode, help?: string) {
    super(reasons.map((reason) => `${reason.code}: ${reason.message}`).join('; '));
    this.name = 'Failure';
    this.reasons = reasons;
    this.exit = exit;
    this.help = help;
  }
}

/** Bad input or usage: exit 3. */
export function badInput(code: string, message: string, help?: string): Failure {
  return new Failure([{ code, message }], EXIT.usage, help);
}

/** Something does not hold, or was refused: exit 1. */
export function refusal(code: string, message: string, help?: string): Failure {
  return new Failure([{ code, message }], EXIT.doesNotHold, help);
}

/** The command could not run at all: exit 4. */
export function cannotRun(code: string, message: string, help?: string): Failure {
  return new Failure([{ code, message }], EXIT.crashed, help);
}

/** The value, or a failure with all its refusals and `exit`. */
export function accepted<T>(
  parsed: { ok: true; value: T } | { ok: false; refusals: readonly Reason[] },
  exit: ExitCode,
  help?: string,
): T {
  if (parsed.ok) return parsed.value;
  throw new Failure(parsed.refusals, exit, help);
}
