import { isJsonObject, type Json } from '@countersign/evidence';
import type { Cursor } from '../input/cursor.ts';
import type { PolicyChange } from '../policy-change.ts';

type Values = { readonly [name: string]: Json };

/** One resource of a plan, before and after. */
export interface ResourceChange {
  readonly address: string;
  /** The module it is in, without the numbers of its instances; empty: the root module. */
  readonly module: string;
  readonly type: string;
  readonly name: string;
  readonly action: PolicyChange['action'] | 'none';
  readonly before: Values | null;
  readonly after: Values | null;
  /** `true`, or an object or list with `true` in it, where a value is known after apply only. */
  readonly unknown: Json;
  readonly pointer: string;
}

/** Changes of managed resources; what a data source reads changes nothing. */
export function resourceChangesOf(plan: Cursor): ResourceChange[] {
  return plan
    .at('resource_changes')
    .items()
    .filter((one) => one.at('mode').text() !== 'data')
    .map(changeOf);
}

function changeOf(one: Cursor): ResourceChange {
  const change = one.at('change');
  const deposed = one.at('deposed').text();
  const address = one.at('address').needText();
  return {
    address: deposed === null ? address : `${address} (deposed ${deposed})`,
    module: moduleOf(one.at('module_address').text() ?? ''),
    type: one.at('type').needText(),
    name: one.at('name').text() ?? '',
    action: actionOf(change.at('actions').texts(), change),
    before: change.at('before').object(),
    after: change.at('after').object(),
    unknown: change.at('after_unknown').value ?? null,
    pointer: one.pointer,
  };
}

function moduleOf(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, '');
}

/** `forget` ends the watch over a resource, which stays as it is. */
function actionOf(actions: readonly string[], change: Cursor): ResourceChange['action'] {
  const known = [...actions].sort().join(' ');
  switch (known) {
    case 'no-op':
    case 'read':
    case 'forget':
      return 'none';
    case 'create':
    case 'update':
    case 'delete':
      return known;
    case 'create delete':
      return 'replace';
    case 'create forget':
      return 'create';
    default:
      change.faults.add(
        'WRONG_VALUE',
        `the actions \`${known}\` are not known`,
        `${change.pointer}/actions`,
      );
      return 'update';
  }
}

/** Resources of a state: their values, by address. */
export function resourcesOf(values: Cursor): ResourceChange[] {
  return resourcesIn(values.at('root_module'), 0);
}

/** Modules inside each other; the depth of the document bounds it. */
function resourcesIn(module: Cursor, depth: number): ResourceChange[] {
  const own = module
    .at('resources')
    .items()
    .filter((one) => one.at('mode').text() !== 'data')
    .map((one) => resourceOf(one, module));
  const inner = module.at('child_modules').items();
  return [...own, ...inner.flatMap((one) => resourcesIn(one, depth + 1))];
}

function resourceOf(one: Cursor, module: Cursor): ResourceChange {
  return {
    address: one.at('address').needText(),
    module: moduleOf(module.at('address').text() ?? ''),
    type: one.at('type').needText(),
    name: one.at('name').text() ?? '',
    action: 'create',
    before: null,
    after: one.at('values').object(),
    unknown: null,
    pointer: one.pointer,
  };
}

/** Managed and data resources of a state of a plan (`prior_state`, `planned_values`), with their values. */
export function valuesIn(state: Cursor): { readonly type: string; readonly values: Values }[] {
  const found: { type: string; values: Values }[] = [];
  const open = [state.at('root_module')];
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    for (const one of module.at('resources').items()) {
      const values = one.at('values').object();
      if (values !== null) found.push({ type: one.at('type').needText(), values });
    }
    open.push(...module.at('child_modules').items());
  }
  return found;
}

/** Pairs the resources of two states. */
export function changesBetween(
  before: readonly ResourceChange[],
  after: readonly ResourceChange[],
): ResourceChange[] {
  const old = new Map(before.map((one) => [one.address, one]));
  const now = new Map(after.map((one) => [one.address, one]));
  const gone = before.filter(({ address }) => !now.has(address));
  return [
    ...after.map((one): ResourceChange => {
      const earlier = old.get(one.address);
      return earlier === undefined ? one : { ...one, action: 'update', before: earlier.after };
    }),
    ...gone.map(
      (one): ResourceChange => ({ ...one, action: 'delete', before: one.after, after: null }),
    ),
  ];
}

/** Where a value is known after apply only: pointers inside it, the value itself as an empty one. */
export function unknownIn(mask: Json | undefined, pointer = ''): string[] {
  if (mask === true) return [pointer];
  if (Array.isArray(mask)) {
    return (mask as readonly Json[]).flatMap((one, index) => unknownIn(one, `${pointer}/${index}`));
  }
  if (!isJsonObject(mask)) return [];
  return Object.entries(mask).flatMap(([name, one]) => unknownIn(one, `${pointer}/${name}`));
}
