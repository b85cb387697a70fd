import { equalBytes } from '../bytes/octets.ts';
import {
  EMPTY_ROOT,
  HASH_BYTES,
  nodeHash,
  type Range,
  type ReadNode,
  rangeRoot,
  splitPoint,
} from './tree.ts';

/**
 * The hashes that lead from leaf `index` to the root of the tree of `size` leaves (RFC 6962 section 2.1.1), lowest
 * first. Throws when the index is outside the tree or a node is missing.
 */
export function inclusionProof(index: number, size: number, read: ReadNode): Uint8Array[] {
  if (!(isCount(index) && isCount(size) && index < size)) {
    throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  }
  return inclusionPath(index, { start: 0, end: size }, read);
}

function inclusionPath(index: number, { start, end }: Range, read: ReadNode): Uint8Array[] {
  if (end - start === 1) return [];
  const middle = start + splitPoint(end - start);
  const [left, right] = [
    { start, end: middle },
    { start: middle, end },
  ];
  const [inside, beside] = index < middle ? [left, right] : [right, left];
  return [...inclusionPath(index, inside, read), rangeRoot(beside, read)];
}

/** Whether `proof` shows the leaf at `index` in the tree of `size` leaves with this root (RFC 9162 section 2.1.3.2). */
export function verifyInclusion(claim: {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}): boolean {
  const { index, size, proof } = claim;
  if (!(isCount(index) && isCount(size) && index < size)) return false;
  if (![claim.leafHash, claim.root, ...proof].every(isHash)) return false;
  let hash = claim.leafHash;
  let position: Position = { node: index, last: size - 1 };
  for (const sibling of proof) {
    if (position.last === 0) return false;
    const isRight = isOnTheRight(position);
    hash = isRight ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    position = parent(isRight ? skipLevelsWithoutSibling(position) : position);
  }
  return position.last === 0 && equalBytes(hash, claim.root);
}

/**
 * The hashes that show the tree of `oldSize` leaves to be the beginning of the tree of `newSize` (RFC 6962 section
 * 2.1.2). Empty where the old tree is empty or the same. Throws when the old tree is the larger or a node is missing.
 */
export function consistencyProof(oldSize: number, newSize: number, read: ReadNode): Uint8Array[] {
  if (!(isCount(oldSize) && isCount(newSize) && oldSize <= newSize)) {
    throw new RangeError(`a tree of ${oldSize} is not the beginning of a tree of ${newSize}`);
  }
  if (oldSize === 0 || oldSize === newSize) return [];
  return consistencyPath(oldSize, { start: 0, end: newSize }, read);
}

function consistencyPath(oldSize: number, { start, end }: Range, read: ReadNode): Uint8Array[] {
  // The verifier knows the old root; it is left out of the proof where it is the left edge itself.
  if (oldSize === end) return start === 0 ? [] : [rangeRoot({ start, end }, read)];
  const middle = start + splitPoint(end - start);
  const [left, right] = [
    { start, end: middle },
    { start: middle, end },
  ];
  const [inside, beside] = oldSize <= middle ? [left, right] : [right, left];
  return [...consistencyPath(oldSize, inside, read), rangeRoot(beside, read)];
}

/** Whether `proof` shows that the new tree continues the old one (RFC 9162 section 2.1.4.2). */
export function verifyConsistency(claim: {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}): boolean {
  const { oldSize, oldRoot, newSize, newRoot, proof } = claim;
  if (!(isCount(oldSize) && isCount(newSize) && oldSize <= newSize)) return false;
  if (![oldRoot, newRoot, ...proof].every(isHash)) return false;
  if (oldSize === 0) {
    const newFits = newSize > 0 || equalBytes(newRoot, EMPTY_ROOT);
    return proof.length === 0 && equalBytes(oldRoot, EMPTY_ROOT) && newFits;
  }
  if (oldSize === newSize) return proof.length === 0 && equalBytes(oldRoot, newRoot);
  const roots = rebuiltRoots(claim);
  return roots !== undefined && equalBytes(roots.old, oldRoot) && equalBytes(roots.new, newRoot);
}

/** Both roots as the proof gives them, where 0 < oldSize < newSize; `undefined` when its length does not fit. */
function rebuiltRoots(claim: {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly proof: readonly Uint8Array[];
}): { readonly old: Uint8Array; readonly new: Uint8Array } | undefined {
  const whole = isPowerOfTwo(claim.oldSize) ? [claim.oldRoot, ...claim.proof] : claim.proof;
  const seed = whole.at(0);
  if (seed === undefined) return undefined;
  let position: Position = { node: claim.oldSize - 1, last: claim.newSize - 1 };
  while (position.node % 2 === 1) position = parent(position);
  let roots = { old: seed, new: seed };
  for (const hash of whole.slice(1)) {
    if (position.last === 0) return undefined;
    if (isOnTheRight(position)) {
      roots = { old: nodeHash(hash, roots.old), new: nodeHash(hash, roots.new) };
      position = skipLevelsWithoutSibling(position);
    } else {
      roots = { old: roots.old, new: nodeHash(roots.new, hash) };
    }
    position = parent(position);
  }
  return position.last === 0 ? roots : undefined;
}

/** Index of a node and of the last node on its level. */
interface Position {
  readonly node: number;
  readonly last: number;
}

const isOnTheRight = ({ node, last }: Position): boolean => node % 2 === 1 || node === last;

const parent = ({ node, last }: Position): Position => ({
  node: Math.floor(node / 2),
  last: Math.floor(last / 2),
});

/** Climbs while the node is an only child: the last of its level, at an even index. */
function skipLevelsWithoutSibling(position: Position): Position {
  let at = position;
  while (at.node % 2 === 0 && at.node !== 0) at = parent(at);
  return at;
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isHash = (bytes: Uint8Array): boolean => bytes.length === HASH_BYTES;
const isPowerOfTwo = (value: number): boolean => Number.isInteger(Math.log2(value));
