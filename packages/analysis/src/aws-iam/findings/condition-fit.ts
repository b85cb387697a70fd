import { foldCase } from '../../engine/fold.ts';
import {
  actionEntry,
  actionsMatching,
  type ConditionKeyType,
  conditionKeyType,
  isGlobalKey,
  isKeyOf,
  isKnownKey,
  isKnownService,
  serviceHasKey,
} from '../service-table/service-table.ts';
import { type Family, type Operator, readOperator } from '../translate/operator.ts';
import { doubtful, finding, type PolicyFinding, quoted } from './finding.ts';
import { conditionsIn, type OneCondition } from './partial-context.ts';
import type { Entry, Subject } from './subject.ts';

/** Conditions whose operator, key, values and actions do not go together. */
export function unfitConditions(subject: Subject): PolicyFinding[] {
  return subject.entries.flatMap((entry) =>
    conditionsIn(entry.body.Condition).flatMap((one) => {
      const operator = readOperator(one.operator);
      if (operator === undefined) return [];
      return [
        ...unfitOperator(one, operator, entry),
        ...unfitValues(one, operator, entry),
        ...unfitActions(one, entry),
        ...unfitServices(one, entry),
      ];
    }),
  );
}

/** Which operators compare values of a type; AWS compares all as text where it must, so this is no error. */
const FITTING: Readonly<Record<ConditionKeyType, readonly Family[]>> = {
  String: ['text'],
  ARN: ['arn', 'text'],
  Bool: ['bool'],
  Numeric: ['number'],
  Date: ['time'],
  IPAddress: ['address'],
  Binary: ['binary'],
};

function unfitOperator(
  { operator, key, values }: OneCondition,
  { family, isLike }: Operator,
  { origin }: Entry,
): PolicyFinding[] {
  const type = conditionKeyType(key);
  if (type === undefined || family === 'null') return [];
  if (type === 'ARN' && family === 'text' && isLike && values.some(hasWildcard)) {
    const message = `matches ARNs in \`${key}\` by ${operator}, whose wildcards cross colons; \`ArnLike\` keeps to segments`;
    return [finding('STRING_LIKE_ON_ARN', 'low', message, [origin])];
  }
  const isEpoch = family === 'number' && foldCase(key) === 'aws:epochtime';
  // Tags and encryption contexts are text that often holds an ARN.
  const isArnText = family === 'arn' && type === 'String' && values.every(isArnPattern);
  if (FITTING[type].includes(family) || isEpoch || isArnText) return [];
  const message = `compares \`${key}\`, whose values are of type ${type}, by ${operator}`;
  return [finding('OPERATOR_TYPE_MISMATCH', 'medium', message, [origin])];
}

function isArnPattern(text: string): boolean {
  return /^(arn:|\*$|\$\{)/.test(text);
}

function hasWildcard(text: string): boolean {
  return /[*?]/.test(text.replaceAll(/\$\{[^}]*\}/g, ''));
}

const VALUES: Readonly<Partial<Record<Family, RegExp>>> = {
  bool: /^(true|false)$/i,
  null: /^(true|false)$/i,
  number: /^[+-]?\d+(\.\d+)?$/,
  time: /^(\d+|\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?)$/i,
  address: /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)(\/\d{1,3})?$/i,
  binary: /^[A-Za-z0-9+/]*={0,2}$/,
};

function unfitValues(
  { operator, key, values }: OneCondition,
  { family }: Operator,
  { origin }: Entry,
): PolicyFinding[] {
  const shape = VALUES[family];
  const bad = values.filter((value) => shape?.test(value) === false && !value.includes('${'));
  if (bad.length === 0) return [];
  const message = `compares \`${key}\` by ${operator} with ${quoted(bad)}, which it cannot read`;
  return [finding('VALUE_TYPE_MISMATCH', 'medium', message, [origin])];
}

/** Only where AWS documents key and actions, and none of the actions has the key. */
function unfitActions({ key }: OneCondition, { body, origin }: Entry): PolicyFinding[] {
  const actions = body.Action ?? [];
  const service = key.slice(0, Math.max(0, key.indexOf(':')));
  const isOpen = actions.length === 0 || actions.some((pattern) => /^[*?:]+$/.test(pattern));
  if (isOpen || !isKnownService(service) || !isKnownKey(key) || isGlobalKey(key)) return [];
  const all = actions.map(actionsMatching);
  // An action that is not in the table may have the key.
  if (all.some((known) => known.length === 0)) return [];
  const has = (action: string): boolean =>
    actionEntry(action)?.keys.some((one) => isKeyOf(key, one)) === true;
  if (all.some((known) => known.some(has))) return [];
  const message = `asks for \`${key}\`, which by AWS's reference no request for ${quoted(actions)} carries`;
  return [finding('CONDITION_KEY_NOT_FOR_ACTION', doubtful(body), message, [origin])];
}

/** Tags are checked only where AWS documents the key for the service; elsewhere no request carries it. */
function unfitServices({ key }: OneCondition, { body, origin }: Entry): PolicyFinding[] {
  if (!/^aws:(ResourceTag\/|RequestTag\/|TagKeys$)/i.test(key)) return [];
  const names = (body.Action ?? []).map((pattern) => foldCase(pattern.split(':')[0] ?? ''));
  const services = [...new Set(names)].filter(
    (service) => isKnownService(service) && !serviceHasKey(service, key),
  );
  if (services.length === 0) return [];
  const message = `asks for \`${key}\`, which by AWS's reference no request to ${quoted(services)} carries`;
  return [finding('CONDITION_KEY_NOT_FOR_SERVICE', doubtful(body), message, [origin])];
}
