import { Budget } from '../../engine/budget.ts';
import { Patterns } from '../../engine/glob-set.ts';
import type { PatternList } from '../../engine/pattern-list.ts';
import type { AwsPolicy, AwsPrincipal, AwsSubject, Statement } from '../model.ts';
import { isStack, policiesOf } from '../subject.ts';
import { principalNames } from '../words/who-words.ts';
import { ConditionReader } from './condition-reader.ts';
import { Fields } from './fields.ts';
import { KeyTexts } from './key-texts.ts';
import { Keys } from './keys.ts';
import { type Meaning, meaningOf } from './meaning.ts';
import { ResourceReader } from './resource-reader.ts';
import { StatementReader } from './statement-reader.ts';
import { ValuePatterns } from './value-patterns.ts';
import type { Naming } from './who.ts';

/** What all questions about the same policies share: fields, patterns once read, statements once translated. */
export class Session {
  readonly budget: Budget;
  readonly policies: readonly AwsPolicy[];
  /** Whether a whole stack is asked about. */
  readonly hasStack: boolean;
  readonly keys: Keys;
  readonly fields: Fields;
  readonly texts: KeyTexts;
  readonly conditions: ConditionReader;
  readonly statements: StatementReader;
  /** Whether a policy says anything about who asks. */
  readonly asksWho: boolean;
  /** What is known of pairs of lists of actions: whether they share one. */
  readonly neighbours: Map<PatternList, Map<PatternList, boolean>> = new Map();
  private readonly read = new Map<AwsPolicy, unknown>();
  private readonly meanings = new Map<Statement, Meaning>();
  private names: ReadonlySet<string> | undefined;

  /** `subjects`: everything that any question of this session will speak of. */
  constructor(subjects: readonly AwsSubject[], steps: number) {
    const policies = [...new Set(subjects.flatMap(policiesOf))];
    this.budget = new Budget(steps);
    this.policies = policies;
    this.hasStack = subjects.some(isStack);
    this.keys = new Keys(policies);
    const patterns = new Patterns(this.budget);
    const naming = namingOf(policies, subjects);
    this.fields = new Fields(patterns, this.keys, naming);
    const values = new ValuePatterns(patterns, this.keys);
    this.texts = new KeyTexts(this.fields);
    this.asksWho = naming.principals || this.keys.names().some((name) => this.texts.isView(name));
    this.conditions = new ConditionReader(this.fields, this.keys, this.texts, values);
    const resources = new ResourceReader(this.fields, this.texts, values);
    this.statements = new StatementReader(this.fields, this.conditions, resources);
  }

  /** `KIND:NAME` of everybody that a policy names, everybody as `*`. */
  get principalNames(): ReadonlySet<string> {
    this.names ??= new Set(
      this.policies
        .flatMap(({ document }) => document.Statement)
        .flatMap(({ Principal, NotPrincipal }) => [Principal, NotPrincipal])
        .flatMap((element) => (element === undefined ? [] : principalNames(element))),
    );
    return this.names;
  }

  /** What the replay reads a text as; read once for both directions of a diff. */
  once<T>(policy: AwsPolicy, read: (source: string) => T): T {
    const known = this.read.get(policy);
    if (known !== undefined) return known as T;
    const made = read(policy.source);
    this.read.set(policy, made);
    return made;
  }

  /** Equal meanings mean equal statements; order, repetition, Sid and case of conditions are left out. */
  meaningOf(statement: Statement, version: string): string {
    let meaning = this.meanings.get(statement);
    if (meaning === undefined) {
      meaning = meaningOf(statement);
      this.meanings.set(statement, meaning);
    }
    return meaning.hasDollar ? version + meaning.text : meaning.text;
  }
}

function namingOf(policies: readonly AwsPolicy[], subjects: readonly AwsSubject[]): Naming {
  const named = policies
    .flatMap(({ document }) => document.Statement)
    .map(({ Principal, NotPrincipal }) => Principal ?? NotPrincipal)
    .filter((element) => element !== undefined);
  const sessions = named.some(
    (element) => element !== '*' && element['AWS']?.some((name) => name.includes(':sts:')) === true,
  );
  const asking = subjects.flatMap((one) => (isStack(one) ? [one.principal] : []));
  const isOther = (principal: AwsPrincipal | undefined): boolean =>
    principal !== undefined && !(typeof principal === 'string' && principal.includes(':iam:'));
  const isSession = asking.some((one) => typeof one === 'string' && one.includes(':sts:'));
  const federatedUsers = policies.some(({ source }) =>
    /principal(?:arn|type)|federated-?user/i.test(source),
  );
  return {
    principals: named.length > 0 || asking.some(isOther),
    sessions: sessions || isSession,
    federatedUsers,
  };
}
