import { type Budget, BudgetSpent } from '../../engine/budget.ts';
import { type Constraint, type Leaf, search } from '../../engine/search.ts';
import type { Statement } from '../model.ts';
import { announce, compile, NotModelled, type Rule, type Translation } from './compile.ts';
import type { Focus, Question } from './focus.ts';
import type { Reading, Variables } from './reading.ts';
import { MAX_LEAVES, merge, type Region, regionsOf } from './regions.ts';
import type { Session } from './session.ts';
import { makeSide, type RuleShape, type Side } from './side.ts';
import { type Unknown, Unknowns } from './unknowns.ts';

/** Regions under one reading of resource wildcards and one meaning of variables. */
export interface Exploration {
  readonly reading: Reading;
  /** Requests for which the answer is yes whatever the unknowns are. */
  readonly certain: readonly Region[];
  /** Requests for which it is yes under some assignment; none of them is in `certain`. */
  readonly possible: readonly Region[];
  readonly unknowns: readonly Unknown[];
  /** Why the search ended before its end: then an empty answer proves nothing. */
  readonly stopped: string | null;
}

/**
 * Answers the question under one reading. Sound: if neither list has a region and nothing stopped it, no request
 * exists under any assignment of the unknowns.
 */
export function explore(
  question: Question,
  reading: Reading,
  variables: Variables,
  focus: Focus,
  session: Session,
): Exploration {
  const { budget } = session;
  const translation: Translation = { session, unknowns: new Unknowns(), reading, variables };
  const certain: Region[] = [];
  const possible: Region[] = [];
  let stopped: string | null = null;
  try {
    const { settled, apart } = focus;
    const isApart = (one: Statement): boolean => apart.has(one);
    const isSkipped = (one: Statement): boolean => apart.has(one) || settled.has(one);
    for (const set of [...question.inside, ...question.outside])
      announce(set, translation, isApart);
    const inside = question.inside.map((set) => makeSide(compile(set, translation, isSkipped)));
    const outside = question.outside.map((set) => makeSide(compile(set, translation, isApart)));
    exploreSides(inside, outside, budget, certain, possible);
  } catch (error) {
    if (error instanceof BudgetSpent) stopped = `the budget of steps is spent: ${error.message}`;
    else if (error instanceof NotModelled) stopped = `not modelled: ${error.message}`;
    // Thousands of statements can nest the case splits deeper than the stack.
    else if (error instanceof RangeError) stopped = 'the case splits nest too deep';
    else throw error;
  }
  return {
    reading,
    certain: widestFirst(merge(certain, 'resources')),
    possible: widestFirst(merge(possible, 'resources')),
    unknowns: translation.unknowns.all,
    stopped,
  };
}

function exploreSides(
  inside: readonly Side[],
  outside: readonly Side[],
  budget: Budget,
  certain: Region[],
  possible: Region[],
): void {
  const must = inside.map((side) => side.must);
  const may = outside.flatMap((side) => side.may);
  collect(must, may, [], budget, certain);
  const hasUnknowns = [...inside, ...outside].some((side) => side.hasUnknowns);
  if (!hasUnknowns) return;
  const exact = outside.flatMap((side) => side.exact);
  collect(
    inside.map((side) => side.exact),
    exact,
    certainShapes(must, may),
    budget,
    possible,
  );
}

/** The certain answer as shapes, so that the second search looks beside it only. */
function certainShapes(
  must: readonly (readonly RuleShape[])[],
  may: readonly RuleShape[],
): RuleShape[] {
  return combinations(must).flatMap((shapes) => {
    const origin = shapes[0]?.origin;
    if (origin === undefined) return [];
    return [
      {
        key: '',
        literals: shapes.flatMap((shape) => shape.literals),
        except: [...shapes.flatMap((shape) => shape.except), ...may],
        origin,
      },
    ];
  });
}

function collect(
  inside: readonly (readonly RuleShape[])[],
  outside: readonly RuleShape[],
  known: readonly RuleShape[],
  budget: Budget,
  into: Region[],
): void {
  const keys = new Map<string, RuleShape[]>();
  for (const shape of outside) {
    const same = keys.get(shape.key);
    if (same === undefined) keys.set(shape.key, [shape]);
    else same.push(shape);
  }
  for (const shapes of combinations(inside)) {
    const first = shapes[0];
    if (first === undefined) continue;
    // An equal statement on the other side decides most searches at once.
    const equal = keys.get(first.key) ?? [];
    if (equal.some((shape) => isCovered(first, shape))) continue;
    const rest = outside.filter((shape) => !equal.includes(shape));
    const constraints: Constraint<Rule>[] = [
      ...shapes.map((shape) => ({ isIn: true, shape })),
      ...[...equal, ...rest, ...known].map((shape) => ({ isIn: false, shape })),
    ];
    const leaves: Leaf<Rule>[] = [];
    try {
      search(constraints, budget, (leaf) => leaves.push(leaf) > MAX_LEAVES);
    } finally {
      const isCut = leaves.length > MAX_LEAVES || budget.spent > budget.limit;
      into.push(...regionsOf(first.origin, leaves, isCut));
    }
  }
}

/** Inside `inner` there is nothing outside `outer`: same literals, and all that is taken from one is taken from the other. */
function isCovered(inner: RuleShape, outer: RuleShape): boolean {
  const taken = new Set(
    inner.except.filter((shape) => shape.except.length === 0).map((shape) => shape.key),
  );
  return outer.except.every((shape) => shape.except.length === 0 && taken.has(shape.key));
}

function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>(
    (found, list) => found.flatMap((one) => list.map((item) => [...one, item])),
    [[]],
  );
}

/** Shorter patterns allow more; ties keep a fixed order. */
function widestFirst(regions: readonly Region[]): Region[] {
  const width = (texts: readonly string[]): number =>
    Math.min(...texts.map((text) => text.split(' except ')[0]?.replace(/[*?]/g, '').length ?? 0));
  return [...regions].sort(
    (left, right) =>
      left.flags.length - right.flags.length ||
      width(left.actions) - width(right.actions) ||
      width(left.resources) - width(right.resources) ||
      right.actions.length - left.actions.length ||
      (left.allowing[0]?.statement ?? 0) - (right.allowing[0]?.statement ?? 0),
  );
}
