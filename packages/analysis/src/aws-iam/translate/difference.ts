import {
  allOf,
  type Constraint,
  type Formula,
  type Leaf,
  not,
  search,
  someOf,
} from '../../engine/search.ts';
import type { AwsPolicy, AwsStack, AwsSubject, Statement } from '../model.ts';
import { isStack } from '../subject.ts';
import {
  type Focus,
  type Question,
  type SetQuestion,
  setQuestion,
  sharesActions,
} from './focus.ts';
import { NotModelled } from './not-modelled.ts';
import type { Reading } from './reading.ts';
import type { Session } from './session.ts';
import { type Access, allowed, refusedBy, stackAccess, withinLimits } from './stack-access.ts';
import type { Origin, Rule } from './statement-reader.ts';

/** The rules of a set of policies; it allows what an Allow rule matches and no Deny rule does. */
interface Side {
  readonly allows: readonly Rule[];
  readonly denies: readonly Rule[];
}

/** One Allow rule of the first inside set that may answer, and what must hold beside it. */
export interface Branch {
  readonly rule: Rule;
  readonly constraints: readonly Constraint<Origin>[];
}

/**
 * The question under one reading, a branch for each Allow rule of the first inside set; each is made when the one before
 * it has been asked, since thousands at once would not fit in memory.
 */
export function branchesOf(
  question: Question,
  focus: Focus,
  reading: Reading,
  session: Session,
): Iterable<Branch> {
  const sets = setQuestion(question);
  return sets === undefined
    ? stackBranches(question, reading, session)
    : setBranches(sets, focus, reading, session);
}

/** With a stack among them, all subjects are taken as ways to be granted, limits and denials. */
function stackBranches(
  { inside, outside }: Question,
  reading: Reading,
  session: Session,
): readonly Branch[] {
  refuseOthers([...inside, ...outside].filter(isStack));
  const access = (subject: AwsSubject): Access =>
    isStack(subject)
      ? stackAccess(subject, reading, session)
      : setAccess(sideOf(subject, reading, session, () => false));
  const insides = inside.map(access);
  const outsides = outside.map(access);
  const refusals = outsides.map((one) => refusedBy(one, insides));
  // Whoever the stacks are about asks; what others may do is no question to them.
  const about = [...insides, ...outsides].flatMap((one) => one.about);
  const [first, ...others] = insides;
  if (first === undefined) return [];
  const common = [...withinLimits(first), ...others.flatMap(allowed)];
  return first.cases.flatMap(({ when, grants }) =>
    grants.map(({ rule, rest }) => ({
      rule,
      constraints: [
        { isIn: true, formula: rule },
        ...[...about, ...when, ...rest, ...refusals].map((formula) => ({ isIn: true, formula })),
        ...common,
      ],
    })),
  );
}

/** What two principals may do cannot be compared request by request. */
function refuseOthers(stacks: readonly AwsStack[]): void {
  const about = stacks.map(({ principal, account, resourceAccount }) =>
    JSON.stringify([principal, account, resourceAccount]),
  );
  if (new Set(about).size > 1) throw new NotModelled('stacks about different principals');
}

function setAccess({ allows, denies }: Side): Access {
  return {
    cases: [
      { when: [], grants: allows.map((rule) => ({ rule, rest: [] })), granted: someOf(allows) },
    ],
    limits: [],
    denies: denies.map((rule) => ({ key: `set/${rule.key}`, formula: rule })),
    about: [],
  };
}

function* setBranches(
  { inside, outside }: SetQuestion,
  focus: Focus,
  reading: Reading,
  session: Session,
): Iterable<Branch> {
  const side = (set: readonly AwsPolicy[], isSkipped: (one: Statement) => boolean): Side =>
    sideOf(set, reading, session, isSkipped);
  const { settled, apart } = focus;
  const insides = inside.map((set) => side(set, (one) => apart.has(one) || settled.has(one)));
  // A settled statement may be a Deny of the same set no more: only Allow statements are ever settled.
  const outsides = outside.map((set) => side(set, (one) => apart.has(one)));
  const [first, ...others] = insides;
  if (first === undefined) return;
  const denies = insides.flatMap((one) => one.denies);
  const { sensitive } = focus;
  // Where the readings cannot differ, one has been asked already.
  const asked = first.allows.filter(
    ({ origin }) => reading === 'wide' || (sensitive?.has(origin.statement) ?? true),
  );
  const size = [...insides, ...outsides].reduce((sum, one) => sum + sizeOf(one), 0);
  for (const rule of asked) {
    session.budget.charge(Math.floor(size / LOOKED_AT));
    const meets = (other: Rule): boolean =>
      sharesActions(rule.origin.statement, other.origin.statement, session);
    yield {
      rule,
      constraints: [
        { isIn: true, formula: rule },
        ...others.map(({ allows }) => ({ isIn: true, formula: someOf(allows.filter(meets)) })),
        ...outsides.map((one) => ({
          isIn: true,
          formula: refused(rule, one, denies, meets),
        })),
        ...denies.filter(meets).map((formula) => ({ isIn: false, formula })),
      ],
    };
  }
}

/** Rules that are looked at for one step. */
const LOOKED_AT = 16;

function sizeOf({ allows, denies }: Side): number {
  return allows.length + denies.length;
}

/** Visits the cubes of one branch; true when `visit` ended it. */
export function searchBranch(
  { constraints }: Branch,
  session: Session,
  visit: (leaf: Leaf<Origin>) => boolean,
): boolean {
  return search(constraints, session.budget, visit);
}

function sideOf(
  set: readonly AwsPolicy[],
  reading: Reading,
  session: Session,
  isSkipped: (statement: Statement) => boolean,
): Side {
  const allows: Rule[] = [];
  const denies: Rule[] = [];
  for (const [policy, { document }] of set.entries()) {
    const isVariablesOn = document.Version === '2012-10-17';
    for (const [index, statement] of document.Statement.entries()) {
      if (isSkipped(statement)) continue;
      const ref = { policy, statement: index };
      const rules = session.statements.read(statement, isVariablesOn, ref, reading);
      (statement.Effect === 'Allow' ? allows : denies).push(...rules);
    }
  }
  return { allows, denies };
}

/**
 * A set does not allow a request: one of its Deny rules matches, or none does and no Allow rule does either. Deny rules
 * that the inside has as well need no look, nor do rules that share no action with the one asked about.
 */
function refused(
  rule: Rule,
  { allows, denies }: Side,
  ownDenies: readonly Rule[],
  meets: (other: Rule) => boolean,
): Formula<Origin> {
  const own = new Set(ownDenies.map(({ key }) => key));
  const extra = denies.filter((deny) => !own.has(deny.key) && meets(deny));
  const near = allows.filter(meets);
  const equal = near.filter(({ key }) => key === rule.key);
  const others = near.filter(({ key }) => key !== rule.key);
  const unmatched = allOf([...extra, ...equal, ...others].map((one) => not<Origin>(one)));
  return extra.length === 0 ? unmatched : someOf<Origin>([...extra, unmatched]);
}
