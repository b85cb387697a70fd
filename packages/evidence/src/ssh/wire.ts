import { concat } from '../bytes/octets.ts';
import { utf8 } from '../bytes/utf8.ts';

/** Reads SSH's binary encoding (RFC 4251 section 5). Once anything ran over the end every further read fails too. */
export class WireReader {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The next `length` bytes; `undefined` when there are fewer. */
  take(length: number): Uint8Array | undefined {
    const end = this.at + length;
    if (end > this.bytes.length) {
      this.at = Number.POSITIVE_INFINITY;
      return undefined;
    }
    const taken = this.bytes.slice(this.at, end);
    this.at = end;
    return taken;
  }

  /** A byte. */
  byte(): number | undefined {
    return this.take(1)?.[0];
  }

  /** A big-endian uint32. */
  uint32(): number | undefined {
    const [a, b, c, d] = this.take(4) ?? [];
    if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
    return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }

  /** A length-prefixed string of bytes. */
  string(): Uint8Array | undefined {
    const length = this.uint32();
    return length === undefined ? undefined : this.take(length);
  }

  /** A length-prefixed string that is printable ASCII: names, types, namespaces, origins. */
  ascii(): string | undefined {
    const bytes = this.string();
    if (bytes === undefined || !bytes.every((byte) => byte >= 0x20 && byte < 0x7f))
      return undefined;
    return String.fromCharCode(...bytes);
  }

  /** Whether everything was read and nothing ran over the end. */
  isDone(): boolean {
    return this.at === this.bytes.length;
  }
}

/** A big-endian uint32. */
export function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** A length-prefixed string, text as UTF-8. */
export function sshString(value: string | Uint8Array): Uint8Array {
  const bytes = typeof value === 'string' ? utf8(value) : value;
  return concat(uint32(bytes.length), bytes);
}

/** A positive multiple-precision integer from its big-endian bytes: no leading zeros but one before a high bit. */
export function mpint(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? new Uint8Array() : bytes.subarray(first);
  const isHigh = (digits[0] ?? 0) >= 0x80;
  return sshString(isHigh ? concat(Uint8Array.of(0), digits) : digits);
}

/** The 32 bytes of a positive mpint of at most 256 bits; `undefined` when it is longer, negative or padded. */
export function scalarOfMpint(encoded: Uint8Array | undefined): Uint8Array | undefined {
  if (encoded === undefined || encoded.length === 0) return undefined;
  const [first = 0, second = 0] = encoded;
  if (first >= 0x80) return undefined;
  const isPadded = first === 0;
  if (isPadded && second < 0x80) return undefined;
  const digits = isPadded ? encoded.subarray(1) : encoded;
  return digits.length > 32 ? undefined : concat(new Uint8Array(32 - digits.length), digits);
}
