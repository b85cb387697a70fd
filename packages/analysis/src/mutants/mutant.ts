import type { Json } from '../canonical/jcs.ts';
import type { MutantKind } from './surviving-mutant.ts';

/** A widened candidate before anything is proved about it. */
export interface Mutant {
  /** Stable: kind, element and number in the canonical policy. */
  readonly id: string;
  readonly kind: MutantKind;
  /** Index into the list of the canonical policy. */
  readonly element: number;
  /** One sentence, lower case. */
  readonly what: string;
  /** The policy as a member of its language. */
  readonly member: Json;
  /** The element before and after, for whoever looks for a denial. */
  readonly before: Plain;
  readonly after: Plain | null;
  /** What of the element was widened: a word of it, or a condition key. */
  readonly word: string;
}

/** A JSON object as a policy holds it. */
export type Plain = Readonly<Record<string, Json>>;

/** Texts of a member that is a text or a list of them. */
export function textsOf(value: Json | undefined): readonly string[] {
  const list: readonly Json[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.filter((one): one is string => typeof one === 'string');
}

/** The widenings of one element; `after` null drops it. */
export interface Widening {
  readonly kind: MutantKind;
  readonly word: string;
  readonly what: string;
  readonly after: Plain | null;
}

/** Mutants of a list of elements, each with one element widened. */
export function mutantsIn(
  elements: readonly Plain[],
  widen: (element: Plain, index: number) => readonly Widening[],
  memberOf: (elements: readonly Plain[]) => Json,
): Mutant[] {
  return elements.flatMap((before, element) => {
    const numbers = new Map<string, number>();
    return widen(before, element).map(({ kind, word, what, after }): Mutant => {
      const number = (numbers.get(kind) ?? 0) + 1;
      numbers.set(kind, number);
      const others = elements.flatMap((one, index) =>
        index === element ? (after === null ? [] : [after]) : [one],
      );
      const member = memberOf(others);
      return {
        id: `${kind}/${element + 1}/${number}`,
        kind,
        element,
        what,
        member,
        before,
        after,
        word,
      };
    });
  });
}

/** Texts each once, those first that stand first. */
export function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
