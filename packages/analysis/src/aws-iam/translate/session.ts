import type { Budget } from '../../engine/budget.ts';
import { foldCase, foldKey } from '../../engine/fold.ts';
import { Patterns } from '../../engine/glob-set.ts';
import type { Pattern } from '../../engine/pattern.ts';
import type { PatternList } from '../../engine/pattern-list.ts';
import type { Statement } from '../model.ts';
import type { Reading } from './reading.ts';

/** What questions about the same policies share: patterns, once read, and what is known about pairs of them. */
export class Session {
  readonly budget: Budget;
  readonly patterns: Patterns;
  /** Action patterns of a statement; they mean the same under every reading. */
  readonly actions: Map<Statement, PatternList> = new Map();
  /** Resource patterns without variables, by reading and text. */
  readonly plain: Readonly<Record<Reading, Map<string, Pattern>>> = {
    wide: new Map(),
    'segment-end': new Map(),
    segments: new Map(),
  };
  private readonly meanings = new Map<Statement, string>();

  constructor(budget: Budget) {
    this.budget = budget;
    this.patterns = new Patterns(budget);
  }

  /** Equal texts mean equal statements; order, repetition, Sid and case of conditions are left out. */
  meaningOf(statement: Statement, version: string): string {
    const known = this.meanings.get(statement);
    if (known !== undefined) return version + known;
    const text = meaning(statement);
    this.meanings.set(statement, text);
    return version + text;
  }
}

function meaning(statement: Statement): string {
  const { Effect, Action, NotAction, Resource, NotResource } = statement;
  const lists = [Action, NotAction, Resource, NotResource].map((list) => list && sorted(list));
  return JSON.stringify([
    Effect,
    ...lists,
    statement.Principal,
    statement.NotPrincipal,
    conditions(statement.Condition ?? {}),
  ]);
}

function conditions(element: NonNullable<Statement['Condition']>): string[] {
  const found = Object.entries(element).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) =>
      JSON.stringify([foldCase(operator), foldKey(key), sorted(values)]),
    ),
  );
  return sorted(found);
}

function sorted(values: readonly string[]): string[] {
  return values.length === 1 ? [...values] : [...new Set(values)].sort();
}
