import { foldCase } from '../../engine/fold.ts';
import { EVERY_ACTION, type Patterns } from '../../engine/glob-set.ts';
import { FlagLiteral, GlobLiteral, type Literal } from '../../engine/literal.ts';
import { ANY, covers, normalise, type Pattern, pointsOf, STAR } from '../../engine/pattern.ts';
import { PatternList } from '../../engine/pattern-list.ts';
import type { AwsPolicy, Statement } from '../model.ts';
import { type Reading, readResource, type Variables, variableKeys } from './reading.ts';
import type { Session } from './session.ts';
import type { Unknowns } from './unknowns.ts';

/** Fields of a request. */
export const ACTION = 0;
export const RESOURCE = 1;

/** Which statement of which policy of a set. */
export interface StatementRef {
  readonly policy: number;
  readonly statement: number;
}

/** Part of a statement: typed literals and unknown truth values that must all hold. */
export interface Rule {
  readonly effect: 'Allow' | 'Deny';
  readonly globs: readonly Literal[];
  readonly flags: readonly FlagLiteral[];
  readonly ref: StatementRef;
}

/** A set of policies as rules; it allows what an Allow rule matches and no Deny rule does. */
export interface Compiled {
  readonly rules: readonly Rule[];
}

/** Everything one translation shares. */
export interface Translation {
  readonly session: Session;
  readonly unknowns: Unknowns;
  readonly reading: Reading;
  readonly variables: Variables;
}

/** `NotResource` with more variables than this would need too many cases. */
const MAX_NEGATED_VARIABLES = 6;

/** Names a construct the model has no exact form for; caught in `explore`. */
export class NotModelled extends Error {}

/** Tells the unknowns of every pattern with variables; before any compile() of the same question. */
export function announce(
  policies: readonly AwsPolicy[],
  translation: Translation,
  isSkipped: (statement: Statement) => boolean,
): void {
  for (const { document } of policies) {
    const isOn = document.Version === '2012-10-17';
    for (const text of document.Statement.flatMap((one) =>
      isSkipped(one) ? [] : resources(one),
    )) {
      if (!isVariable(text, isOn)) continue;
      const tokens = resourceTokens(text, isOn, translation);
      if (tokens.variables.length > 0) translation.unknowns.resource(text, tokens.symbolic);
    }
  }
}

function resources({ Resource, NotResource }: Statement): readonly string[] {
  return Resource ?? NotResource ?? [];
}

/** The rules of a set of policies, without the statements to skip. */
export function compile(
  policies: readonly AwsPolicy[],
  translation: Translation,
  isSkipped: (statement: Statement) => boolean,
): Compiled {
  const rules = policies.flatMap((policy, index) => {
    const isVariablesOn = policy.document.Version === '2012-10-17';
    return policy.document.Statement.flatMap((statement, at) =>
      isSkipped(statement)
        ? []
        : compileStatement(statement, isVariablesOn, { policy: index, statement: at }, translation),
    );
  });
  return { rules };
}

function resourceTokens(
  text: string,
  isOn: boolean,
  { reading, variables, unknowns }: Translation,
): ReturnType<typeof readResource> {
  return readResource(text, reading, isOn, variables, (body) => unknowns.variable(body));
}

function compileStatement(
  statement: Statement,
  isVariablesOn: boolean,
  ref: StatementRef,
  translation: Translation,
): Rule[] {
  const { unknowns, session } = translation;
  const flags = unknowns.literals(statement, isVariablesOn);
  const action = actionLiteral(statement, session);
  return resourceCases(statement, isVariablesOn, translation).map((part) => ({
    effect: statement.Effect,
    globs: [...action, ...part.globs],
    flags: distinct([...flags, ...part.flags]),
    ref,
  }));
}

function distinct(flags: readonly FlagLiteral[]): FlagLiteral[] {
  return [...new Map(flags.map((flag) => [flag.key, flag])).values()];
}

function actionLiteral(statement: Statement, session: Session): Literal[] {
  const { patterns } = session;
  const isNegated = statement.NotAction !== undefined;
  const list = actionList(statement, session);
  if (list.hasAll && !isNegated) return [];
  return [new GlobLiteral(ACTION, list, isNegated, patterns, patterns.everyAction)];
}

/** The patterns of `Action` or `NotAction`. */
export function actionList(statement: Statement, { actions, patterns }: Session): PatternList {
  const known = actions.get(statement);
  if (known !== undefined) return known;
  const texts = statement.Action ?? statement.NotAction ?? [];
  const list = new PatternList(texts.map((text) => actionPattern(text, patterns)));
  actions.set(statement, list);
  return list;
}

/** Actions are compared without case; whatever covers `?*:?*` covers every action there is. */
function actionPattern(text: string, patterns: Patterns): Pattern {
  return patterns.cached(text, () => {
    const points = pointsOf(foldCase(text));
    const tokens = properAction(
      normalise(points.map((point) => (point === 42 ? STAR : point === 63 ? ANY : point))),
    );
    return covers(tokens, EVERY_ACTION) ? null : tokens;
  });
}

/** An action has a service and a name: a lone star on either side of the colon stands for one character or more. */
function properAction(tokens: readonly number[]): readonly number[] {
  const colon = tokens.indexOf(58);
  if (colon < 0) return tokens;
  const isEmptyName = colon === tokens.length - 2 && tokens[colon + 1] === STAR;
  const name = isEmptyName ? [ANY, STAR] : tokens.slice(colon + 1);
  const service = colon === 1 && tokens[0] === STAR ? [ANY, STAR] : tokens.slice(0, colon);
  return [...service, 58, ...name];
}

interface ResourceCase {
  readonly globs: readonly Literal[];
  readonly flags: readonly FlagLiteral[];
}

interface VariablePattern {
  readonly over: Pattern;
  readonly field: number;
  readonly implied: readonly FlagLiteral[];
}

/**
 * The resources of a statement as a union of cases. A pattern with variables q is one unknown `b` (the resource
 * matches q) with `b` implying that the resource matches q with every variable a star: exact for every value of the
 * variables, and equal patterns on both sides cancel.
 */
function resourceCases(
  statement: Statement,
  isVariablesOn: boolean,
  translation: Translation,
): ResourceCase[] {
  const texts = statement.Resource ?? statement.NotResource;
  if (texts === undefined) return [{ globs: [], flags: [] }];
  const plain: Pattern[] = [];
  const variable: VariablePattern[] = [];
  for (const text of texts) {
    const isUnknown = isVariable(text, isVariablesOn) && translation.variables === 'unknown';
    if (isUnknown) variable.push(variablePattern(text, isVariablesOn, translation));
    else plain.push(plainPattern(text, isVariablesOn, translation));
  }
  return statement.Resource === undefined
    ? negatedCases(plain, variable, translation)
    : positiveCases(plain, variable, translation);
}

function isVariable(text: string, isVariablesOn: boolean): boolean {
  return text.includes('${') && variableKeys(text, isVariablesOn).length > 0;
}

/** Texts without a dollar mean the same whatever the version and the variables are, so they are read once. */
function plainPattern(text: string, isVariablesOn: boolean, translation: Translation): Pattern {
  const { session, reading } = translation;
  const read = (): Pattern =>
    session.patterns.intern(text, resourceTokens(text, isVariablesOn, translation).over);
  if (text.includes('${')) return read();
  const known = session.plain[reading].get(text);
  if (known !== undefined) return known;
  const pattern = read();
  session.plain[reading].set(text, pattern);
  return pattern;
}

function variablePattern(
  text: string,
  isVariablesOn: boolean,
  translation: Translation,
): VariablePattern {
  const { over, symbolic } = resourceTokens(text, isVariablesOn, translation);
  const { unknowns, session } = translation;
  const own = unknowns.resource(text, symbolic);
  const implied = unknowns.implied(symbolic).filter((unknown) => unknown !== own);
  return {
    over: session.patterns.intern(starred(text), over),
    field: own.field,
    implied: implied.map((unknown) => new FlagLiteral(unknown.field, true)),
  };
}

/** How a pattern reads with every variable a star. */
export function starred(text: string): string {
  return text.replace(/\$\{[^{}]*\}/g, '*');
}

function positiveCases(
  plain: Pattern[],
  variable: VariablePattern[],
  { session: { patterns } }: Translation,
): ResourceCase[] {
  const glob = (list: readonly Pattern[]): GlobLiteral[] => {
    const set = new PatternList(list);
    return set.hasAll ? [] : [new GlobLiteral(RESOURCE, set, false, patterns, patterns.everything)];
  };
  const cases: ResourceCase[] = plain.length > 0 ? [{ globs: glob(plain), flags: [] }] : [];
  for (const { over, field, implied } of variable) {
    cases.push({ globs: glob([over]), flags: [new FlagLiteral(field, true), ...implied] });
  }
  return cases;
}

/** Outside a pattern with variables: outside of all it can match, or its unknown is false. */
function negatedCases(
  plain: Pattern[],
  variable: VariablePattern[],
  { session: { patterns } }: Translation,
): ResourceCase[] {
  if (variable.length > MAX_NEGATED_VARIABLES) {
    throw new NotModelled('`NotResource` with many policy variables');
  }
  let cases: { outside: readonly Pattern[]; flags: readonly FlagLiteral[] }[] = [
    { outside: plain, flags: [] },
  ];
  for (const { over, field } of variable) {
    cases = cases.flatMap((one) => [
      { ...one, outside: [...one.outside, over] },
      { ...one, flags: [...one.flags, new FlagLiteral(field, false)] },
    ]);
  }
  return cases.map(({ outside, flags }) => ({
    globs: [
      new GlobLiteral(RESOURCE, new PatternList(outside), true, patterns, patterns.everything),
    ],
    flags,
  }));
}
