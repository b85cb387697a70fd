import { quoted, type Refusal, refusal } from '../refusal.ts';
import { isWellFormed } from './utf8.ts';

const SPACE = /[ \t\n\r]*/y;
// No repeated group: on a long text that would exhaust the stack of the regular expression engine.
const SPECIAL = /["\\]|[^ -\uffff]/g;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SCALAR =
  /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![0-9A-Za-z.+-])/y;

/** An open array or object: the keys seen so far (objects), how many members, and where it stands. */
interface Open {
  readonly keys: Set<string> | null;
  count: number;
  name: string;
}

/** Each fault costs a look back for its line; a document with this many is refused without counting further. */
const MAX_FAULTS = 100;

/** Stops the scan; thrown and caught in this file only. */
class Stop extends Error {}

/**
 * Every fault of a JSON text (RFC 8259): duplicate keys and lone surrogates as many as there are, then the first
 * thing that is not JSON or is nested deeper than `maxDepth`. No fault: `JSON.parse` accepts the text and drops nothing.
 */
export function scanJson(text: string, maxDepth: number): readonly Refusal[] {
  const scan = new Scan(text, maxDepth);
  try {
    scan.document();
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
  }
  return scan.faults;
}

class Scan {
  readonly faults: Refusal[] = [];
  private readonly text: string;
  private readonly maxDepth: number;
  private readonly open: Open[] = [];
  private at = 0;

  constructor(text: string, maxDepth: number) {
    this.text = text;
    this.maxDepth = maxDepth;
  }

  /** One value, then nothing. Iterative, so that no nesting can exhaust the stack. */
  document(): void {
    this.space();
    this.value();
    while (this.open.length > 0) this.step();
    this.space();
    if (this.at < this.text.length) this.unexpected('the end of the document');
  }

  /** Goes on inside the innermost array or object: closes it or reads its next member. */
  private step(): void {
    const inner = this.open[this.open.length - 1];
    if (inner === undefined) return;
    this.space();
    if (this.take(inner.keys === null ? ']' : '}')) {
      this.open.pop();
      return;
    }
    if (inner.count > 0 && !this.take(',')) this.unexpected('`,` or the closing bracket');
    this.space();
    if (inner.keys === null) inner.name = String(inner.count);
    else this.key(inner, inner.keys);
    inner.count += 1;
    this.value();
  }

  private key(inner: Open, keys: Set<string>): void {
    const start = this.at;
    const key = this.string();
    if (key === undefined) this.unexpected('a key in double quotes');
    inner.name = key;
    if (keys.has(key)) {
      this.fault('DUPLICATE_KEY', `the key ${quoted(key)} stands twice in one object`, start);
    }
    keys.add(key);
    this.space();
    if (!this.take(':')) this.unexpected('`:`');
    this.space();
  }

  private value(): void {
    if (this.take('{')) this.nest({ keys: new Set(), count: 0, name: '' });
    else if (this.take('[')) this.nest({ keys: null, count: 0, name: '' });
    else if (this.string() === undefined && this.match(SCALAR) === undefined) {
      this.unexpected('a value');
    }
  }

  private nest(inner: Open): void {
    if (this.open.length >= this.maxDepth) {
      this.fault('TOO_DEEP', `the document is nested deeper than ${this.maxDepth}`, this.at - 1);
      throw new Stop();
    }
    this.open.push(inner);
  }

  private string(): string | undefined {
    const start = this.at;
    if (!this.take('"')) return undefined;
    this.stringEnd();
    const value = JSON.parse(this.text.slice(start, this.at)) as string;
    if (!isWellFormed(value)) {
      this.fault('LONE_SURROGATE', 'a text has a lone surrogate and no UTF-8 form', start);
    }
    return value;
  }

  /** Moves behind the closing quote. */
  private stringEnd(): void {
    for (;;) {
      SPECIAL.lastIndex = this.at;
      const found = SPECIAL.exec(this.text);
      this.at = found?.index ?? this.text.length;
      if (this.take('"')) return;
      if (this.match(ESCAPE) === undefined) this.unexpected('the rest of a text');
    }
  }

  private space(): void {
    this.match(SPACE);
  }

  private take(char: string): boolean {
    const found = this.text[this.at] === char;
    if (found) this.at += 1;
    return found;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private unexpected(wanted: string): never {
    const found = String.fromCodePoint(this.text.codePointAt(this.at) ?? 0x20);
    const seen = this.at < this.text.length ? quoted(found) : 'the end';
    this.fault('NOT_JSON', `expected ${wanted}, found ${seen}`, this.at);
    throw new Stop();
  }

  private fault(code: string, message: string, offset: number): void {
    const before = this.text.slice(0, offset);
    const line = before.split('\n').length;
    const column = [...before.slice(before.lastIndexOf('\n') + 1)].length + 1;
    const pointer = this.open.map(({ name }) => `/${escapePointer(name)}`).join('');
    this.faults.push(
      refusal(code, `${message} (line ${line}, column ${column})`, { line, column, pointer }),
    );
    if (this.faults.length >= MAX_FAULTS) throw new Stop();
  }
}

/** RFC 6901 section 3. */
function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
