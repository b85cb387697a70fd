import { isJsonObject, type Json } from '@countersign/evidence';
import { quoted, type Refusal, refusal } from '../refusal.ts';
import { step } from './pointer.ts';

/** More faults than a person reads; a hostile document costs no more. */
const MAX_FAULTS = 100;

/** Faults of one document, with the file's part they are in. */
export class Faults {
  readonly refusals: Refusal[] = [];

  add(code: string, message: string, pointer: string): void {
    if (this.refusals.length < MAX_FAULTS) this.refusals.push(refusal(code, message, { pointer }));
  }
}

/** A place in a JSON document: reads what is expected there, and what is of another type is a fault. */
export class Cursor {
  readonly value: Json | undefined;
  readonly pointer: string;
  readonly faults: Faults;

  constructor(value: Json | undefined, pointer: string, faults: Faults) {
    this.value = value;
    this.pointer = pointer;
    this.faults = faults;
  }

  /** Nothing is there, or `null`. */
  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** The member of an object; absent where the object or the member is not there. */
  at(name: string): Cursor {
    const object = this.object();
    const value = object !== null && Object.hasOwn(object, name) ? object[name] : undefined;
    return new Cursor(value, step(this.pointer, name), this.faults);
  }

  /** The first of several spellings that is there. */
  either(...names: readonly string[]): Cursor {
    return (
      names.map((name) => this.at(name)).find((one) => !one.isAbsent) ?? this.at(names[0] ?? '')
    );
  }

  /** The object, or null where nothing is there; anything else is a fault. */
  object(): { readonly [key: string]: Json } | null {
    if (this.isAbsent) return null;
    if (isJsonObject(this.value)) return this.value;
    this.wrong('an object');
    return null;
  }

  /** The members of an object, each with its name. */
  members(): (readonly [string, Cursor])[] {
    return Object.keys(this.object() ?? {}).map((name) => [name, this.at(name)] as const);
  }

  /** The items of a list; none where nothing is there. */
  items(): Cursor[] {
    if (this.isAbsent) return [];
    if (Array.isArray(this.value)) {
      return this.value.map(
        (item: Json, index) => new Cursor(item, step(this.pointer, index), this.faults),
      );
    }
    this.wrong('a list');
    return [];
  }

  /** The text, or null where nothing is there. */
  text(): string | null {
    if (this.isAbsent) return null;
    if (typeof this.value === 'string') return this.value;
    this.wrong('a text');
    return null;
  }

  /** A text that must be there. */
  needText(): string {
    if (this.isAbsent)
      this.faults.add('MISSING_FIELD', `${quoted(this.pointer)} is missing`, this.pointer);
    return this.text() ?? '';
  }

  /** The texts of a list. */
  texts(): string[] {
    return this.items().flatMap((item) => item.text() ?? []);
  }

  /** True or false, or null where nothing is there. */
  flag(): boolean | null {
    if (this.isAbsent) return null;
    if (typeof this.value === 'boolean') return this.value;
    this.wrong('true or false');
    return null;
  }

  private wrong(wanted: string): void {
    const what = this.pointer === '' ? 'the document' : quoted(this.pointer);
    this.faults.add(
      'WRONG_TYPE',
      `${what} is ${kindOf(this.value)}, expected ${wanted}`,
      this.pointer,
    );
  }
}

function kindOf(value: Json | undefined): string {
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'a text';
    case 'object':
      return 'an object';
    default:
      return `a ${typeof value}`;
  }
}
