import type { Json } from '../canonical/jcs.ts';
import { sortedList } from '../canonical/sorted-list.ts';
import { step } from '../parse/faults.ts';
import { findInvisible } from '../parse/text.ts';
import { type CaseWord, MAX_TEXT_LENGTH, MAX_TEXTS } from './case-words.ts';

/** Takes a fault: its code, its sentence and where it is. */
export type Say = (code: string, message: string, pointer: string) => void;

/** The value of a word: a sorted list, a text, principals or a context. What it returns counts only if nothing was said. */
export function readWord(
  word: CaseWord,
  spelled: string,
  value: unknown,
  pointer: string,
  say: Say,
): Json {
  switch (word.type) {
    case 'texts':
      return readTexts(value, spelled, pointer, say);
    case 'text':
      return readText(value, spelled, pointer, say);
    case 'principals':
      return readPrincipals(value, pointer, say);
    case 'context':
      return readContext(value, pointer, say);
    default:
      return word.type satisfies never;
  }
}

function readTexts(value: unknown, what: string, pointer: string, say: Say): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) say('EMPTY_LIST', `\`${what}\` must not be an empty list`, pointer);
  if (list.length > MAX_TEXTS)
    say('WRONG_VALUE', `\`${what}\` has more than ${MAX_TEXTS} members`, pointer);
  return sortedList(
    list.map((one, at) =>
      readText(one, what, Array.isArray(value) ? step(pointer, at) : pointer, say),
    ),
  );
}

function readText(value: unknown, what: string, pointer: string, say: Say): string {
  if (typeof value !== 'string') {
    say('WRONG_TYPE', `\`${what}\` is made of texts`, pointer);
    return '';
  }
  const invisible = findInvisible(value);
  if (invisible !== undefined)
    say('INVISIBLE_CHARACTER', `a text holds the invisible character \`${invisible}\``, pointer);
  if (value.length > MAX_TEXT_LENGTH)
    say('WRONG_VALUE', `a text of \`${what}\` is longer than ${MAX_TEXT_LENGTH}`, pointer);
  return value;
}

/** As a `Principal` element has it: `*`, or names by kind; bare texts are ARNs or accounts. */
function readPrincipals(value: unknown, pointer: string, say: Say): Json {
  if (value === '*' || value === 'anonymous') return '*';
  if (!isObject(value)) return { AWS: readTexts(value, 'principals', pointer, say) };
  return mapped(value, (one, kind) => readTexts(one, kind, step(pointer, kind), say));
}

/** Values by key, or by operator and key. */
function readContext(value: unknown, pointer: string, say: Say): Json {
  if (!isObject(value)) {
    say('WRONG_TYPE', '`context` must be an object of keys with their values', pointer);
    return {};
  }
  if (Object.keys(value).length === 0)
    say('EMPTY_LIST', '`context` must name a key, or be left out', pointer);
  return mapped(value, (one, key) => {
    const at = step(pointer, key);
    if (!isObject(one)) return readValues(one, key, at, say);
    return mapped(one, (values, operator) => readValues(values, key, step(at, operator), say));
  });
}

/** Numbers and booleans stand as the texts AWS compares. */
function readValues(value: unknown, key: string, pointer: string, say: Say): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.map((one) =>
    typeof one === 'boolean' || Number.isSafeInteger(one) ? String(one) : one,
  );
  return readTexts(texts, key, pointer, say);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapped(value: object, read: (one: unknown, name: string) => Json): Json {
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, read(one, name)]));
}
