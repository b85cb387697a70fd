/** How a code is answered, and what to do about it. */
export interface ErrorRow {
  /** HTTP status; `null` for a code that only programs on the caller's machine give (gate, audit, CLI). */
  readonly status: number | null;
  /** What to do, in one or two sentences; shown apart from the message. */
  readonly help: string;
}

export type ErrorRows = Readonly<Record<string, ErrorRow>>;
