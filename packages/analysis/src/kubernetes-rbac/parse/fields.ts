import type { Position } from '../../aws-iam/model.ts';
import { type Faults, step } from '../../parse/faults.ts';
import type { JsonMember, JsonNode } from '../../parse/json.ts';
import { findInvisible } from '../../parse/text.ts';
import { readString } from '../../parse/values.ts';

/** An object being read: its members by name, where it stands, and where faults go. */
export class Fields {
  readonly at: Position;
  readonly pointer: string;
  readonly faults: Faults;
  private readonly what: string;
  private readonly members: readonly JsonMember[];

  /** `what` names the object in faults, such as `a rule`. A node that is no object has no members and is a fault. */
  constructor(node: JsonNode, what: string, pointer: string, faults: Faults) {
    this.at = node.at;
    this.pointer = pointer;
    this.faults = faults;
    this.what = what;
    this.members = node.kind === 'object' ? node.members : [];
    if (node.kind !== 'object') faults.wrongType(what, 'an object', node, pointer);
  }

  /** Every name that is not known is a fault. */
  allow(known: readonly string[]): void {
    const what = `the ${this.what.replace(/^an? /, '')} field`;
    for (const member of this.members) {
      if (known.includes(member.name)) continue;
      const at = step(this.pointer, member.name);
      this.faults.unknown('UNKNOWN_ELEMENT', what, member, at, known);
    }
  }

  names(): string[] {
    return this.members.map((member) => member.name);
  }

  /** The value under a name; `null` counts as absent, as it does for the API server. */
  node(name: string): JsonNode | undefined {
    const value = this.members.find((member) => member.name === name)?.value;
    return value?.kind === 'null' ? undefined : value;
  }

  pointerTo(name: string): string {
    return step(this.pointer, name);
  }

  text(name: string): string | undefined {
    const node = this.node(name);
    return node && readString(node, `\`${name}\``, this.pointerTo(name), this.faults);
  }

  /** A text that must be there and not be empty. */
  requiredText(name: string): string {
    const value = this.text(name);
    if (this.node(name) === undefined) this.missing(name);
    else if (value === '') this.wrongValue(name, `\`${name}\` must not be empty`);
    return value ?? '';
  }

  /** The members of a list; absent or `null` is the empty list. */
  list(name: string): { readonly node: JsonNode; readonly pointer: string }[] {
    const node = this.node(name);
    if (node === undefined) return [];
    if (node.kind === 'array')
      return node.items.map((item, index) => ({
        node: item,
        pointer: step(this.pointerTo(name), index),
      }));
    this.faults.wrongType(`\`${name}\``, 'a list', node, this.pointerTo(name));
    return [];
  }

  /** Whether a list is there and has members. */
  hasItems(name: string): boolean {
    const node = this.node(name);
    return node?.kind === 'array' && node.items.length > 0;
  }

  texts(name: string): string[] {
    const node = this.node(name);
    if (node?.kind !== 'array') return this.list(name).map(() => '');
    const texts: string[] = [];
    for (const [index, item] of node.items.entries()) {
      // A pointer is only made for a fault.
      if (item.kind === 'string' && findInvisible(item.value) === undefined) texts.push(item.value);
      else
        readString(item, `a member of \`${name}\``, step(this.pointerTo(name), index), this.faults);
    }
    return texts;
  }

  /** An object of texts, such as labels. */
  textMap(name: string): Readonly<Record<string, string>> {
    const node = this.node(name);
    if (node === undefined) return {};
    const pointer = this.pointerTo(name);
    const inner = new Fields(node, `\`${name}\``, pointer, this.faults);
    // fromEntries makes own properties even of `__proto__`.
    return Object.fromEntries(inner.names().map((key) => [key, inner.text(key) ?? '']));
  }

  missing(name: string): void {
    const message = `${this.what} has no \`${name}\``;
    this.faults.add('MISSING_ELEMENT', message, this.at, this.pointer);
  }

  wrongValue(name: string, message: string): void {
    const at = this.node(name)?.at ?? this.at;
    this.faults.add('WRONG_VALUE', message, at, this.pointerTo(name));
  }
}
