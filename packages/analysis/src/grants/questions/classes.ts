import type { Class, Origin } from '../../questions/answer.ts';
import type { GrantsPolicy } from '../model.ts';
import { cellKey, type Found } from '../sets/ask.ts';
import { type Atom, actionOf, type Subject, subjectKey } from '../sets/atom.ts';
import { type Cell, ownerOf } from '../sets/cell.ts';
import type { Granted } from '../sets/side.ts';
import { type Names, witnessOf } from './witness.ts';

const SHOWN = 4;

/** The two sides of a comparison and which way it goes. */
export interface Sides {
  readonly direction: 'allowed' | 'denied';
  /** The policy that allows the requests, and the one that does not. */
  readonly allowing: GrantsPolicy;
  readonly other: GrantsPolicy;
  readonly names: Names;
}

/** Rights of one subject on the same cells make one class; the widest first. */
export function classesOf(found: readonly Found[], sides: Sides): Class[] {
  const groups = new Map<string, Found[]>();
  const keys = new Map<readonly Cell[], string>();
  for (const one of found) {
    const cells = keys.get(one.cells) ?? one.cells.map(cellKey).join();
    keys.set(one.cells, cells);
    const key = `${subjectKey(one.subject)} ${one.atom.of} ${cells}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()]
    .sort((left, right) => width(right) - width(left))
    .map((group) => classOf(group, sides));
}

/** Resources nobody counts come before any number of those that are named. */
function width(group: readonly Found[]): number {
  const cells = group[0]?.cells ?? [];
  const isOpen = cells.some(({ kind }) => kind === 'others' || kind === 'others-of');
  return group.length * cells.length + (isOpen ? 1e12 : 0);
}

function classOf(group: readonly Found[], sides: Sides): Class {
  const { direction, allowing, other, names } = sides;
  const [first] = group;
  if (first === undefined) throw new Error('a class has at least one right');
  const actions = group.map(({ atom }) => actionOf(atom)).sort();
  const resources = resourcesOf(first, names);
  const granting = originsOf(
    group.flatMap(({ inside }) => inside),
    allowing,
  );
  const before = originsOf(
    group.flatMap(({ outside }) => outside),
    other,
  );
  return {
    summary: `${direction === 'allowed' ? 'newly allows' : 'no longer allows'} ${whoOf(first.subject)} ${actionsText(group)}${onText(first, resources)}`,
    actions,
    resources,
    conditions: [],
    witness: witnessOf(first.subject, strongest(group), first.cells[0] ?? NONE, names),
    from: direction === 'allowed' ? before : granting,
    to: direction === 'allowed' ? granting : before,
  };
}

const NONE: Cell = { kind: 'none' };

const WHO = {
  'github-app': 'the app',
  oauth: 'the client',
  'api-key': 'the key',
  any: '',
} as const;

/** Who holds the rights, in words. */
export function whoOf({ kind, name, provider }: Subject): string {
  const at = provider === null ? '' : ` of ${provider}`;
  return name === null ? 'anyone' : `${WHO[kind]} \`${name}\`${at}`.trim();
}

const ORDER = ['read', 'write', 'admin'];

/** The right a reader should see: the highest level, then by name. */
function strongest(group: readonly Found[]): Atom {
  const [first] = group.map(({ atom }) => atom).sort(byStrength);
  if (first === undefined) throw new Error('a class has at least one right');
  return first;
}

function byStrength(left: Atom, right: Atom): number {
  const levels = ORDER.indexOf(right.level ?? '') - ORDER.indexOf(left.level ?? '');
  return levels === 0 && left.name !== right.name ? (left.name < right.name ? -1 : 1) : levels;
}

/** Only the highest new level of each permission: it includes the others. */
function actionsText(group: readonly Found[]): string {
  const highest = new Map<string, Atom>();
  for (const { atom } of group) {
    const key = `${atom.name} ${atom.path ?? ''}`;
    const known = highest.get(key);
    if (known === undefined || byStrength(atom, known) < 0) highest.set(key, atom);
  }
  const atoms = [...highest.values()].sort(byStrength);
  return listText(
    atoms.map((atom) => `\`${actionOf(atom)}\``),
    'rights',
  );
}

function onText({ atom }: Found, resources: readonly string[]): string {
  if (resources.length === 0) return '';
  const isAll = resources.length === 1 && resources[0] === '*';
  const named = (noun: string): string =>
    listText(
      resources.map((one) => shown(one, noun)),
      noun,
    );
  switch (atom.of) {
    case 'repository':
      return ` on ${isAll ? 'all repositories, present and future' : named('repositories')}`;
    case 'organization':
      return ` in ${isAll ? 'every organization' : named('organizations')}`;
    default:
      return isAll ? '' : ` at ${named('resources')}`;
  }
}

function shown(resource: string, noun: string): string {
  const [base, exceptions] = resource.split(' except ');
  const named = base === '*' ? `all ${noun}` : `\`${base}\``;
  if (exceptions === undefined) return named;
  const left = exceptions.split(', ').map((one) => `\`${one}\``);
  return `${named} except ${listText(left, 'others')}`;
}

function listText(texts: readonly string[], noun: string): string {
  const rest = texts.length - SHOWN;
  if (rest > 1) return `${texts.slice(0, SHOWN).join(', ')} and ${rest} more ${noun}`;
  return texts.join(', ');
}

/** Cells in words: names, `owner/*` and `*`, each with what it leaves out; exact. */
function resourcesOf({ cells, among, atom }: Found, names: Names): string[] {
  if (atom.of === 'account' || atom.of === 'enterprise') return [];
  const open = new Set(cells.map(cellKey));
  const closed = among.filter((cell) => !open.has(cellKey(cell)));
  const isClosed = (owner: string): boolean =>
    closed.some((cell) => cell.kind === 'others-of' && cell.owner === owner);
  const hasOthers = cells.some(({ kind }) => kind === 'others');
  const owners = cells.flatMap((cell) => (cell.kind === 'others-of' ? [cell.owner] : []));
  const listed = cells.flatMap((cell) => (cell.kind === 'name' ? [cell.name] : []));
  const isCovered = (name: string): boolean =>
    owners.includes(ownerOf(name)) || (hasOthers && !isClosed(ownerOf(name)));
  const wide = hasOthers ? [without('*', closed, names)] : [];
  const byOwner = hasOthers ? [] : owners.map((owner) => ownerText(owner, closed, names));
  return [
    ...wide,
    ...byOwner,
    ...listed.filter((name) => !isCovered(name)).map((name) => names.written(name)),
  ];
}

function ownerText(owner: string, closed: readonly Cell[], names: Names): string {
  const own = closed.filter((cell) => cell.kind === 'name' && ownerOf(cell.name) === owner);
  return without(`${names.written(owner)}/*`, own, names);
}

function without(base: string, closed: readonly Cell[], names: Names): string {
  const left = closed.map((cell) => {
    if (cell.kind === 'name') return names.written(cell.name);
    return cell.kind === 'others-of' ? `${names.written(cell.owner)}/*` : '*';
  });
  return left.length === 0 ? base : `${base} except ${left.join(', ')}`;
}

/** Grants of a policy by place, each once, with where they start. */
export function originsOf(granted: readonly Granted[], policy: GrantsPolicy): Origin[] {
  const places = [...new Set(granted.map(({ grant }) => grant))].filter((one) => one !== null);
  return places.sort((left, right) => left - right).map((place) => originOf(place, policy));
}

/** Where one grant stands. */
export function originOf(grant: number, policy: GrantsPolicy): Origin {
  const at = policy.grants[grant]?.at ?? { line: 1, column: 1 };
  return { policy: 0, statement: grant, sid: null, ...at };
}
