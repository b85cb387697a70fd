import { concat } from '../bytes/octets.ts';
import { accepted, type Parsed, refusal, refused } from '../refusal.ts';
import type { ReadNode } from './tree.ts';

/** Hashes in a full tile, entries in a full bundle (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

/** Levels of the tree that one tile spans. */
export const TILE_HEIGHT = 8;

/** Largest entry a bundle can hold: its length is a uint16 (C2SP tlog-tiles). */
export const MAX_ENTRY_BYTES = 65_535;

/**
 * Path of a tile or entry bundle below the log's prefix, without a leading slash: `tile/0/x001/x234/067`, and with
 * `.p/<width>` at the end while it is partial (C2SP tlog-tiles). `width` is 1 to 256.
 */
export function tilePath(level: number | 'entries', index: number, width: number): string {
  const isLevel = level === 'entries' || (Number.isInteger(level) && level >= 0 && level <= 63);
  const isWidth = Number.isInteger(width) && width >= 1 && width <= TILE_WIDTH;
  if (!(isLevel && isWidth && Number.isSafeInteger(index) && index >= 0)) {
    throw new RangeError(`no tile at level ${level}, index ${index}, width ${width}`);
  }
  const partial = width === TILE_WIDTH ? '' : `.p/${width}`;
  return `tile/${level}/${indexPath(index)}${partial}`;
}

/** Groups of three digits, all but the last marked with `x`. */
function indexPath(index: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  return groups.map((group, at) => (at === groups.length - 1 ? group : `x${group}`)).join('/');
}

/** Bytes of a hash tile: `width` hashes of tree level `8·level`, from `256·index` on. Throws when one is missing. */
export function hashTile(
  tile: { readonly level: number; readonly index: number; readonly width: number },
  read: ReadNode,
): Uint8Array {
  const hashes = Array.from({ length: tile.width }, (_, at) => {
    const hash = read(tile.level * TILE_HEIGHT, tile.index * TILE_WIDTH + at);
    if (hash === undefined)
      throw new Error(`hash ${at} of ${tilePath(tile.level, tile.index, tile.width)} is missing`);
    return hash;
  });
  return concat(...hashes);
}

/** Bytes of an entry bundle: each entry behind its big-endian uint16 length. Throws on an entry over 65,535 bytes. */
export function entryBundle(entries: readonly Uint8Array[]): Uint8Array {
  return concat(...entries.flatMap((entry) => [uint16(entry.length), entry]));
}

function uint16(value: number): Uint8Array {
  if (value > MAX_ENTRY_BYTES)
    throw new RangeError(`an entry of ${value} bytes is too large for the log`);
  return Uint8Array.of(value >> 8, value & 0xff);
}

/** The entries of a bundle; refuses ENTRY_BUNDLE when a length points outside it or there are over 256. */
export function parseEntryBundle(bytes: Uint8Array): Parsed<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const [high, low] = [bytes[at], bytes[at + 1]];
    if (high === undefined || low === undefined) return badBundle(at, 'its length is cut off');
    const end = at + 2 + (high << 8) + low;
    if (end > bytes.length) return badBundle(at, 'it ends outside the bundle');
    if (entries.length === TILE_WIDTH) return badBundle(at, 'a bundle holds at most 256');
    entries.push(bytes.slice(at + 2, end));
    at = end;
  }
  return accepted(entries);
}

function badBundle(offset: number, why: string): Parsed<never> {
  return refused(
    refusal('ENTRY_BUNDLE', `the entry at byte ${offset} is not well formed: ${why}`, { offset }),
  );
}
