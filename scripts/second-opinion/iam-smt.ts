// The second opinion on AWS IAM: its own reading of the JSON, its own translation, no code of packages/analysis.

import { conditionHolds } from './condition-smt.ts';
import { freeGlob, globMatches } from './glob-smt.ts';
import { type KeyFacts, Keys, NO_FACTS } from './keys-smt.ts';
import type { ReadVariable } from './policy-text.ts';
import { isPossiblePrincipal, PRINCIPAL_DECLARATIONS, principalMatches } from './principal-smt.ts';
import { isReadingSensitive, type ResourceReading, resourceMatches } from './resource-smt.ts';
import { and, not, or, type SmtQuestion } from './smt-text.ts';
import { type Scope, Subjects } from './subjects.ts';

const ACTION = 'action';
const RESOURCE = 'resource';

/**
 * Is there a request that `to` allows and `from` does not, under one reading of resource wildcards. Satisfiable: the
 * model is one. In scope `likely` unsatisfiable says nothing. Throws `NotEncoded` for what has no exact form here.
 */
export function iamQuestion(
  from: unknown,
  to: unknown,
  reading: ResourceReading,
  { facts = NO_FACTS, scope = 'all' }: { facts?: KeyFacts; scope?: Scope } = {},
): SmtQuestion {
  const encoding: Encoding = { reading, keys: new Keys(facts), subjects: new Subjects(scope) };
  const { keys, subjects } = encoding;
  // The first pass only tells which operators each key meets and which patterns each string.
  differenceOf(from, to, encoding);
  const keyDeclarations = keys.declarations(subjects);
  subjects.settle();
  const { assertions, definitions, hasPrincipal } = differenceOf(from, to, encoding);
  const lines = [
    ...(hasPrincipal ? PRINCIPAL_DECLARATIONS : []),
    ...keyDeclarations,
    ...subjects.declarations(),
    ...definitions,
    ...assertions.map((formula) => `(assert ${formula})`),
  ];
  return {
    text: `${lines.join('\n')}\n`,
    assertions: lines.filter((line) => line.startsWith('(assert')).length,
    constants: lines.flatMap((line) => /^\(declare-const (\S+)/.exec(line)?.[1] ?? []),
  };
}

interface Difference {
  readonly assertions: readonly string[];
  readonly definitions: readonly string[];
  readonly hasPrincipal: boolean;
}

function differenceOf(from: unknown, to: unknown, encoding: Encoding): Difference {
  const { keys, subjects } = encoding;
  const statements = [from, to].flatMap(statementsOf);
  const shared = new Shared();
  const allows = (document: unknown): string =>
    allowsRequest(statementsOf(document), (one) => shared.name(statementHolds(one, encoding)));
  const difference = [allows(to), not(allows(from))];
  const namesPrincipals = statements.some(namesPrincipal);
  const hasPrincipal = namesPrincipals || keys.usesPrincipal;
  const possible = [
    ...(statements.some(hasOddAction)
      ? [globMatches(freeGlob(ACTION_SHAPE), ACTION, subjects)]
      : []),
    ...(hasPrincipal ? [isPossiblePrincipal(namesPrincipals, subjects)] : []),
    keys.arePossible(namesPrincipals, subjects),
  ];
  return {
    assertions: [...possible, ...difference],
    definitions: shared.definitions,
    hasPrincipal,
  };
}

/** Whether the readings of resource wildcards can differ on one of the documents. */
export function isSensitive(...documents: readonly unknown[]): boolean {
  return documents
    .flatMap(statementsOf)
    .some(({ body }) =>
      texts(body['Resource'] ?? body['NotResource'] ?? []).some(isReadingSensitive),
    );
}

interface Statement {
  readonly body: Readonly<Record<string, unknown>>;
  readonly hasVariables: boolean;
}

function statementsOf(document: unknown): Statement[] {
  const policy = object(document);
  const hasVariables = policy['Version'] === '2012-10-17';
  return list(policy['Statement'] ?? []).map((body) => ({ body: object(body), hasVariables }));
}

/** Equal statements of both documents become one defined constant. */
class Shared {
  readonly definitions: string[] = [];
  private readonly names = new Map<string, string>();

  name(formula: string): string {
    const known = this.names.get(formula);
    if (known !== undefined) return known;
    const name = `s${this.names.size}`;
    this.names.set(formula, name);
    this.definitions.push(`(define-fun ${name} () Bool ${formula})`);
    return name;
  }
}

/** An Allow matches and no Deny does. */
function allowsRequest(
  statements: readonly Statement[],
  holds: (statement: Statement) => string,
): string {
  const matching = (effect: string): string =>
    or(statements.filter(({ body }) => body['Effect'] === effect).map(holds));
  return and([matching('Allow'), not(matching('Deny'))]);
}

interface Encoding {
  readonly reading: ResourceReading;
  readonly keys: Keys;
  readonly subjects: Subjects;
}

function statementHolds({ body, hasVariables }: Statement, encoding: Encoding): string {
  const { reading, keys, subjects } = encoding;
  const variables = hasVariables ? readVariable(encoding) : null;
  const oneOf = (value: unknown, matches: (text: string) => string): string =>
    or(texts(value).map(matches));
  const action = (text: string): string => globMatches(freeGlob(lower(text)), ACTION, subjects);
  const resource = (text: string): string =>
    resourceMatches(text, reading, variables, RESOURCE, subjects);
  const principal = (element: unknown): string => principalMatches(element, subjects);
  return and([
    ...('Principal' in body ? [principal(body['Principal'])] : []),
    ...('NotPrincipal' in body ? [not(principal(body['NotPrincipal']))] : []),
    'NotAction' in body ? not(oneOf(body['NotAction'], action)) : oneOf(body['Action'], action),
    ...('Resource' in body ? [oneOf(body['Resource'], resource)] : []),
    ...('NotResource' in body ? [not(oneOf(body['NotResource'], resource))] : []),
    ...conditions(body['Condition']).map((one) =>
      conditionHolds(one, { keys, subjects, variables }),
    ),
  ]);
}

const namesPrincipal = ({ body }: Statement): boolean =>
  'Principal' in body || 'NotPrincipal' in body;

function readVariable({ keys, subjects }: Encoding): ReadVariable {
  return (key, fallback) => {
    const { isPresent, value } = keys.variable(key, subjects);
    return { kind: 'term', subject: value, isPresent, fallback };
  };
}

function conditions(
  element: unknown,
): { operator: string; key: string; values: readonly string[] }[] {
  return Object.entries(object(element)).flatMap(([operator, keys]) =>
    Object.entries(object(keys)).map(([key, values]) => ({ operator, key, values: texts(values) })),
  );
}

/** A request names a service and an action: at least a character on either side of a colon. */
const ACTION_SHAPE = '?*:?*';

/** Only such patterns tell a request that names both from one that does not; other questions are easier without. */
function hasOddAction({ body }: Statement): boolean {
  return texts(body['Action'] ?? body['NotAction'] ?? []).some(
    (text) => text !== '*' && !/^[^:*?]+:[^?]+$/.test(text),
  );
}

const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
const texts = (value: unknown): string[] => list(value).map(String);
