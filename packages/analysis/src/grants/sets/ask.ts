import { type Budget, BudgetSpent } from '../../engine/budget.ts';
import type { GrantsPolicy } from '../model.ts';
import { patternSide, type RequestPattern } from '../questions/pattern.ts';
import type { Atom, Subject } from './atom.ts';
import { type Cell, cellsOf, covers, type Reach, union } from './cell.ts';
import { type Reading, readingsOf } from './hierarchy.ts';
import { type Granted, policySide, type Side } from './side.ts';

/** A set of requests: what a policy grants, or what a pattern describes. */
export type Requests = { readonly policy: GrantsPolicy } | { readonly pattern: RequestPattern };

/** Which requests are in every set of `inside` and in none of `outside`? */
export interface Question {
  readonly inside: readonly Requests[];
  readonly outside: readonly Requests[];
}

/** Requests that answer a question: one right of one subject on some cells. */
export interface Found {
  readonly subject: Subject;
  readonly atom: Atom;
  readonly cells: readonly Cell[];
  /** Every cell of the question, so that a text can say what is left out. */
  readonly among: readonly Cell[];
  /** Grants of the first set of each side that give the right, on whatever. */
  readonly inside: readonly Granted[];
  readonly outside: readonly Granted[];
}

/** `certain` answers under every reading of scope hierarchies, `possible` under some. */
export interface Answer {
  readonly certain: readonly Found[];
  readonly possible: readonly Found[];
  readonly stopped: readonly string[];
}

/** Answers by walking every subject, right and cell; exact, since cells are covered whole or not at all. */
export function ask(question: Question, budget: Budget): Answer {
  const policies = [...question.inside, ...question.outside].flatMap((one) =>
    'policy' in one ? [one.policy] : [],
  );
  const found: Map<string, Found>[] = [];
  let readings: readonly Reading[] = [];
  try {
    readings = readingsOf(policies, budget);
    for (const reading of readings) {
      found.push(new Map());
      walk(question, reading, budget, found.at(-1) ?? new Map());
    }
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    // What the only reading found is certain, though there may be more.
    const certain = readings.length === 1 ? [...(found[0]?.values() ?? [])] : [];
    return { certain, possible: [], stopped: [`the budget of steps is spent: ${error.message}`] };
  }
  return { ...combine(found), stopped: [] };
}

function walk(
  question: Question,
  reading: Reading,
  budget: Budget,
  answers: Map<string, Found>,
): void {
  const policySides = (sets: readonly Requests[]): Side[] =>
    sets.flatMap((one) => ('policy' in one ? [policySide(one.policy, reading)] : []));
  const named = [...policySides(question.inside), ...policySides(question.outside)];
  const sideOf = (one: Requests): Side =>
    'policy' in one ? policySide(one.policy, reading) : patternSide(one.pattern, named);
  const inside = question.inside.map(sideOf);
  const outside = question.outside.map(sideOf);
  for (const [key, subject] of inside[0]?.subjects ?? []) {
    walkSubject({ key, subject, inside, outside }, budget, answers);
  }
}

interface Walk {
  readonly key: string;
  readonly subject: Subject;
  readonly inside: readonly Side[];
  readonly outside: readonly Side[];
}

function walkSubject(
  { key, subject, inside, outside }: Walk,
  budget: Budget,
  answers: Map<string, Found>,
): void {
  const sides = [...inside, ...outside];
  const cells = cellsByKind(key, sides, budget);
  // Rights given by the same grants have the same cells.
  const kept = new Map<string, readonly Cell[]>();
  for (const [atomKey, atom] of inside[0]?.atoms(key) ?? []) {
    budget.charge(sides.length);
    const granted = (side: Side): readonly Granted[] => side.granted(key, atomKey);
    const within = inside.map(granted);
    const without = outside.map(granted);
    if (within.some((grants) => grants.length === 0)) continue;
    const signature = JSON.stringify([atom.of, within.map(places), without.map(places)]);
    const among = cells.get(atom.of) ?? [];
    const open = kept.get(signature) ?? openCells(among, within, without, budget);
    kept.set(signature, open);
    if (open.length === 0) continue;
    const [first, other] = [within[0] ?? [], without[0] ?? []];
    answers.set(`${key} ${atomKey}`, {
      subject,
      atom,
      cells: open,
      among,
      inside: first,
      outside: other,
    });
  }
}

function places(granted: readonly Granted[]): unknown {
  return granted.map(({ grant, reach }) => grant ?? [...reachKey(reach)]);
}

function reachKey(reach: Reach): readonly string[] {
  if (reach.kind === 'names') return [...reach.names];
  if (reach.kind === 'except') return [reach.kind, ...reach.names];
  return reach.kind === 'owner' ? [reach.kind, reach.owner] : [reach.kind];
}

function cellsByKind(
  subject: string,
  sides: readonly Side[],
  budget: Budget,
): ReadonlyMap<Atom['of'], readonly Cell[]> {
  const reaches = new Map<Atom['of'], Set<Reach>>();
  for (const side of sides) {
    for (const [key, atom] of side.atoms(subject)) {
      const own = reaches.get(atom.of) ?? new Set();
      reaches.set(atom.of, own);
      for (const { reach } of side.granted(subject, key)) own.add(reach);
      budget.charge(1);
    }
  }
  return new Map([...reaches].map(([of, own]) => [of, cellsOf(of, [...own])]));
}

function openCells(
  cells: readonly Cell[],
  inside: readonly (readonly Granted[])[],
  outside: readonly (readonly Granted[])[],
  budget: Budget,
): readonly Cell[] {
  const reachOf = (granted: readonly Granted[]): Reach[] => {
    budget.charge(granted.length);
    return union(granted.map(({ reach }) => reach));
  };
  const [within, without] = [inside.map(reachOf), outside.map(reachOf)];
  budget.charge(cells.length * (within.length + without.length));
  const isIn = (reaches: readonly Reach[], cell: Cell): boolean =>
    reaches.some((reach) => covers(reach, cell));
  return cells.filter(
    (cell) =>
      within.every((reaches) => isIn(reaches, cell)) &&
      !without.some((reaches) => isIn(reaches, cell)),
  );
}

/** What every reading found is certain; what only some did is possible. */
function combine(readings: readonly Map<string, Found>[]): Omit<Answer, 'stopped'> {
  const [first, ...others] = readings;
  if (first === undefined || others.length === 0) {
    return { certain: [...(first?.values() ?? [])], possible: [] };
  }
  const certain: Found[] = [];
  const possible: Found[] = [];
  for (const key of new Set(readings.flatMap((reading) => [...reading.keys()]))) {
    const found = readings.map((reading) => reading.get(key));
    const some = found.find((one) => one !== undefined);
    if (some === undefined) continue;
    const cells = new Map(
      found.flatMap((one) => one?.cells ?? []).map((cell) => [cellKey(cell), cell]),
    );
    const sure = [...cells].filter(([name]) =>
      found.every((one) => one?.cells.some((cell) => cellKey(cell) === name)),
    );
    const open = [...cells].filter((entry) => !sure.includes(entry));
    if (sure.length > 0) certain.push({ ...some, cells: sure.map(([, cell]) => cell) });
    if (open.length > 0) possible.push({ ...some, cells: open.map(([, cell]) => cell) });
  }
  return { certain, possible };
}

/** Two cells of one question are one when their keys are equal. */
export function cellKey(cell: Cell): string {
  return JSON.stringify(Object.values(cell));
}
