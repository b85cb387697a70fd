import { canonicalJson, type Json } from '../../canonical/jcs.ts';
import { suggest } from '../../parse/suggest.ts';
import type { Parsed, Refusal } from '../../refusal.ts';
import type { AwsPolicy } from '../model.ts';
import { parsePolicyText } from '../parse/parse-policy.ts';
import { conditionKeyType, isMultivalued } from '../service-table/service-table.ts';

/** Requests by patterns with `*` and `?`: every action matched together with every resource matched. */
export interface RequestPattern {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Every action or resource but these; then the list of those meant is empty. */
  readonly notActions?: readonly string[];
  readonly notResources?: readonly string[];
  /** Who asks, as a `Principal` element would name them; left out, anybody. */
  readonly principals?: Json;
  /** What every such request carries, by key. */
  readonly context?: Readonly<Record<string, ContextValues>>;
}

/**
 * One of these values, `*` and `?` in texts being wildcards; or what condition operators say of the key, all of them
 * together (`{"StringNotEquals": ["x"]}`), as a `Condition` element would.
 */
export type ContextValues = readonly string[] | Readonly<Record<string, readonly string[]>>;

/** The pattern as a policy that allows exactly these requests. */
export function patternPolicy(pattern: RequestPattern): Parsed<AwsPolicy> {
  const { actions, resources, notActions, notResources, principals, context } = pattern;
  const statement = {
    Effect: 'Allow',
    ...(notActions === undefined ? { Action: [...actions] } : { NotAction: [...notActions] }),
    ...(notResources === undefined
      ? { Resource: [...resources] }
      : { NotResource: [...notResources] }),
    ...(principals === undefined ? {} : { Principal: principals }),
    ...(context === undefined ? {} : { Condition: conditionOf(context) }),
  };
  return parsePolicyText(canonicalJson({ Version: '2012-10-17', Statement: [statement] }));
}

/** As the key's operators say; plain values under one operator, by the type of the key. */
function conditionOf(context: NonNullable<RequestPattern['context']>): Json {
  const found = new Map<string, Record<string, Json>>();
  for (const [key, given] of Object.entries(context)) {
    for (const [operator, values] of operatorsOf(key, given))
      found.set(operator, { ...found.get(operator), [key]: [...values] });
  }
  return Object.fromEntries(found);
}

function operatorsOf(key: string, given: ContextValues): [string, readonly string[]][] {
  return isPlain(given) ? [[plainOperatorOf(key), given]] : Object.entries(given);
}

function isPlain(given: ContextValues): given is readonly string[] {
  return Array.isArray(given);
}

/** The operator that plain values of a key stand under. */
export function plainOperatorOf(key: string): string {
  return `${isMultivalued(key) === true ? 'ForAnyValue:' : ''}${operatorOf(key)}`;
}

function operatorOf(key: string): string {
  switch (conditionKeyType(key)) {
    case 'Bool':
      return 'Bool';
    case 'Numeric':
      return 'NumericEquals';
    case 'Date':
      return 'DateEquals';
    case 'IPAddress':
      return 'IpAddress';
    default:
      return 'StringLike';
  }
}

const NAMES: readonly string[] = [
  'action',
  'actions',
  'resource',
  'resources',
  'notAction',
  'notActions',
  'notResource',
  'notResources',
  'principal',
  'principals',
  'context',
];

/**
 * Reads `{action | actions, resource | resources, principal | principals, context}`, each one value or a list; without
 * resources every resource is meant. `notActions` and `notResources` instead mean every one but these.
 */
export function parseRequestPattern(value: unknown): Parsed<RequestPattern> {
  const fields = fieldsOf(value);
  if (fields === undefined)
    return refuse([wrong('a request pattern must be an object with `actions` and `resources`')]);
  const actions = listed(fields, 'action', undefined);
  const resources = listed(fields, 'resource', '*');
  const context = contextOf(fields.get('context'));
  const unknown = [...fields.keys()].filter((name) => !NAMES.includes(name)).map(unknownName);
  const lists = actions === null || resources === null ? [wrong(LISTS)] : [];
  const keys = context === null ? [wrong(KEYS)] : [];
  const refusals = [...unknown, ...lists, ...keys];
  if (refusals.length > 0) return refuse(refusals);
  const principals = principalsOf(fields.get('principals') ?? fields.get('principal'));
  return checked({
    actions: [],
    resources: [],
    ...actions,
    ...resources,
    ...(principals === undefined ? {} : { principals }),
    ...(context ? { context } : {}),
  });
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return isObject(value) ? new Map<string, unknown>(Object.entries(value)) : undefined;
}

/** The texts that are meant, or those that are left out; null: no list of texts, or both at once. */
function listed(
  fields: ReadonlyMap<string, unknown>,
  word: 'action' | 'resource',
  otherwise: unknown,
): Partial<RequestPattern> | null {
  const not = `not${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  const given = fields.get(`${word}s`) ?? fields.get(word);
  const left = fields.get(`${not}s`) ?? fields.get(not);
  if (given !== undefined && left !== undefined) return null;
  const list = texts(left ?? given ?? otherwise);
  return list === undefined ? null : { [`${left === undefined ? word : not}s`]: list };
}

const LISTS =
  'a request pattern needs `actions` and `resources`, each a string or a list of strings';
const KEYS = '`context` must be an object of keys with their values';

/** The pattern, if it makes a policy. */
function checked(pattern: RequestPattern): Parsed<RequestPattern> {
  const policy = patternPolicy(pattern);
  return policy.ok ? { ok: true, value: pattern } : policy;
}

/** Bare texts are ARNs or accounts, `*` is everybody; objects stand as they are and the parser judges them. */
function principalsOf(value: unknown): Json | undefined {
  if (value === undefined) return undefined;
  if (value === '*' || value === 'anonymous') return '*';
  return typeof value === 'string' || Array.isArray(value) ? { AWS: value } : (value as Json);
}

function contextOf(value: unknown): Record<string, ContextValues> | null | undefined {
  if (value === undefined) return undefined;
  if (!isObject(value)) return null;
  return Object.fromEntries(
    Object.entries(value).map(([key, given]) => [
      key,
      isObject(given)
        ? Object.fromEntries(Object.entries(given).map(([name, one]) => [name, textsOf(one)]))
        : textsOf(given),
    ]),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textsOf(value: unknown): string[] {
  return [value].flat().map(String);
}

function texts(value: unknown): string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const strings = list.filter((item): item is string => typeof item === 'string');
  return strings.length === list.length && list.length > 0 ? strings : undefined;
}

function unknownName(name: string): Refusal {
  const meant = suggest(name, NAMES);
  const help = meant === undefined ? '' : `; did you mean \`${meant}\``;
  return wrong(`a request pattern has no \`${name}\`${help}`);
}

function wrong(message: string): Refusal {
  return { code: 'WRONG_PATTERN', message };
}

function refuse(refusals: readonly Refusal[]): Parsed<RequestPattern> {
  return { ok: false, refusals };
}
