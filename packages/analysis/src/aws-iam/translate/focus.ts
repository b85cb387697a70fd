import { BudgetSpent } from '../../engine/budget.ts';
import type { PatternList } from '../../engine/pattern-list.ts';
import type { AwsPolicy, AwsSubject, Statement } from '../model.ts';
import { isStack } from '../subject.ts';
import { isReadingSensitive, READINGS, type Reading } from './reading.ts';
import type { Session } from './session.ts';

/** The one question: is there a request that every policy set of `inside` allows and none of `outside` does? */
export interface Question {
  readonly inside: readonly AwsSubject[];
  readonly outside: readonly AwsSubject[];
}

/** A question about sets of policies only, each looked at alone. */
export interface SetQuestion {
  readonly inside: readonly (readonly AwsPolicy[])[];
  readonly outside: readonly (readonly AwsPolicy[])[];
}

/** The question, if no stack is in it. */
export function setQuestion({ inside, outside }: Question): SetQuestion | undefined {
  const sets = (subjects: readonly AwsSubject[]): (readonly AwsPolicy[])[] =>
    subjects.flatMap((one) => (isStack(one) ? [] : [one]));
  const [ins, outs] = [sets(inside), sets(outside)];
  return ins.length === inside.length && outs.length === outside.length
    ? { inside: ins, outside: outs }
    : undefined;
}

/** What is left of a question when the statements that cannot matter to it are set aside; the answer is the same. */
export interface Focus {
  /** No statement is left that could answer: there is no such request. */
  readonly isSettled: boolean;
  /** Statements of inside sets that an outside set allows as well. */
  readonly settled: ReadonlySet<Statement>;
  /** Statements that share no action with any that could answer. */
  readonly apart: ReadonlySet<Statement>;
  /** The readings of resource wildcards that could differ on what is left. */
  readonly readings: readonly Reading[];
  /** Statements of the first inside set for which they could; absent: any. */
  readonly sensitive?: ReadonlySet<Statement>;
}

interface Versioned {
  readonly statement: Statement;
  readonly version: string;
}

const NOTHING: Focus = {
  isSettled: true,
  settled: new Set(),
  apart: new Set(),
  readings: ['wide'],
};

/** Sets aside what cannot matter, by comparing texts and actions only. */
export function focusOf(question: Question, session: Session): Focus {
  try {
    const sets = setQuestion(question);
    return sets === undefined ? wholeStack(session) : focus(sets, session);
  } catch (error) {
    // The search itself then stops at once and says why.
    if (!(error instanceof BudgetSpent)) throw error;
    return { isSettled: false, settled: new Set(), apart: new Set(), readings: READINGS };
  }
}

/** In a stack every statement may matter. */
function wholeStack({ policies }: Session): Focus {
  const isAny = isSensitive(statementsOf(policies));
  return {
    isSettled: false,
    settled: new Set(),
    apart: new Set(),
    readings: isAny ? READINGS : ['wide'],
  };
}

function focus(question: SetQuestion, session: Session): Focus {
  const settled = settledStatements(question, session);
  const cores = question.inside.map((set) =>
    statementsOf(set).filter(
      ({ statement }) => statement.Effect === 'Allow' && !settled.has(statement),
    ),
  );
  if (cores.some((statements) => statements.length === 0)) return { ...NOTHING, settled };
  const core = cores[0] ?? [];
  const all = [...question.inside, ...question.outside].flatMap(statementsOf);
  const near = all.filter((one) =>
    core.some((other) => sharesActions(one.statement, other.statement, session)),
  );
  const kept = new Set(near.map(({ statement }) => statement));
  const apart = new Set(all.map(({ statement }) => statement).filter((one) => !kept.has(one)));
  const sensitive = sensitiveStatements(core, near, session);
  const readings: readonly Reading[] = sensitive.size > 0 ? READINGS : ['wide'];
  return { isSettled: false, settled, apart, readings, sensitive };
}

function statementsOf(set: readonly AwsPolicy[]): Versioned[] {
  return set.flatMap(({ document }) =>
    document.Statement.map((statement) => ({ statement, version: document.Version })),
  );
}

/**
 * Allow statements of `inside` that cannot answer: an outside set has the same statement, and no Deny that the inside
 * set lacks, so it allows whatever this statement does here.
 */
function settledStatements(
  { inside, outside }: SetQuestion,
  session: Session,
): ReadonlySet<Statement> {
  if (outside.length === 0) return new Set();
  const others = outside.map((set) => meaningsOf(set, session));
  return new Set(
    inside.flatMap((set) => {
      const own = meaningsOf(set, session);
      const weaker = others.filter((other) => other.denies.every((text) => own.all.has(text)));
      return statementsOf(set)
        .filter(({ statement }) => statement.Effect === 'Allow')
        .filter((one) =>
          weaker.some(({ all }) => all.has(session.meaningOf(one.statement, one.version))),
        )
        .map(({ statement }) => statement);
    }),
  );
}

function meaningsOf(
  set: readonly AwsPolicy[],
  session: Session,
): { all: ReadonlySet<string>; denies: readonly string[] } {
  const all = new Set<string>();
  const denies: string[] = [];
  for (const { statement, version } of statementsOf(set)) {
    const text = session.meaningOf(statement, version);
    all.add(text);
    if (statement.Effect === 'Deny') denies.push(text);
  }
  return { all, denies };
}

/** Whether two statements can apply to one action; errs towards true. */
export function sharesActions(one: Statement, other: Statement, session: Session): boolean {
  if (one.Action === undefined || other.Action === undefined) return true;
  const left = session.statements.actions(one);
  const right = session.statements.actions(other);
  if (left === right) return true;
  const { neighbours } = session;
  let known = neighbours.get(left);
  if (known === undefined) {
    known = new Map();
    neighbours.set(left, known);
  }
  const found = known.get(right) ?? compareActions(left, right, session);
  known.set(right, found);
  return found;
}

function compareActions(left: PatternList, right: PatternList, session: Session): boolean {
  const [few, many] = left.patterns.length < right.patterns.length ? [left, right] : [right, left];
  const { patterns } = session.fields;
  return few.patterns.some((pattern) =>
    many.near(pattern).some((near) => patterns.relation(pattern, near) !== 'disjoint'),
  );
}

/**
 * The readings differ only in what the resource patterns match. Where all statements that share an action have one and
 * the same list of resources, or every resource, a request is inside that list or outside it under every reading.
 */
function sensitiveStatements(
  core: readonly Versioned[],
  near: readonly Versioned[],
  session: Session,
): ReadonlySet<Statement> {
  if (!isSensitive(near)) return new Set();
  const differing = core.filter((one) => {
    const related = near.filter((other) => sharesActions(one.statement, other.statement, session));
    return isSensitive(related) && new Set(related.flatMap(resourceLists)).size > 1;
  });
  return new Set(differing.map(({ statement }) => statement));
}

function isSensitive(statements: readonly Versioned[]): boolean {
  return statements.some(({ statement, version }) =>
    isReadingSensitive(statement, version === '2012-10-17'),
  );
}

/** The resource list by its text; nothing for every resource; variables make it a list of its own. */
function resourceLists({ statement, version }: Versioned): string[] {
  const list = statement.Resource ?? statement.NotResource ?? ['*'];
  if (list.some((text) => /^\*+$/.test(text))) return [];
  const texts = JSON.stringify([...new Set(list)].sort());
  return texts.includes('${') ? [`${version}${texts}`, ''] : [texts];
}
