import { FlagLiteral } from '../../engine/flag-literal.ts';
import { foldCase } from '../../engine/fold.ts';
import { EVERY_ACTION } from '../../engine/glob-set.ts';
import type { Literal } from '../../engine/literal.ts';
import { ANY, covers, normalise, type Pattern, pointsOf, STAR } from '../../engine/pattern.ts';
import { PatternList } from '../../engine/pattern-list.ts';
import { type Shape, shapeOf } from '../../engine/search.ts';
import { TextLiteral } from '../../engine/text-literal.ts';
import type { Origin as AnswerOrigin } from '../../questions/answer.ts';
import type { PrincipalElement, Statement } from '../model.ts';
import type { Cases, ConditionReader } from './condition-reader.ts';
import type { Fields } from './fields.ts';
import { NotModelled } from './not-modelled.ts';
import type { Reading } from './reading.ts';
import type { ResourceReader } from './resource-reader.ts';
import { accountNamed, federatedPatterns, principalPatterns, whoLiteral } from './who.ts';

/** Which statement of which policy of a set. */
export interface StatementRef {
  readonly policy: number;
  readonly statement: number;
  /** In a stack. */
  readonly place?: Place;
}

/** A layer of a stack, and in `scp` and `rcp` its level. */
export interface Place {
  readonly layer: NonNullable<AnswerOrigin['layer']>;
  readonly level?: number;
}

/** Part of a statement: literals that must all hold. */
export type Rule = Shape<Origin>;

/** Where a rule comes from. */
export interface Origin {
  readonly statement: Statement;
  readonly ref: StatementRef;
  /** The list of action patterns, for finding rules that can meet. */
  readonly actions: PatternList;
  readonly isNotAction: boolean;
}

/** A statement with more cases than this would cost more than it says. */
const MAX_CASES = 256;

/** Turns statements into rules, each statement once a reading. */
export class StatementReader {
  private readonly fields: Fields;
  private readonly conditions: ConditionReader;
  private readonly resources: ResourceReader;
  private readonly lists = new Map<Statement, PatternList>();
  private readonly byTexts = new Map<string, PatternList>();
  private readonly heads = new Map<Statement, Cases>();
  private readonly rules = new Map<Reading, Map<Statement, readonly Rule[]>>();

  constructor(fields: Fields, conditions: ConditionReader, resources: ResourceReader) {
    this.fields = fields;
    this.conditions = conditions;
    this.resources = resources;
  }

  /** The statement as a union of rules. */
  read(
    statement: Statement,
    isVariablesOn: boolean,
    ref: StatementRef,
    reading: Reading,
  ): readonly Rule[] {
    let known = this.rules.get(reading);
    if (known === undefined) {
      known = new Map();
      this.rules.set(reading, known);
    }
    const found = known.get(statement) ?? this.make(statement, isVariablesOn, ref, reading);
    known.set(statement, found);
    return found.some(({ origin }) => !isSame(origin.ref, ref))
      ? found.map((rule) => ({ ...rule, origin: { ...rule.origin, ref } }))
      : found;
  }

  /** The patterns of `Action` or `NotAction`; equal texts are one list. */
  actions(statement: Statement): PatternList {
    const known = this.lists.get(statement);
    if (known !== undefined) return known;
    const texts = statement.Action ?? statement.NotAction ?? [];
    const key = JSON.stringify(texts);
    const list =
      this.byTexts.get(key) ?? new PatternList(texts.map((text) => this.actionPattern(text)));
    this.byTexts.set(key, list);
    this.lists.set(statement, list);
    return list;
  }

  private make(
    statement: Statement,
    isVariablesOn: boolean,
    ref: StatementRef,
    reading: Reading,
  ): readonly Rule[] {
    const actions = this.actions(statement);
    const isNotAction = statement.NotAction !== undefined;
    const origin: Origin = { statement, ref, actions, isNotAction };
    const resources = this.resources.cases(statement, isVariablesOn, reading);
    const others = this.others(statement, isVariablesOn);
    const isEveryAction = actions.hasAll && !isNotAction;
    const action = isEveryAction
      ? []
      : [new TextLiteral(this.fields.action, { list: actions, isNegated: isNotAction })];
    return product([[action], resources, others]).map((literals) => shapeOf(literals, origin));
  }

  /** Principals and conditions, which mean the same under every reading. */
  private others(statement: Statement, isVariablesOn: boolean): Cases {
    const known = this.heads.get(statement);
    if (known !== undefined) return known;
    const elements: Cases[] = [];
    if (statement.Principal !== undefined) elements.push(this.principal(statement.Principal));
    if (statement.NotPrincipal !== undefined)
      elements.push(this.notPrincipal(statement.NotPrincipal));
    for (const [operator, keys] of Object.entries(statement.Condition ?? {}))
      for (const [key, values] of Object.entries(keys))
        elements.push(this.conditions.read({ operator, key, values, isVariablesOn }));
    const cases = product(elements);
    this.heads.set(statement, cases);
    return cases;
  }

  private principal(element: PrincipalElement): Cases {
    const named = namesOf(element);
    if (named === '*') return [[]];
    const { who, patterns } = this.fields;
    const list = named.flatMap(([kind, name]) => principalPatterns(kind, name, patterns));
    return [
      [whoLiteral(who, list)],
      ...named.flatMap(([kind, name]) => this.unknownId(kind, name)),
      ...named.flatMap(([kind, name]) => this.federatedUsers(kind, name)),
    ];
  }

  /** Somebody by an id that no ARN shows: who that is cannot be told. */
  private unknownId(kind: string, name: string): Cases {
    if (kind !== 'AWS' || name.startsWith('arn:') || accountNamed(name) !== undefined) return [];
    const flag = this.fields.flag(`id ${name}`, 'doubt', `whom the id \`${name}\` belongs to`);
    return [[new FlagLiteral(flag.field, true)]];
  }

  /** A grant to a user reaches the federated session that the user made, but which user did it does not say. */
  private federatedUsers(kind: string, name: string): Cases {
    const { who, patterns } = this.fields;
    const list = who.hasFederatedUsers ? federatedPatterns(kind, name, patterns) : [];
    if (list.length === 0) return [];
    const reason = `whether \`${name}\` made the session of a federated user`;
    const flag = this.fields.flag(`federated by ${name}`, 'doubt', reason);
    return [[whoLiteral(who, list), new FlagLiteral(flag.field, true)]];
  }

  /**
   * Everybody but those named. IAM user guide, NotPrincipal: who is named without the account may be met all the same,
   * and whether naming an account exempts its users is not said, so both are left open.
   */
  private notPrincipal(element: PrincipalElement): Cases {
    const named = namesOf(element);
    if (named === '*') return [];
    const { who, patterns } = this.fields;
    const accounts = new Set(named.flatMap(([, name]) => accountNamed(name) ?? []));
    const isSure = ([kind, name]: readonly [string, string]): boolean =>
      kind !== 'AWS' ||
      (accountNamed(name) === undefined && accounts.has(name.split(':')[4] ?? ''));
    const list = (names: readonly (readonly [string, string])[]): Pattern[] =>
      names.flatMap(([kind, name]) => principalPatterns(kind, name, patterns));
    const exempt = list(named.filter(isSure));
    const federated = who.hasFederatedUsers
      ? named.flatMap(([kind, name]) => federatedPatterns(kind, name, patterns))
      : [];
    const open = [...list(named.filter((one) => !isSure(one))), ...federated];
    const beyond = whoLiteral(who, [...exempt, ...open], true);
    if (open.length === 0) return [[beyond]];
    const names = open.map(({ text }) => text).join(', ');
    const flag = this.fields.flag(
      `exempt ${names}`,
      'doubt',
      `whether \`NotPrincipal\` exempts \`${names}\``,
    );
    const inOpen = [whoLiteral(who, open), new FlagLiteral(flag.field, false)];
    return [[beyond], exempt.length === 0 ? inOpen : [...inOpen, whoLiteral(who, exempt, true)]];
  }

  /** Actions are compared without case; whatever covers `?*:?*` covers every action there is. */
  private actionPattern(text: string): Pattern {
    const { patterns } = this.fields;
    return patterns.cached(text, () => {
      const points = pointsOf(foldCase(text));
      const tokens = properAction(
        normalise(points.map((point) => (point === 42 ? STAR : point === 63 ? ANY : point))),
      );
      return covers(tokens, EVERY_ACTION) ? null : tokens;
    });
  }
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

/** One statement may stand in both sets of a question, at different places. */
function isSame(one: StatementRef, other: StatementRef): boolean {
  return (
    one.policy === other.policy && one.statement === other.statement && one.place === other.place
  );
}

/** Kind and name of everybody an element names; `"*"` and `{"AWS": "*"}` are everybody. */
function namesOf(element: PrincipalElement): '*' | readonly (readonly [string, string])[] {
  if (element === '*') return '*';
  const named = Object.entries(element).flatMap(([kind, names]) =>
    names.map((name): [string, string] => [kind, name]),
  );
  return named.some(([kind, name]) => kind === 'AWS' && name === '*') ? '*' : named;
}

/** One conjunction for each choice of a case of every element. */
function product(elements: readonly Cases[]): Cases {
  let cases: Cases = [[]];
  for (const element of elements) {
    if (element.length === 1 && cases.length === 1) {
      cases = [[...(cases[0] ?? []), ...(element[0] ?? [])]];
      continue;
    }
    if (cases.length * element.length > MAX_CASES)
      throw new NotModelled('a statement with too many alternatives');
    cases = cases.flatMap((one) => element.map((other): Literal[] => [...one, ...other]));
  }
  return cases;
}
