// The second opinion on AWS IAM: its own reading of the JSON, its own translation, no code of packages/analysis.

import { conditionHolds } from './condition-smt.ts';
import { freeGlob, globMatches } from './glob-smt.ts';
import { Keys } from './keys-smt.ts';
import type { ReadVariable } from './policy-text.ts';
import {
  PRINCIPAL_DECLARATIONS,
  PRINCIPAL_KIND,
  PRINCIPAL_NAME,
  principalMatches,
} from './principal-smt.ts';
import { isReadingSensitive, type ResourceReading, resourceMatches } from './resource-smt.ts';
import { and, not, or, quoted, type SmtQuestion } from './smt-text.ts';

const ACTION = 'action';
const RESOURCE = 'resource';

/**
 * Is there a request that `to` allows and `from` does not, under one reading of resource wildcards. Satisfiable: the
 * model is one. Throws `NotEncoded` for what has no exact form here.
 */
export function iamQuestion(from: unknown, to: unknown, reading: ResourceReading): SmtQuestion {
  const statements = [...statementsOf(from), ...statementsOf(to)];
  const keys = new Keys();
  // The first pass only tells `keys` which operators each key meets.
  for (const statement of statements) statementHolds(statement, reading, keys);
  const shared = new Shared();
  const allows = [to, from].map((document) =>
    allowsRequest(statementsOf(document), (one) => shared.name(statementHolds(one, reading, keys))),
  );
  const hasPrincipal = statements.some(({ body }) => 'Principal' in body || 'NotPrincipal' in body);
  const lines = [
    `(declare-const ${ACTION} String)`,
    `(declare-const ${RESOURCE} String)`,
    ...(hasPrincipal ? PRINCIPAL_DECLARATIONS : []),
    ...keys.declarations(),
    ...shared.definitions,
    ...(statements.some(hasOddAction) ? [ACTION_SHAPE] : []),
    `(assert ${allows[0]})`,
    `(assert ${not(allows[1] ?? 'false')})`,
  ];
  return {
    text: `${lines.join('\n')}\n`,
    assertions: lines.filter((line) => line.startsWith('(assert')).length,
    constants: [
      ACTION,
      RESOURCE,
      ...(hasPrincipal ? [PRINCIPAL_KIND, PRINCIPAL_NAME] : []),
      ...keys.constants(),
    ],
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

function statementHolds(
  { body, hasVariables }: Statement,
  reading: ResourceReading,
  keys: Keys,
): string {
  const variables = hasVariables ? readVariable(keys) : null;
  const oneOf = (value: unknown, matches: (text: string) => string): string =>
    or(texts(value).map(matches));
  const action = (text: string): string => globMatches(freeGlob(lower(text)), ACTION);
  const resource = (text: string): string => resourceMatches(text, reading, variables, RESOURCE);
  return and([
    ...('Principal' in body ? [principalMatches(body['Principal'])] : []),
    ...('NotPrincipal' in body ? [not(principalMatches(body['NotPrincipal']))] : []),
    'NotAction' in body ? not(oneOf(body['NotAction'], action)) : oneOf(body['Action'], action),
    ...('Resource' in body ? [oneOf(body['Resource'], resource)] : []),
    ...('NotResource' in body ? [not(oneOf(body['NotResource'], resource))] : []),
    ...conditions(body['Condition']).map((one) => conditionHolds(one, keys, variables)),
  ]);
}

function readVariable(keys: Keys): ReadVariable {
  return (key, fallback) => {
    const { isPresent, value } = keys.variable(key);
    if (fallback === null) return { term: value, isPresent };
    return { term: `(ite ${isPresent} ${value} ${quoted(fallback)})`, isPresent: 'true' };
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
const ACTION_SHAPE = `(assert (str.in_re ${ACTION} (re.++ re.allchar (re.* re.allchar) (str.to_re ":") re.allchar (re.* re.allchar))))`;

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
