/**
 * A persistent map from ids to values: `set` gives a new Table and leaves the old one as it was.
 * A hash trie of 32-way branches, so that folding n events over m aggregates costs n·log m, not n·m.
 */
export class Table<V> {
  readonly #root: Node<V>;
  readonly size: number;

  private constructor(root: Node<V>, size: number) {
    this.#root = root;
    this.size = size;
  }

  static empty<V>(): Table<V> {
    return new Table<V>(new Map<string, V>(), 0);
  }

  get(id: string): V | undefined {
    let node = this.#root;
    for (let rest = hash(id); Array.isArray(node); rest >>>= BITS) {
      const child: Node<V> | undefined = node[rest & MASK];
      if (child === undefined) return undefined;
      node = child;
    }
    return (node as Leaf<V>).get(id);
  }

  has(id: string): boolean {
    return this.get(id) !== undefined;
  }

  set(id: string, value: V): Table<V> {
    return new Table(
      inserted(this.#root, { id, value, rest: hash(id), depth: 0 }),
      this.size + (this.has(id) ? 0 : 1),
    );
  }

  *entries(): IterableIterator<[string, V]> {
    yield* walked(this.#root);
  }

  *values(): IterableIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  *keys(): IterableIterator<string> {
    for (const [id] of this.entries()) yield id;
  }
}

const BITS = 5;
const MASK = 31;
/** A leaf splits beyond this many entries; below, copying a small Map is cheaper than a branch. */
const LEAF_ENTRIES_MAX = 16;
/** After 32 hash bits a leaf takes whatever collides. */
const DEPTH_MAX = 6;

type Leaf<V> = ReadonlyMap<string, V>;
type Branch<V> = readonly (Node<V> | undefined)[];
type Node<V> = Leaf<V> | Branch<V>;

interface Insertion<V> {
  readonly id: string;
  readonly value: V;
  readonly rest: number;
  readonly depth: number;
}

function inserted<V>(node: Node<V>, entry: Insertion<V>): Node<V> {
  if (Array.isArray(node)) return insertedInBranch(node as Branch<V>, entry);
  const leaf = new Map(node as Leaf<V>).set(entry.id, entry.value);
  if (leaf.size <= LEAF_ENTRIES_MAX || entry.depth === DEPTH_MAX) return leaf;
  let branch: Branch<V> = [];
  for (const [id, value] of leaf) {
    branch = insertedInBranch(branch, {
      ...entry,
      id,
      value,
      rest: hash(id) >>> (BITS * entry.depth),
    });
  }
  return branch;
}

function insertedInBranch<V>(branch: Branch<V>, entry: Insertion<V>): Branch<V> {
  const slot = entry.rest & MASK;
  const child = branch[slot] ?? new Map<string, V>();
  const copy = branch.slice();
  copy[slot] = inserted(child, { ...entry, rest: entry.rest >>> BITS, depth: entry.depth + 1 });
  return copy;
}

function* walked<V>(node: Node<V>): IterableIterator<[string, V]> {
  if (!Array.isArray(node)) {
    yield* (node as Leaf<V>).entries();
    return;
  }
  for (const child of node as Branch<V>) if (child !== undefined) yield* walked(child);
}

/** FNV-1a with a final mix; ids are UUIDs, so nothing here has to resist an adversary beyond a slow leaf. */
function hash(id: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) h = Math.imul(h ^ id.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}
