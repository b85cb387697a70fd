import type { Document, LineCounter, Node, Pair } from 'yaml';
import { EXIT, Failure } from '../frame/failure.ts';

/** A place in a text; both count from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** JSON text of a YAML stream: a list of its documents, with where each value stands in the YAML. */
export interface YamlAsJson {
  readonly json: string;
  /** The place in the YAML of what starts at a column of the JSON, which has one line. */
  readonly placeOf: (column: number) => Place | undefined;
}

const OPTIONS = { uniqueKeys: true, strict: true, version: '1.2' } as const;

/** Refused, all at once with line and column: what is no YAML, aliases (they can expand without end), other tags. */
export async function yamlAsJson(text: string, path: string): Promise<YamlAsJson> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const parsed = yaml.parseAllDocuments(text, { ...OPTIONS, lineCounter: lines });
  const documents: readonly Document[] = 'empty' in parsed ? [] : parsed;
  const writer = new Writer(yaml, lines);
  const faults = documents.flatMap(({ errors }) =>
    errors.map((error) => fault(error.message, error.linePos?.[0])),
  );
  if (faults.length === 0) writer.documents(documents);
  const all = [...faults, ...writer.faults];
  if (all.length === 0)
    return { json: writer.text, placeOf: (column) => writer.places.get(column) };
  throw notYaml(all, path);
}

/**
 * The JSON text of what stands under these names in a text of one document, with where it stands there; undefined
 * where nothing does. Refused as the whole text is.
 */
export async function yamlPart(
  text: string,
  path: string,
  names: readonly string[],
): Promise<YamlAsJson | undefined> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { ...OPTIONS, lineCounter: lines });
  const writer = new Writer(yaml, lines);
  const faults = document.errors.map((error) => fault(error.message, error.linePos?.[0]));
  const node = faults.length === 0 ? document.getIn(names, true) : undefined;
  if (node !== undefined && node !== null) writer.node(node);
  const all = [...faults, ...writer.faults];
  if (all.length > 0) throw notYaml(all, path);
  if (writer.text === '') return undefined;
  return { json: writer.text, placeOf: (column) => writer.places.get(column) };
}

function notYaml(faults: readonly Fault[], path: string): Failure {
  return new Failure(
    faults.map(({ message, line, column }) => ({
      code: 'NOT_YAML',
      message,
      details: { file: path, line, column },
    })),
    EXIT.usage,
  );
}

interface Fault extends Partial<Place> {
  readonly message: string;
}

function fault(text: string, at: { line: number; col: number } | undefined): Fault {
  const message = (text.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
  return { message, ...(at === undefined ? {} : { line: at.line, column: at.col }) };
}

class Writer {
  readonly faults: Fault[] = [];
  readonly places = new Map<number, Place>();
  text = '';
  readonly #yaml: typeof import('yaml');
  readonly #lines: LineCounter;

  constructor(yaml: typeof import('yaml'), lines: LineCounter) {
    this.#yaml = yaml;
    this.#lines = lines;
  }

  /** One value. */
  node(node: unknown): void {
    this.#value(node);
  }

  /** Documents without content, as between two separators, are left out. */
  documents(documents: readonly Document[]): void {
    const { isScalar } = this.#yaml;
    const contents = documents
      .map((document): unknown => document.contents)
      .filter((one) => one !== null && !(isScalar(one) && one.value === null));
    this.#list('[', contents, ']', (content) => this.#value(content));
  }

  #value(node: unknown): void {
    const { isMap, isScalar, isSeq } = this.#yaml;
    if (node === null) {
      this.text += 'null';
      return;
    }
    this.#mark(node);
    if (isMap(node)) this.#list('{', node.items, '}', (pair) => this.#pair(pair));
    else if (isSeq(node)) this.#list('[', node.items, ']', (item) => this.#value(item));
    else if (isScalar(node)) this.text += scalarText(node.value);
    else this.faults.push({ message: 'aliases are not read', ...this.#placeOf(node) });
  }

  #pair({ key, value }: Pair): void {
    this.#mark(key);
    if (this.#yaml.isScalar(key)) this.text += JSON.stringify(String(key.value));
    else this.faults.push({ message: 'a name must be a text', ...this.#placeOf(key) });
    this.text += ':';
    this.#value(value ?? null);
  }

  #list<T>(open: string, items: readonly T[], close: string, write: (item: T) => void): void {
    this.text += open;
    for (const [index, item] of items.entries()) {
      if (index > 0) this.text += ',';
      write(item);
    }
    this.text += close;
  }

  #mark(node: unknown): void {
    const place = this.#placeOf(node);
    if (place !== undefined) this.places.set(this.text.length + 1, place);
  }

  #placeOf(node: unknown): Place | undefined {
    const start = (node as Node | null)?.range?.[0];
    if (start === undefined) return undefined;
    const { line, col } = this.#lines.linePos(start);
    return { line, column: col };
  }
}

/** Numbers that JSON lacks become texts, which no policy takes for numbers. */
function scalarText(value: unknown): string {
  const isPlain =
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value));
  return JSON.stringify(isPlain ? value : String(value));
}
