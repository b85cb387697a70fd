import type { Origin } from '../questions/answer.ts';

/** An identity with everything that is in force for it, as far as the input says. */
export interface Holder {
  /** Its name in full: an ARN, a user, an app. */
  readonly id: string;
  readonly kind: string;
  /** Shorter names people use for it. */
  readonly names: readonly string[];
  /** What its language reads for a request: the form that says most first; one that is refused gives way to the next. */
  readonly formsFor: (request: Readonly<Record<string, unknown>>) => readonly Form[];
  /** The words that name it in a request. */
  readonly words: Readonly<Record<string, unknown>>;
  /** What counts for a request and is not in the input, in words. */
  readonly missingFor: (request: Readonly<Record<string, unknown>>) => readonly string[];
  /** Where a statement that decides stands, in the words of the input. */
  readonly placeOf: (origin: Partial<Origin>) => string;
}

/** A member of a question: what a holder has, or a part of it. */
export interface Form {
  readonly member: unknown;
  /** Whether nothing that limits the holder is left out. What a part denies by a Deny is denied all the same. */
  readonly isWhole: boolean;
}

/** Whether a holder goes by a name: in full or one of its shorter ones. */
export function isNamed(holder: Holder, name: string): boolean {
  return holder.id === name || holder.names.includes(name);
}
