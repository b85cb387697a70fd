import type { Json } from '../canonical/jcs.ts';
import { step } from '../parse/faults.ts';

/** A place where a parameter goes: as a whole value, or inside a text. */
export interface Hole {
  readonly parameter: string;
  readonly pointer: string;
  readonly isWhole: boolean;
  /** Whether it is a member of a list, where the members of a list may take its place. */
  readonly isMember: boolean;
}

/** Every hole of a policy, and what is wrong with what looks like one. */
export interface Holes {
  readonly holes: readonly Hole[];
  readonly faults: readonly { readonly pointer: string; readonly message: string }[];
}

/** Finds the holes of a template's policy; names of members are no place for one. */
export function holesOf(policy: Json): Holes {
  const found: { holes: Hole[]; faults: { pointer: string; message: string }[] } = {
    holes: [],
    faults: [],
  };
  visit(policy, { pointer: '', isMember: false, isFixed: false }, found);
  return found;
}

interface Place {
  readonly pointer: string;
  readonly isMember: boolean;
  /** Below an element that says what kind of thing this is, which no parameter may choose. */
  readonly isFixed: boolean;
}

interface Found {
  readonly holes: Hole[];
  readonly faults: { pointer: string; message: string }[];
}

/** Elements that decide what the rest of a policy means. */
const FIXED: readonly string[] = [
  'Effect',
  'Version',
  'kind',
  'apiVersion',
  'apiGroup',
  'canonical',
];

function visit(value: Json, place: Place, found: Found): void {
  if (typeof value === 'string') visitText(value, place, found);
  else if (typeof value !== 'object' || value === null) return;
  else if (isList(value)) {
    for (const [at, one] of value.entries())
      visit(one, { ...place, pointer: step(place.pointer, at), isMember: true }, found);
  } else visitObject(value, place, found);
}

function visitObject(value: { readonly [name: string]: Json }, place: Place, found: Found): void {
  const parameter = wholeHole(value);
  if (parameter !== undefined) {
    addHole(parameter, true, place, found);
    return;
  }
  for (const [name, one] of Object.entries(value)) {
    const pointer = step(place.pointer, name);
    if (name === '$param' || name.includes('<<'))
      found.faults.push({ pointer, message: 'a parameter stands for a value, never for a name' });
    visit(one, { pointer, isMember: false, isFixed: FIXED.includes(name) }, found);
  }
}

function addHole(parameter: string, isWhole: boolean, place: Place, found: Found): void {
  const { pointer, isMember, isFixed } = place;
  if (isFixed)
    found.faults.push({ pointer, message: 'no parameter may choose what kind of thing this is' });
  found.holes.push({ parameter, pointer, isWhole, isMember });
}

/** The parameter that a value stands for as a whole. */
export function wholeHole(value: Json): string | undefined {
  if (typeof value !== 'object' || value === null || isList(value)) return undefined;
  const names = Object.keys(value);
  const parameter = value['$param'];
  return names.length === 1 && typeof parameter === 'string' ? parameter : undefined;
}

const IN_TEXT = /<<([a-z][a-z0-9-]{0,63})>>/g;

function visitText(text: string, place: Place, found: Found): void {
  for (const [, name = ''] of text.matchAll(IN_TEXT)) addHole(name, false, place, found);
  const rest = text.replaceAll(IN_TEXT, '');
  const { pointer } = place;
  if (rest.includes('<<') || rest.includes('>>'))
    found.faults.push({ pointer, message: '`<<` and `>>` stand around the name of a parameter' });
  if (/\$\{[^}]*<<|\$<</.test(text))
    found.faults.push({ pointer, message: 'a parameter cannot stand inside a policy variable' });
}

/** The policy with every hole filled; a list takes the place of a member of a list. */
export function filled(value: Json, values: ReadonlyMap<string, string | readonly string[]>): Json {
  if (typeof value === 'string')
    return value.replaceAll(IN_TEXT, (_, name: string) => String(values.get(name)));
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value))
    return value.flatMap((one) => {
      const whole = wholeHole(one);
      const given = whole === undefined ? undefined : values.get(whole);
      return given === undefined ? [filled(one, values)] : [given].flat();
    });
  const whole = wholeHole(value);
  if (whole !== undefined) return values.get(whole) ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, filled(one, values)]),
  );
}

function isList(
  value: readonly Json[] | { readonly [name: string]: Json },
): value is readonly Json[] {
  return Array.isArray(value);
}
