import { type Faults, step } from '../../parse/faults.ts';
import type { JsonMember, JsonNode } from '../../parse/json.ts';
import { readString, readStrings } from '../../parse/values.ts';

/** An object whose members are read one by one; `finish` names those nobody may have. */
export class Elements {
  readonly node: Extract<JsonNode, { kind: 'object' }>;
  readonly pointer: string;
  readonly faults: Faults;
  readonly #what: string;

  constructor(
    node: Extract<JsonNode, { kind: 'object' }>,
    pointer: string,
    faults: Faults,
    what: string,
  ) {
    this.node = node;
    this.pointer = pointer;
    this.faults = faults;
    this.#what = what;
  }

  find(name: string): JsonMember | undefined {
    return this.node.members.find((member) => member.name === name);
  }

  /** Names every element that is not in `known`. */
  only(known: readonly string[]): void {
    for (const member of this.node.members) {
      if (known.includes(member.name)) continue;
      const at = step(this.pointer, member.name);
      this.faults.unknown('UNKNOWN_ELEMENT', `the ${this.#what} element`, member, at, known);
    }
  }

  /** A text that is not empty; its absence is a fault where it is needed. */
  text(name: string, isNeeded: boolean): string | null {
    const member = this.find(name);
    if (member === undefined) {
      if (isNeeded) this.missing(name);
      return null;
    }
    const value = readString(member.value, `\`${name}\``, step(this.pointer, name), this.faults);
    if (value === '') this.fault('WRONG_VALUE', `\`${name}\` must not be empty`, member);
    return value ?? null;
  }

  /** A list of texts, one text for a list of one, or `all`; null when it is absent. Lists may be empty. */
  names(name: string): readonly string[] | 'all' | null {
    const member = this.find(name);
    if (member === undefined) return null;
    const { value } = member;
    if (value.kind === 'string' && value.value === 'all') return 'all';
    if (value.kind === 'array' && value.items.length === 0) return [];
    const at = step(this.pointer, name);
    const names = readStrings(value, `\`${name}\``, at, this.faults);
    if (names.includes('')) this.fault('WRONG_VALUE', `a member of \`${name}\` is empty`, member);
    return names;
  }

  missing(name: string): void {
    const message = `the ${this.#what} has no \`${name}\``;
    this.faults.add('MISSING_ELEMENT', message, this.node.at, this.pointer);
  }

  fault(code: string, message: string, member: JsonMember): void {
    this.faults.add(code, message, member.value.at, step(this.pointer, member.name));
  }
}
