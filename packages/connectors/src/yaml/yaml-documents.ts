import type { Json } from '@countersign/evidence';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
} from 'yaml';
import { type Parsed, quoted, type Refusal, refusal, refused } from '../refusal.ts';

/** Largest YAML, in characters: it is read at half a megabyte a second, and JSON at ten times that. */
export const MAX_YAML_BYTES = 16_777_216;

/** Deepest nesting; the parser recurses. */
const MAX_DEPTH = 64;

/** More faults than a person reads. */
const MAX_FAULTS = 100;

/** Tags of what JSON can say. */
const PLAIN_TAGS = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

/** A place in a text; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One document of a YAML stream. */
export interface YamlDocument {
  readonly value: Json;
  /** Where the value at a JSON pointer starts. */
  readonly placeOf: (pointer: string) => Place | undefined;
}

/** What a local tag such as `!Ref` makes of the value it stands before; undefined: the tag is not known. */
export type Tags = (tag: string, value: Json) => Json | undefined;

/**
 * Reads a stream of YAML 1.2 documents; those without content are left out. Refused, all at once with line and column:
 * what is no YAML, a name twice, aliases (they can expand without end), other tags, too large, too deep.
 */
export function yamlDocuments(
  text: string,
  tags: Tags = () => undefined,
): Parsed<readonly YamlDocument[]> {
  if (text.length > MAX_YAML_BYTES) {
    const message = `the YAML has ${text.length} characters, at most ${MAX_YAML_BYTES} are read`;
    return refused(refusal('TOO_LARGE', message, { size: text.length }));
  }
  const lines = new LineCounter();
  const parsed = parseAll(text, lines);
  const documents: readonly Document[] = 'empty' in parsed ? [] : parsed;
  const reader = new Reader(lines, tags);
  for (const { errors } of documents) for (const one of errors) reader.syntax(one);
  const read = reader.faults.length > 0 ? [] : documents.flatMap((one) => reader.document(one));
  if (reader.faults.length > 0) return { ok: false, refusals: reader.faults };
  return { ok: true, value: read };
}

const OPTIONS = {
  uniqueKeys: true,
  strict: true,
  version: '1.2',
  logLevel: 'silent',
} as const;

function parseAll(text: string, lineCounter: LineCounter): ReturnType<typeof parseAllDocuments> {
  return parseAllDocuments(text, { ...OPTIONS, lineCounter });
}

class Reader {
  readonly faults: Refusal[] = [];
  private readonly lines: LineCounter;
  private readonly tags: Tags;

  constructor(lines: LineCounter, tags: Tags) {
    this.lines = lines;
    this.tags = tags;
  }

  syntax(error: { readonly message: string; readonly pos: readonly [number, number] }): void {
    const message = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
    this.fault('NOT_YAML', message, this.place(error.pos[0]));
  }

  document({ contents }: Document): YamlDocument[] {
    if (contents === null || (isScalar(contents) && contents.value === null)) return [];
    const value = this.value(contents, 1);
    return [{ value, placeOf: (pointer) => this.placeOf(contents, pointer) }];
  }

  private value(node: unknown, depth: number): Json {
    if (node === null) return null;
    if (depth > MAX_DEPTH) {
      this.faultAt(node, 'TOO_DEEP', `it is nested deeper than ${MAX_DEPTH} levels`);
      return null;
    }
    const plain = this.plain(node, depth);
    const tag = (node as Node).tag;
    if (tag === undefined || PLAIN_TAGS.test(tag)) return plain;
    const made = this.tags(tag, plain);
    if (made === undefined) this.faultAt(node, 'NOT_YAML', `the tag ${quoted(tag)} is not read`);
    return made ?? null;
  }

  private plain(node: unknown, depth: number): Json {
    if (isMap(node)) {
      // fromEntries makes own members even of `__proto__`.
      return Object.fromEntries(node.items.map((pair) => this.pair(pair, depth)));
    }
    if (isSeq(node)) return node.items.map((item) => this.value(item, depth + 1));
    if (isScalar(node)) return scalar(node);
    if (isAlias(node)) this.faultAt(node, 'NOT_YAML', 'aliases are not read');
    return null;
  }

  private pair({ key, value }: Pair, depth: number): [string, Json] {
    if (!isScalar(key)) this.faultAt(key, 'NOT_YAML', 'a name must be a text');
    return [isScalar(key) ? nameOf(key) : '', this.value(value ?? null, depth + 1)];
  }

  private placeOf(contents: unknown, pointer: string): Place | undefined {
    let node = contents;
    for (const name of pointer.split('/').slice(1)) {
      const plain = name.replaceAll('~1', '/').replaceAll('~0', '~');
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && nameOf(key) === plain);
        // A short form such as `!Ref` has one member less than the value it stands for.
        if (pair !== undefined) node = pair.value ?? pair.key;
      } else if (isSeq(node)) node = node.items[Number(plain)] ?? node;
    }
    const start = (node as Node | null)?.range?.[0];
    return start === undefined ? undefined : this.place(start);
  }

  private place(offset: number): Place {
    const { line, col } = this.lines.linePos(offset);
    return { line, column: col };
  }

  private faultAt(node: unknown, code: string, message: string): void {
    const start = (node as Node | null)?.range?.[0];
    this.fault(code, message, start === undefined ? {} : this.place(start));
  }

  private fault(code: string, message: string, place: Partial<Place>): void {
    if (this.faults.length < MAX_FAULTS) this.faults.push(refusal(code, message, { ...place }));
  }
}

function nameOf({ value }: Scalar): string {
  return String(value);
}

/** A number is one only where its spelling is its value: an account id may begin with a zero. */
function scalar({ value, source }: Scalar): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value) && String(value) === (source ?? ''))
    return value;
  return source ?? String(value);
}
