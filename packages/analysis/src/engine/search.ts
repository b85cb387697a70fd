import type { Budget } from './budget.ts';
import type { FieldValue, Literal } from './literal.ts';

/** One value per field; absent means everything. */
export type Cube = readonly (FieldValue | undefined)[];

/** The requests all literals hold for, without those of any shape in `except`. Identity is meaning. */
export interface Shape<O = unknown> {
  /** Equal keys mean equal literals. */
  readonly key: string;
  readonly literals: readonly Literal[];
  readonly except: readonly Shape<O>[];
  readonly origin: O;
}

/** The request lies in the shape, or outside it. */
export interface Constraint<O> {
  readonly isIn: boolean;
  readonly shape: Shape<O>;
}

/** A cube in which every constraint holds, and the shapes it is known to lie in. */
export interface Leaf<O> {
  readonly cube: Cube;
  readonly inside: readonly Shape<O>[];
}

/**
 * Visits disjoint cubes that together are all requests for which the constraints hold; none visited is a proof that
 * there is no such request. `visit` returns true to end the search.
 */
export function search<O>(
  constraints: readonly Constraint<O>[],
  budget: Budget,
  visit: (leaf: Leaf<O>) => boolean,
): boolean {
  let todo: Todo<O> | null = null;
  for (const constraint of constraints.toReversed()) todo = { constraint, next: todo };
  return step({ cube: [], inside: [] }, todo, budget, visit);
}

interface Todo<O> {
  readonly constraint: Constraint<O>;
  readonly next: Todo<O> | null;
}

function step<O>(
  leaf: Leaf<O>,
  todo: Todo<O> | null,
  budget: Budget,
  visit: (leaf: Leaf<O>) => boolean,
): boolean {
  let open = todo;
  // Constraints that already hold are skipped here, so that the stack grows with case splits only.
  while (open !== null && !open.constraint.isIn && isOutside(leaf, open.constraint.shape)) {
    budget.charge(1);
    open = open.next;
  }
  if (open === null) return visit(leaf);
  budget.charge(1);
  const { isIn, shape } = open.constraint;
  return isIn
    ? enter(leaf, shape, open.next, budget, visit)
    : leave(leaf, shape, open.next, budget, visit);
}

function isOutside<O>(leaf: Leaf<O>, shape: Shape<O>): boolean {
  if (shape.except.some((except) => leaf.inside.includes(except))) return true;
  return shape.literals.some((literal) => !literal.meets(leaf.cube[literal.field]));
}

function enter<O>(
  leaf: Leaf<O>,
  shape: Shape<O>,
  next: Todo<O> | null,
  budget: Budget,
  visit: (leaf: Leaf<O>) => boolean,
): boolean {
  let cube = leaf.cube;
  for (const literal of shape.literals) {
    const value = literal.inside(cube[literal.field]);
    if (value === null) return false;
    cube = withField(cube, literal.field, value);
  }
  let todo = next;
  for (const except of shape.except.toReversed())
    todo = { constraint: { isIn: false, shape: except }, next: todo };
  return step({ cube, inside: [...leaf.inside, shape] }, todo, budget, visit);
}

function leave<O>(
  leaf: Leaf<O>,
  shape: Shape<O>,
  next: Todo<O> | null,
  budget: Budget,
  visit: (leaf: Leaf<O>) => boolean,
): boolean {
  let cube = leaf.cube;
  for (const literal of shape.literals) {
    const outside = literal.outside(cube[literal.field]);
    const rest = {
      ...leaf,
      cube: outside === null ? cube : withField(cube, literal.field, outside),
    };
    if (outside !== null && step(rest, next, budget, visit)) return true;
    const inside = literal.inside(cube[literal.field]);
    if (inside === null) return false;
    cube = withField(cube, literal.field, inside);
  }
  return shape.except.some((except) =>
    step({ ...leaf, cube }, { constraint: { isIn: true, shape: except }, next }, budget, visit),
  );
}

function withField(cube: Cube, field: number, value: FieldValue): Cube {
  const next = [...cube];
  while (next.length <= field) next.push(undefined);
  next[field] = value;
  return next;
}
