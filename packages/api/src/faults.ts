import type { z } from 'zod';
import type { Refusal } from './problem.ts';
import { suggestionFor } from './suggestion.ts';

/** Where in a request a fault is, or in a file. */
export type Place = 'body' | 'query' | 'params' | 'headers' | 'file';

type Issue = z.core.$ZodIssue;

/** Checks a value against a schema; every fault at once, each with its JSON pointer. */
export function parseWith<S extends z.ZodType>(
  schema: S,
  value: unknown,
  place: Place,
): { ok: true; value: z.output<S> } | { ok: false; refusals: Refusal[] } {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  return {
    ok: false,
    refusals: result.error.issues.flatMap((issue) => faultsOf(issue, { schema, value, place })),
  };
}

interface Context {
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
  readonly place: Place;
}

function faultsOf(issue: Issue, context: Context, at: readonly PropertyKey[] = []): Refusal[] {
  const path = [...at, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownField(key, path, context));
    case 'invalid_union':
      return nearestBranch(issue.errors).flatMap((inner) => faultsOf(inner, context, path));
    case 'invalid_type':
      return [typeFault(issue, path, context)];
    case 'custom':
      return [customFault(issue, path, context)];
    default:
      return [
        fault(
          'INVALID_VALUE',
          `${nameOf(path, context)}: ${sentence(issue.message)}`,
          path,
          context,
        ),
      ];
  }
}

function unknownField(key: string, path: readonly PropertyKey[], context: Context): Refusal {
  const suggestion = suggestionFor(key, fieldsAt(context.schema, path));
  const meant = suggestion === undefined ? '' : `; did you mean \`${suggestion}\``;
  return fault('UNKNOWN_FIELD', `unknown field \`${key}\`${meant}`, [...path, key], context, {
    field: key,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

function typeFault(
  issue: Extract<Issue, { code: 'invalid_type' }>,
  path: readonly PropertyKey[],
  context: Context,
): Refusal {
  if (valueAt(context.value, path) === undefined) {
    return fault('MISSING_FIELD', `missing field ${nameOf(path, context)}`, path, context);
  }
  const message = `${nameOf(path, context)} must be ${article(issue.expected)} ${issue.expected}`;
  return fault('WRONG_TYPE', message, path, context, { expected: issue.expected });
}

/** A refinement of ours; it may name a code of its own. */
function customFault(
  { message, params }: Extract<Issue, { code: 'custom' }>,
  path: readonly PropertyKey[],
  context: Context,
): Refusal {
  const code: unknown = params?.['code'];
  return typeof code === 'string'
    ? fault(code, `${nameOf(path, context)} ${message}`, path, context)
    : fault('INVALID_VALUE', `${nameOf(path, context)}: ${sentence(message)}`, path, context);
}

function fault(
  code: string,
  message: string,
  path: readonly PropertyKey[],
  context: Context,
  details: Record<string, unknown> = {},
): Refusal {
  return { code, message, details: { in: context.place, pointer: pointerOf(path), ...details } };
}

/** The alternative that went furthest: the one with the fewest faults. */
function nearestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  return branches.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

function nameOf(path: readonly PropertyKey[], context: Context): string {
  return path.length === 0 ? `the ${context.place}` : `\`${path.map(String).join('.')}\``;
}

/** RFC 6901. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined,
    value,
  );
}

function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const [part, ...rest] = path;
  return branchesOf(schema).flatMap((branch) => {
    const def = branch._zod.def as unknown as Definition;
    if (part === undefined) return Object.keys(def.shape ?? {});
    const inner = def.shape?.[String(part)] ?? def.element ?? def.valueType;
    return inner === undefined ? [] : fieldsAt(inner, rest);
  });
}

interface Definition {
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
}

function branchesOf(schema: z.core.$ZodType): z.core.$ZodType[] {
  const def = schema._zod.def as unknown as Definition;
  if (def.options !== undefined) return def.options.flatMap(branchesOf);
  return def.innerType === undefined ? [schema] : branchesOf(def.innerType);
}

function sentence(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
}

function article(noun: string): string {
  return /^[aeio]/.test(noun) ? 'an' : 'a';
}
