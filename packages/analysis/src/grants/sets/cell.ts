import type { Atom } from './atom.ts';

/** What a right may be exercised on. Names of accounts and repositories are in lower case: GitHub ignores case. */
export type Reach =
  | { readonly kind: 'everything' }
  | { readonly kind: 'owner'; readonly owner: string }
  | { readonly kind: 'names'; readonly names: ReadonlySet<string> }
  /** Everything but what has one of the names; only patterns reach so. */
  | { readonly kind: 'except'; readonly names: ReadonlySet<string> };

/**
 * A set of resources that no reach in question tells apart: one that is named, the others of an owner that is named,
 * all others, or (rights without a resource) the only one. The cells of a question are finitely many and cover all.
 */
export type Cell =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'others-of'; readonly owner: string }
  | { readonly kind: 'others' }
  | { readonly kind: 'none' };

/** The cells that `reaches` tell apart. */
export function cellsOf(of: Atom['of'], reaches: readonly Reach[]): Cell[] {
  if (of === 'account' || of === 'enterprise') return [{ kind: 'none' }];
  const names = new Set(reaches.flatMap((one) => ('names' in one ? [...one.names] : [])));
  const owners = new Set(reaches.flatMap((one) => (one.kind === 'owner' ? [one.owner] : [])));
  return [
    ...[...names].map((name): Cell => ({ kind: 'name', name })),
    ...[...owners].map((owner): Cell => ({ kind: 'others-of', owner })),
    { kind: 'others' },
  ];
}

/** Whether a reach covers a cell whole; it covers whole or not at all. */
export function covers(reach: Reach, cell: Cell): boolean {
  if (reach.kind === 'everything') return true;
  if (reach.kind === 'names') return cell.kind === 'name' && reach.names.has(cell.name);
  if (reach.kind === 'except') return !(cell.kind === 'name' && reach.names.has(cell.name));
  if (cell.kind === 'others-of') return cell.owner === reach.owner;
  return cell.kind === 'name' && ownerOf(cell.name) === reach.owner;
}

/** The same reach in few parts: all names in one. */
export function union(reaches: readonly Reach[]): Reach[] {
  if (reaches.length < 2) return [...reaches];
  const names = new Set<string>();
  for (const reach of reaches) {
    if (reach.kind === 'everything') return [reach];
    if (reach.kind === 'names') for (const name of reach.names) names.add(name);
  }
  const owners = new Map(
    reaches.flatMap((reach) => (reach.kind === 'owner' ? [[reach.owner, reach] as const] : [])),
  );
  const excepts = reaches.filter(({ kind }) => kind === 'except');
  const named = names.size > 0 ? [{ kind: 'names' as const, names }] : [];
  return [...owners.values(), ...named, ...excepts];
}

/** The account a repository belongs to. */
export function ownerOf(repository: string): string {
  return repository.split('/')[0] ?? '';
}
