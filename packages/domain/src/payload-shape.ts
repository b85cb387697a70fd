import { isInstant } from './instant.ts';

/** Whether a value from outside is what a field must be. Total: never throws, whatever it is given. */
export type Check = (value: unknown) => boolean;

/** A check for each field of an object, by name; no other field is allowed. */
export type Shape<T> = { readonly [K in keyof T]-?: Check };

/** What is wrong with the fields of an object, in words; none when all are there and as they must be. */
export function faultsOf<T>(shape: Shape<T>, value: unknown): readonly string[] {
  if (!isRecord(value)) return ['the payload is no object'];
  const checks: Readonly<Record<string, Check>> = shape;
  const named = Object.keys(checks).flatMap((name) => {
    if (!Object.hasOwn(value, name)) return [`field \`${name}\` of the payload is missing`];
    return checks[name]?.(value[name]) === true ? [] : [`field \`${name}\` is malformed`];
  });
  const unknown = Object.keys(value)
    .filter((name) => !Object.hasOwn(checks, name))
    .map((name) => `unknown field \`${name}\` in the payload`);
  return [...named, ...unknown];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Any text but the empty one: ids and names. */
export const isText: Check = (value) => typeof value === 'string' && value !== '';

export const isDigest: Check = (value) => typeof value === 'string' && value.startsWith('sha256:');

export const isTime: Check = (value) => typeof value === 'string' && isInstant(value);

/** A whole number from 1 up. */
export const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 1;

export const isBoolean: Check = (value) => typeof value === 'boolean';

export function oneOf(...values: readonly string[]): Check {
  return (value) => typeof value === 'string' && values.includes(value);
}

export function orNull(check: Check): Check {
  return (value) => value === null || check(value);
}

export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every((member) => check(member));
}

export function objectOf<T>(shape: Shape<T>): Check {
  return (value) => faultsOf(shape, value).length === 0;
}

/** At least one of them holds. */
export function eitherOf(...checks: readonly Check[]): Check {
  return (value) => checks.some((check) => check(value));
}
