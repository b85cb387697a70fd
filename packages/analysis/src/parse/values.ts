import type { Faults } from './faults.ts';
import { step } from './faults.ts';
import type { JsonNode } from './json.ts';
import { findInvisible } from './text.ts';

/** One string without invisible characters, or a fault. */
export function readString(
  node: JsonNode,
  what: string,
  pointer: string,
  faults: Faults,
): string | undefined {
  if (node.kind !== 'string') {
    faults.wrongType(what, 'a string', node, pointer);
    return undefined;
  }
  checkInvisible(node.value, node, pointer, faults);
  return node.value;
}

/** A string or a list of strings, as a list; empty lists are a fault unless `mayBeEmpty`. */
export function readStrings(
  node: JsonNode,
  what: string,
  pointer: string,
  faults: Faults,
): string[] {
  return readList(node, what, pointer, faults, (item, at) =>
    readString(item, `a member of ${what}`, at, faults),
  );
}

/** Condition values: strings, and numbers and booleans as the strings AWS compares. */
export function readConditionValues(
  node: JsonNode,
  what: string,
  pointer: string,
  faults: Faults,
): string[] {
  const items = node.kind === 'array' ? node.items : [node];
  const values: string[] = [];
  for (const [index, item] of items.entries()) {
    const at = node.kind === 'array' ? step(pointer, index) : pointer;
    const value = conditionValue(item, what, at, faults);
    if (value !== undefined) values.push(value);
  }
  return values;
}

function readList(
  node: JsonNode,
  what: string,
  pointer: string,
  faults: Faults,
  read: (item: JsonNode, pointer: string) => string | undefined,
): string[] {
  if (node.kind === 'string') return oneOrNone(read(node, pointer));
  if (node.kind !== 'array') {
    faults.wrongType(what, 'a string or a list of strings', node, pointer);
    return [];
  }
  if (node.items.length === 0)
    faults.add('EMPTY_LIST', `${what} must not be an empty list`, node.at, pointer);
  return node.items.flatMap((item, index) => oneOrNone(read(item, step(pointer, index))));
}

function oneOrNone(value: string | undefined): string[] {
  return value === undefined ? [] : [value];
}

function conditionValue(
  node: JsonNode,
  what: string,
  pointer: string,
  faults: Faults,
): string | undefined {
  if (node.kind === 'boolean') return String(node.value);
  if (node.kind === 'number') return numberValue(node.text, node, pointer, faults);
  if (node.kind === 'string') return readString(node, what, pointer, faults);
  faults.wrongType(what, 'strings, numbers or booleans', node, pointer);
  return undefined;
}

/** A number whose spelling is not its value (`1.0`, `1e3`, beyond 2^53) could be read two ways. */
function numberValue(text: string, node: JsonNode, pointer: string, faults: Faults): string {
  if (String(Number(text)) !== text) {
    const message = `the number \`${text}\` has more than one spelling; write it as a string`;
    faults.add('NUMBER_NOT_EXACT', message, node.at, pointer);
  }
  return text;
}

function checkInvisible(value: string, node: JsonNode, pointer: string, faults: Faults): void {
  const name = findInvisible(value);
  if (name === undefined) return;
  faults.add(
    'INVISIBLE_CHARACTER',
    `a string holds the invisible character \`${name}\``,
    node.at,
    pointer,
  );
}
