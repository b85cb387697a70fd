import type { Id } from '@countersign/domain';
import type { Deps } from '../commands/deps.ts';

/** Deps of a question: nothing here writes or signs. */
export type QueryDeps = Pick<Deps, 'store' | 'now' | 'analysis' | 'passkeys' | 'facts'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The view with the names of everyone whose id stands in it; an erased name is absent. */
export async function withPeople<T extends object>(
  deps: QueryDeps,
  workspace: Id,
  view: T,
): Promise<T & { people: Record<Id, string> }> {
  const [named] = await eachWithPeople(deps, workspace, [view]);
  return named as NonNullable<typeof named>;
}

/** As {@link withPeople} for every view of a page; names are read once. */
export async function eachWithPeople<T extends object>(
  { store }: QueryDeps,
  workspace: Id,
  views: readonly T[],
): Promise<(T & { people: Record<Id, string> })[]> {
  const idsOf = views.map((view) => {
    const ids = new Set<Id>();
    collectIds(view, ids);
    return ids;
  });
  const names = await store.persons.names(workspace, [
    ...new Set(idsOf.flatMap((ids) => [...ids])),
  ]);
  return views.map((view, at) => {
    const own = [...(idsOf[at] ?? [])].flatMap((id) => {
      const name = names.get(id);
      return name === undefined ? [] : [[id, name]];
    });
    return { ...view, people: Object.fromEntries(own) };
  });
}

function collectIds(value: unknown, into: Set<Id>): void {
  if (typeof value === 'string') {
    if (UUID.test(value)) into.add(value);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const member of Object.values(value)) collectIds(member, into);
}
