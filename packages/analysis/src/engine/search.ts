import type { Budget } from './budget.ts';
import type { FieldValue, Literal } from './literal.ts';

/** One value per field; absent means everything. */
export type Cube = readonly (FieldValue | undefined)[];

/** The requests all literals hold for. */
export interface Shape<O = unknown> {
  readonly kind: 'shape';
  /** Equal keys mean equal literals. */
  readonly key: string;
  readonly literals: readonly Literal[];
  readonly origin: O;
}

/** A set of requests, put together from shapes. */
export type Formula<O = unknown> =
  | Shape<O>
  | { readonly kind: 'all' | 'some'; readonly parts: readonly Formula<O>[] }
  | { readonly kind: 'not'; readonly part: Formula<O> };

/** The formula must hold, or must not. */
export interface Constraint<O> {
  readonly isIn: boolean;
  readonly formula: Formula<O>;
}

/** A literal that the search had to decide to get out of a shape. */
export interface Decision {
  readonly literal: Literal;
  readonly holds: boolean;
}

/** A cube in which every constraint holds, the shapes it was put into, and what got it out of others. */
export interface Leaf<O> {
  readonly cube: Cube;
  readonly inside: readonly Shape<O>[];
  readonly decisions: readonly Decision[];
}

/** What all shapes of a formula made of these literals look like. */
export function shapeOf<O>(literals: readonly Literal[], origin: O): Shape<O> {
  return {
    kind: 'shape',
    key: literals.map((literal) => literal.key).join(';'),
    literals,
    origin,
  };
}

export function allOf<O>(parts: readonly Formula<O>[]): Formula<O> {
  return { kind: 'all', parts };
}

export function someOf<O>(parts: readonly Formula<O>[]): Formula<O> {
  return { kind: 'some', parts };
}

export function not<O>(part: Formula<O>): Formula<O> {
  return { kind: 'not', part };
}

/** Shapes that may lie around one cube: deep below what the stack of any machine holds. */
export const MAX_DEPTH = 1000;

/** Ends a search whose case splits nest too deep, at the same place on every machine. */
export class TooDeep extends Error {}

/**
 * Visits cubes that together are all requests for which the constraints hold; none visited is a proof that there is no
 * such request. Constraints are looked at in their order, within `start`. `visit` returns true to end the search.
 */
export function search<O>(
  constraints: readonly Constraint<O>[],
  budget: Budget,
  visit: (leaf: Leaf<O>) => boolean,
  start: Cube = [],
): boolean {
  let todo: Todo<O> | null = null;
  for (let index = constraints.length - 1; index >= 0; index -= 1) {
    const constraint = constraints[index];
    if (constraint !== undefined) todo = { ...constraint, next: todo };
  }
  return step({ cube: start, inside: null, decisions: null, depth: 0 }, todo, { budget, visit });
}

interface Todo<O> extends Constraint<O> {
  readonly next: Todo<O> | null;
}

interface List<T> {
  readonly item: T;
  readonly next: List<T> | null;
}

/** A leaf that is growing; lists share their tails. */
interface State<O> {
  readonly cube: Cube;
  readonly inside: List<Shape<O>> | null;
  readonly decisions: List<Decision> | null;
  /** Shapes entered or left so far. */
  readonly depth: number;
}

interface Run<O> {
  readonly budget: Budget;
  readonly visit: (leaf: Leaf<O>) => boolean;
}

function step<O>(state: State<O>, todo: Todo<O> | null, run: Run<O>): boolean {
  const open = undecided(state, todo, run);
  if (open === null) return run.visit(leafOf(state));
  run.budget.charge(1);
  if (state.depth > MAX_DEPTH)
    throw new TooDeep(`more than ${MAX_DEPTH} case splits in each other`);
  const { isIn, formula, next } = open;
  if (formula.kind === 'shape')
    return isIn ? enter(state, formula, next, run) : leave(state, formula, next, run);
  if (formula.kind === 'not') throw new Error('a negation was not worked off');
  return oneOf(state, formula.parts, isIn, next, run);
}

/**
 * The first constraint that takes a case split. What holds already and what is only put together is worked off here, so
 * that the stack grows with case splits only.
 */
function undecided<O>(state: State<O>, todo: Todo<O> | null, run: Run<O>): Todo<O> | null {
  let open = todo;
  while (open !== null) {
    const { isIn, formula, next }: Todo<O> = open;
    if (formula.kind === 'shape') {
      if (isIn || !isOutside(state.cube, formula)) return open;
      run.budget.charge(1);
      open = next;
    } else if (formula.kind === 'not') {
      open = { isIn: !isIn, formula: formula.part, next };
    } else if (isIn === (formula.kind === 'all')) {
      open = eachOf(formula.parts, isIn, next);
    } else {
      return open;
    }
  }
  return null;
}

function eachOf<O>(
  parts: readonly Formula<O>[],
  isIn: boolean,
  next: Todo<O> | null,
): Todo<O> | null {
  let todo = next;
  for (let index = parts.length - 1; index >= 0; index -= 1) {
    const formula = parts[index];
    if (formula !== undefined) todo = { isIn, formula, next: todo };
  }
  return todo;
}

function oneOf<O>(
  state: State<O>,
  parts: readonly Formula<O>[],
  isIn: boolean,
  next: Todo<O> | null,
  run: Run<O>,
): boolean {
  return parts.some((formula) => step(state, { isIn, formula, next }, run));
}

function isOutside<O>(cube: Cube, shape: Shape<O>): boolean {
  for (const literal of shape.literals) if (!literal.meets(cube[literal.field])) return true;
  return false;
}

function enter<O>(state: State<O>, shape: Shape<O>, next: Todo<O> | null, run: Run<O>): boolean {
  let cube: Cube | null = state.cube;
  for (const literal of shape.literals) {
    cube = narrow(cube, literal, true);
    if (cube === null) return false;
  }
  const inside = { item: shape, next: state.inside };
  return step({ cube, inside, decisions: state.decisions, depth: state.depth + 1 }, next, run);
}

/** One case a literal: it does not hold, and those before it do. */
function leave<O>(state: State<O>, shape: Shape<O>, next: Todo<O> | null, run: Run<O>): boolean {
  let { cube, decisions } = state;
  const { inside: around } = state;
  const depth = state.depth + 1;
  for (const literal of shape.literals) {
    const outside = narrow(cube, literal, false);
    if (outside !== null) {
      const decided = { item: { literal, holds: false }, next: decisions };
      const left = { cube: outside, inside: around, decisions: decided, depth };
      if (step(left, next, run)) return true;
    }
    // What lies wholly outside has no other case.
    const inside = outside === cube ? null : narrow(cube, literal, true);
    if (inside === null) return false;
    if (inside !== cube) decisions = { item: { literal, holds: true }, next: decisions };
    cube = inside;
  }
  return false;
}

/** The part of the cube for which the literal holds or does not, with what follows from it; null: nothing. */
function narrow(cube: Cube, literal: Literal, isIn: boolean): Cube | null {
  const before = cube[literal.field];
  const after = isIn ? literal.inside(before) : literal.outside(before);
  if (after === null) return null;
  if (after === before) return cube;
  let narrowed: Cube | null = withField(cube, literal.field, after);
  if (after !== true || literal.consequences === undefined) return narrowed;
  for (const consequence of literal.consequences) {
    narrowed = narrow(narrowed, consequence, true);
    if (narrowed === null) return null;
  }
  return narrowed;
}

function withField(cube: Cube, field: number, value: FieldValue): Cube {
  const next = cube.slice();
  while (next.length <= field) next.push(undefined);
  next[field] = value;
  return next;
}

function leafOf<O>({ cube, inside, decisions }: State<O>): Leaf<O> {
  return { cube, inside: toArray(inside), decisions: toArray(decisions) };
}

/** In the order in which the items were added. */
function toArray<T>(list: List<T> | null): T[] {
  const items: T[] = [];
  for (let rest = list; rest !== null; rest = rest.next) items.push(rest.item);
  return items.reverse();
}
