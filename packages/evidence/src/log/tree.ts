import { sha256 } from '../bytes/digest.ts';
import { concat } from '../bytes/octets.ts';

/** Bytes of every hash in the tree. */
export const HASH_BYTES = 32;

const LEAF: Uint8Array = Uint8Array.of(0);
const NODE: Uint8Array = Uint8Array.of(1);

/** The root of the empty tree: SHA-256 of nothing (RFC 6962 section 2.1). */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array());

/** Hash of an entry: SHA-256(0x00‖entry) (RFC 6962 section 2.1). */
export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(concat(LEAF, entry));
}

/** Hash of an inner node: SHA-256(0x01‖left‖right) (RFC 6962 section 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concat(NODE, left, right));
}

/**
 * A stored node: the root of the perfect subtree over leaves `index·2^level` up to `(index+1)·2^level - 1`, or
 * `undefined` when it is not complete. Level 0 is the leaf hashes.
 */
export type ReadNode = (level: number, index: number) => Uint8Array | undefined;

/** A range of leaves, `start` included and `end` excluded. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Root over a range of leaves whose start is a multiple of the range's largest power of two. */
export function rangeRoot({ start, end }: Range, read: ReadNode): Uint8Array {
  const size = end - start;
  const half = splitPoint(size);
  if (half * 2 === size || size === 1) return stored(Math.log2(size), start / size, read);
  const middle = start + half;
  return nodeHash(rangeRoot({ start, end: middle }, read), rangeRoot({ start: middle, end }, read));
}

/** The largest power of two below `size` (RFC 6962 section 2.1: k < n <= 2k); 1 for sizes up to 2. */
export function splitPoint(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

function stored(level: number, index: number, read: ReadNode): Uint8Array {
  const hash = read(level, index);
  if (hash === undefined)
    throw new Error(`the log's node at level ${level}, index ${index} is missing`);
  return hash;
}
