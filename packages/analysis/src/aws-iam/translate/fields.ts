import type { Patterns } from '../../engine/glob-set.ts';
import type { Literal } from '../../engine/literal.ts';
import type { RangeField } from '../../engine/range-literal.ts';
import type { SetField } from '../../engine/set-literal.ts';
import type { TextField } from '../../engine/text-literal.ts';
import type { KeyKind, Keys } from './keys.ts';
import { ADDRESSES } from './scales.ts';
import type { Lookup } from './value-patterns.ts';
import { type Naming, type Who, whoOf } from './who.ts';

/** Fields every request has; keys and truth values come after them, in the order in which they are met. */
export const ACTION = 0;
export const RESOURCE = 1;
export const WHO = 2;
const FIRST_FREE = 3;

/** The field of a condition key. */
export type KeyField =
  | { readonly kind: 'text' | 'bool'; readonly name: string; readonly of: TextField }
  | { readonly kind: 'number' | 'time' | 'address'; readonly name: string; readonly of: RangeField }
  | { readonly kind: 'set'; readonly name: string; readonly of: SetField };

/** Whether the key has one string as its value. */
export function isTextKey(field: KeyField): field is Extract<KeyField, { readonly of: TextField }> {
  return field.kind === 'text' || field.kind === 'bool';
}

/** A truth value that the other fields do not decide, and why it is open. */
export interface Flag {
  readonly field: number;
  /**
   * `variable`: decided once policy variables have values. `opaque`: a construct without an exact form, which a concrete
   * request decides. `reading`: one of two ways to take what AWS does not define; the adverse counts. `doubt`: a point where AWS's documentation leaves two readings.
   */
  readonly kind: 'variable' | 'opaque' | 'reading' | 'doubt';
  /** In words of the policy. */
  readonly reason: string;
  /** What holds wherever the truth value is true. */
  readonly consequences: Literal[];
  /** Keys of the variables it hangs on. */
  readonly variables: readonly string[];
  /** What it comes to once the variables have values, as a union of conjunctions. */
  readonly cases?: (lookup: Lookup) => readonly (readonly Literal[])[];
  /** Of a resource pattern with policy variables: the pattern as it is written. */
  readonly resource?: string;
}

/** What a truth value about variables is made of. */
export interface FlagParts extends Pick<Flag, 'variables' | 'cases' | 'resource'> {
  readonly consequences: () => readonly Literal[];
}

/** The fields of one question, shared by all its policies and both directions. */
export class Fields {
  readonly patterns: Patterns;
  readonly action: TextField;
  readonly resource: TextField;
  readonly who: Who;
  private readonly keys: Keys;
  private readonly byName = new Map<string, KeyField>();
  private readonly flags = new Map<string, Flag>();
  private readonly byNumber = new Map<number, KeyField | Flag>();
  private next = FIRST_FREE;

  constructor(patterns: Patterns, keys: Keys, naming: Naming) {
    this.patterns = patterns;
    this.keys = keys;
    this.action = textField(ACTION, patterns, patterns.everyAction, false);
    this.resource = textField(RESOURCE, patterns, patterns.everything, false);
    this.who = whoOf(WHO, patterns, naming);
  }

  /** The field of a key, by its folded name. */
  key(name: string): KeyField {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const field = this.make(name, this.keys.kindOf(name), this.next++);
    this.byName.set(name, field);
    this.byNumber.set(field.of.field, field);
    return field;
  }

  /** The field of a key that some policy has used so far. */
  keyIfMet(name: string): KeyField | undefined {
    return this.byName.get(name);
  }

  /** The truth value of this name; equal names are one. */
  flag(name: string, kind: Flag['kind'], reason: string, parts?: FlagParts): Flag {
    const known = this.flags.get(name);
    if (known !== undefined) return known;
    // Truth values may follow from each other, so the list is filled once this one is known.
    const consequences: Literal[] = [];
    const flag: Flag = { variables: [], ...parts, field: this.next++, kind, reason, consequences };
    this.flags.set(name, flag);
    this.byNumber.set(flag.field, flag);
    if (parts !== undefined) consequences.push(...parts.consequences());
    return flag;
  }

  /**
   * Whether plain operators ask of all values of a key that has several; else of one. AWS defines neither, so both are
   * looked at.
   */
  get several(): Flag {
    return this.flag(SEVERAL, 'reading', 'how a plain operator takes a key with several values');
  }

  /** Whether any condition hangs on that. */
  get asksSeveral(): boolean {
    return this.flags.has(SEVERAL);
  }

  /** The key or truth value with this number; undefined for action, resource and principal. */
  at(field: number): KeyField | Flag | undefined {
    return this.byNumber.get(field);
  }

  private make(name: string, kind: KeyKind, field: number): KeyField {
    const { patterns } = this;
    switch (kind) {
      case 'text':
        return { kind, name, of: textField(field, patterns, patterns.everyValue, true) };
      case 'bool':
        return { kind, name, of: truthField(field, patterns) };
      case 'number':
      case 'time':
        return {
          kind,
          name,
          of: { field, universe: { absent: true, ranges: [{ low: null, high: null }] } },
        };
      case 'address':
        return { kind, name, of: { field, universe: { absent: true, ranges: ADDRESSES } } };
      case 'set': {
        const within = [{ all: [patterns.everyValue], none: [], sample: 'example' }];
        const universe = { mayBeEmpty: true, within, hits: [] };
        return { kind, name, of: { field, patterns, universe } };
      }
      default:
        return kind satisfies never;
    }
  }
}

const SEVERAL = 'several values';

function textField(
  field: number,
  patterns: Patterns,
  everything: Patterns['everything'],
  absent: boolean,
): TextField {
  const sample = field === ACTION ? 'example:Example' : 'example';
  const pieces = [{ all: [everything], none: [], sample }];
  return { field, patterns, universe: { absent, pieces } };
}

function truthField(field: number, patterns: Patterns): TextField {
  const pieces = ['true', 'false'].map((sample) => ({
    all: [patterns.literal(sample)],
    none: [],
    sample,
  }));
  return { field, patterns, universe: { absent: true, pieces } };
}
