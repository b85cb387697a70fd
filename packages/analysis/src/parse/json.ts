import type { Position } from '../aws-iam/model.ts';
import type { Refusal } from '../refusal.ts';
import { isWellFormed } from './well-formed.ts';

/** A JSON value that knows where it stands. */
export type JsonNode =
  | { readonly kind: 'object'; readonly at: Position; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly at: Position; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly at: Position; readonly value: string }
  | { readonly kind: 'number'; readonly at: Position; readonly text: string }
  | { readonly kind: 'boolean'; readonly at: Position; readonly value: boolean }
  | { readonly kind: 'null'; readonly at: Position };

/** One name and value of an object, with the position of the name. */
export interface JsonMember {
  readonly name: string;
  readonly at: Position;
  readonly value: JsonNode;
}

/** Deepest nesting that is read; an IAM document needs 6. */
export const MAX_DEPTH = 32;

/** What reading gave: a tree unless the grammar broke, and every fault seen on the way. */
export interface JsonReading {
  readonly node: JsonNode | null;
  readonly refusals: readonly Refusal[];
}

/** Reads strict RFC 8259 JSON; duplicate names and lone surrogates are faults, the first broken token ends it. */
export function readJson(text: string): JsonReading {
  const reader = new Reader(text);
  try {
    const node = reader.document();
    return { node, refusals: reader.refusals };
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    return { node: null, refusals: reader.refusals };
  }
}

class Stop extends Error {}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 section 7 forbids them in strings
const PLAIN = /[^"\\\u0000-\u001f]+/y;
const WORDS: ReadonlyMap<string, (at: Position) => JsonNode> = new Map([
  ['true', (at: Position): JsonNode => ({ kind: 'boolean', at, value: true })],
  ['false', (at: Position): JsonNode => ({ kind: 'boolean', at, value: false })],
  ['null', (at: Position): JsonNode => ({ kind: 'null', at })],
]);
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

class Reader {
  readonly refusals: Refusal[] = [];
  private readonly text: string;
  private offset = 0;
  private line = 1;
  private lineStart = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): JsonNode {
    this.space();
    if (this.offset >= this.text.length) this.stop('JSON_EMPTY', 'the text is empty');
    const node = this.value(1);
    this.space();
    if (this.offset < this.text.length) {
      this.stop('JSON_TRAILING_TEXT', 'there is text after the end of the document');
    }
    return node;
  }

  private value(depth: number): JsonNode {
    if (depth > MAX_DEPTH) {
      this.stop('JSON_TOO_DEEP', `the document is nested deeper than ${MAX_DEPTH} levels`);
    }
    const at = this.position();
    const char = this.text[this.offset];
    if (char === '{') return this.object(at, depth);
    if (char === '[') return this.array(at, depth);
    if (char === '"') return { kind: 'string', at, value: this.string() };
    return this.number(at) ?? this.word(at);
  }

  private object(at: Position, depth: number): JsonNode {
    const members: JsonMember[] = [];
    const seen = new Set<string>();
    this.offset += 1;
    this.space();
    if (this.take('}')) return { kind: 'object', at, members };
    do {
      this.space();
      const member = this.member(depth);
      if (seen.has(member.name)) this.duplicate(member);
      seen.add(member.name);
      members.push(member);
      this.space();
    } while (this.take(','));
    if (!this.take('}')) this.unexpected('`,` or `}`');
    return { kind: 'object', at, members };
  }

  private member(depth: number): JsonMember {
    const at = this.position();
    if (this.text[this.offset] !== '"') this.unexpected('a name in double quotes');
    const name = this.string();
    this.space();
    if (!this.take(':')) this.unexpected('`:`');
    this.space();
    return { name, at, value: this.value(depth + 1) };
  }

  private duplicate(member: JsonMember): void {
    this.refusals.push({
      code: 'JSON_DUPLICATE_KEY',
      message: `the name \`${member.name}\` stands twice in one object`,
      details: { ...member.at },
    });
  }

  private array(at: Position, depth: number): JsonNode {
    const items: JsonNode[] = [];
    this.offset += 1;
    this.space();
    if (this.take(']')) return { kind: 'array', at, items };
    do {
      this.space();
      items.push(this.value(depth + 1));
      this.space();
    } while (this.take(','));
    if (!this.take(']')) this.unexpected('`,` or `]`');
    return { kind: 'array', at, items };
  }

  private string(): string {
    const at = this.position();
    let value = '';
    this.offset += 1;
    for (;;) {
      PLAIN.lastIndex = this.offset;
      const plain = PLAIN.exec(this.text)?.[0] ?? '';
      value += plain;
      this.offset += plain.length;
      if (this.take('"')) break;
      if (this.text[this.offset] !== '\\') this.unexpected('the end of the string');
      value += this.escape();
    }
    if (!isWellFormed(value)) {
      const message = 'a string holds half of a surrogate pair';
      this.refusals.push({ code: 'JSON_LONE_SURROGATE', message, details: { ...at } });
    }
    return value;
  }

  private escape(): string {
    const next = this.text[this.offset + 1] ?? '';
    const simple = ESCAPES.get(next);
    if (simple !== undefined) {
      this.offset += 2;
      return simple;
    }
    const hex = this.text.slice(this.offset + 2, this.offset + 6);
    if (next !== 'u' || !/^[0-9a-fA-F]{4}$/.test(hex)) this.unexpected('a JSON escape');
    this.offset += 6;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  private number(at: Position): JsonNode | null {
    NUMBER.lastIndex = this.offset;
    const text = NUMBER.exec(this.text)?.[0];
    if (text === undefined) return null;
    this.offset += text.length;
    return { kind: 'number', at, text };
  }

  private word(at: Position): JsonNode {
    for (const [word, make] of WORDS) {
      if (this.text.startsWith(word, this.offset)) {
        this.offset += word.length;
        return make(at);
      }
    }
    return this.unexpected('a JSON value');
  }

  private space(): void {
    for (; this.offset < this.text.length; this.offset += 1) {
      const char = this.text[this.offset];
      if (char === '\n') {
        this.line += 1;
        this.lineStart = this.offset + 1;
      } else if (char !== ' ' && char !== '\t' && char !== '\r') {
        return;
      }
    }
  }

  private take(char: string): boolean {
    if (this.text[this.offset] !== char) return false;
    this.offset += 1;
    return true;
  }

  private position(): Position {
    return { line: this.line, column: this.offset - this.lineStart + 1 };
  }

  private unexpected(wanted: string): never {
    const found = this.text[this.offset];
    const got = found === undefined ? 'the end of the text' : `\`${found}\``;
    return this.stop('JSON_SYNTAX', `expected ${wanted} and found ${got}`);
  }

  private stop(code: string, message: string): never {
    this.refusals.push({ code, message, details: { ...this.position() } });
    throw new Stop(message);
  }
}
