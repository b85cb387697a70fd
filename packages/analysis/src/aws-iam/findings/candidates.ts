import type { AwsRequest } from '../model.ts';
import { matchesText } from '../service-table/matches-text.ts';
import { conditionKeyType, isMultivalued } from '../service-table/service-table.ts';
import { type Operator, readOperator } from '../translate/operator.ts';
import { fieldsOf, ONLY_STAR } from './arn-fields.ts';
import { conditionsIn, type OneCondition } from './partial-context.ts';
import type { Entry } from './subject.ts';

const MOST_CANDIDATES = 4;
const MOST_PATTERNS = 12;
const ACCOUNT = '123456789012';

/**
 * A few requests that an Allow statement may allow, made from its own patterns and conditions: guesses, each to be
 * evaluated, which is much cheaper than a search and mostly enough.
 */
export function candidateRequests(
  { body }: Entry,
  action: string,
  accepted: readonly string[],
  context: Readonly<Record<string, string>>,
): AwsRequest[] {
  const resources = new Set<string>();
  for (const pattern of (body.Resource ?? ['*']).slice(0, MOST_PATTERNS)) {
    for (const arn of accepted) {
      const met = meetArns(arn, pattern);
      if (met !== undefined && resources.size < MOST_CANDIDATES) resources.add(met);
    }
  }
  return [...resources].flatMap((resource) => {
    const own = contextOf(conditionsIn(body.Condition), resource);
    return own === undefined ? [] : [{ action, resource, context: { ...own, ...context } }];
  });
}

/** A concrete ARN that both patterns match field by field, or nothing if filling in does not find one. */
function meetArns(arn: string, pattern: string): string | undefined {
  if (pattern.includes('${')) return undefined;
  if (arn === ONLY_STAR) return matchesText(pattern, '*') ? '*' : undefined;
  const own = fieldsOf(arn);
  const other = /^\*+$/.test(pattern) ? own.map(() => '*') : fieldsOf(pattern);
  if (own.length !== other.length) return undefined;
  const met = own.map((field, at) => meetFields(field, other[at] ?? '', at));
  return met.includes(undefined) ? undefined : met.join(':');
}

const FILLS = ['', 'aws', '', 'us-east-1', ACCOUNT, 'example'];

function meetFields(one: string, other: string, at: number): string | undefined {
  const fill = FILLS[at] ?? 'example';
  const tried = [other, one].map((text) => text.replaceAll('*', fill).replaceAll('?', 'x'));
  return tried.find((text) => matchesText(one, text) && matchesText(other, text));
}

type Context = Record<string, string | readonly string[]>;

/** Values that the conditions ask for, as far as they are plain; nothing where one is none that its key can have. */
function contextOf(conditions: readonly OneCondition[], resource: string): Context | undefined {
  const [, , , , owner = ''] = fieldsOf(resource);
  const account = /^\d{12}$/.test(owner) ? owner : ACCOUNT;
  const context: Context = {};
  return conditions.every((one) => enter(one, account, context)) ? context : undefined;
}

/** Enters a value that meets one condition, and those of the variables in it; false where it is none of the key's. */
function enter(
  { operator: name, key, values }: OneCondition,
  account: string,
  into: Context,
): boolean {
  const operator = readOperator(name);
  const value = operator && wantedValue(operator, values[0] ?? '');
  if (operator === undefined || value === undefined) return true;
  const bound = value.replaceAll(/\$\{([^},]*)[^}]*\}/g, (_, variable: string) => {
    const found = /account$/i.test(variable) ? account : 'example';
    into[variable] = found;
    return found;
  });
  const isList = operator.quantifier !== null || isMultivalued(key) === true;
  into[key] = isList ? [bound] : bound;
  return isPossible(key, bound);
}

function isPossible(key: string, value: string): boolean {
  switch (conditionKeyType(key)) {
    case 'Bool':
      return /^(true|false)$/.test(value);
    case 'String':
    case 'ARN':
    case undefined:
      return true;
    default:
      // Numbers, dates and addresses are left to the prover.
      return false;
  }
}

/** Nothing for what holds without the key, and for numbers and dates. */
function wantedValue(operator: Operator, value: string): string | undefined {
  if (operator.isNegated) return undefined;
  switch (operator.family) {
    case 'null':
      return value.toLowerCase() === 'false' ? 'example' : undefined;
    case 'text':
    case 'arn':
      return operator.isLike ? value.replaceAll(/\*(?![^{]*\})/g, 'example') : value;
    case 'bool':
      return value;
    default:
      return undefined;
  }
}
