import { EMPTY_ROOT, HASH_BYTES, nodeHash } from './tree.ts';

/** The right edge of a tree: all that is needed to append to it. */
export interface Frontier {
  /** Leaves in the tree. */
  readonly size: number;
  /** Roots of the perfect subtrees, largest first: one for each binary digit 1 of `size`. */
  readonly hashes: readonly Uint8Array[];
}

/** A perfect subtree that has just become complete and never changes again. */
export interface CompletedNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/** The tree without leaves. */
export const EMPTY_FRONTIER: Frontier = { size: 0, hashes: [] };

/**
 * Appends one leaf, given as its hash. `completed` are all nodes that became complete, the leaf itself first (level 0).
 * Throws when the leaf is not a hash or the frontier does not fit its size: both are bugs of the caller.
 */
export function appendLeaf(
  frontier: Frontier,
  leaf: Uint8Array,
): { readonly frontier: Frontier; readonly completed: readonly CompletedNode[] } {
  assertFrontier(frontier);
  if (leaf.length !== HASH_BYTES) throw new TypeError('a leaf is given as its 32-byte hash');
  const hashes = [...frontier.hashes];
  const completed: CompletedNode[] = [{ level: 0, index: frontier.size, hash: leaf }];
  let hash = leaf;
  // Like a carry in binary addition: two perfect subtrees of one size make the next larger.
  for (let index = frontier.size, level = 1; index % 2 === 1; level += 1) {
    hash = nodeHash(hashes.pop() ?? EMPTY_ROOT, hash);
    index = (index - 1) / 2;
    completed.push({ level, index, hash });
  }
  hashes.push(hash);
  return { frontier: { size: frontier.size + 1, hashes }, completed };
}

/** The root over all leaves (RFC 6962 section 2.1). */
export function frontierRoot(frontier: Frontier): Uint8Array {
  assertFrontier(frontier);
  return frontier.hashes.reduceRight(
    (right, left, at) => (at === frontier.hashes.length - 1 ? left : nodeHash(left, right)),
    EMPTY_ROOT,
  );
}

function assertFrontier({ size, hashes }: Frontier): void {
  let digits = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) digits += rest % 2;
  const fits = Number.isSafeInteger(size) && size >= 0 && digits === hashes.length;
  if (!fits) throw new TypeError(`a frontier of size ${size} cannot have ${hashes.length} hashes`);
}
