import type { Id } from '@countersign/domain';
import type { Deps } from '../commands/deps.ts';

/** Deps of a question: nothing here writes or signs. */
export type QueryDeps = Pick<Deps, 'store' | 'now' | 'analysis' | 'passkeys' | 'facts'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The view with the names of everyone whose id stands in it; an erased name is absent. */
export async function withPeople<T extends object>(
  { store }: QueryDeps,
  workspace: Id,
  view: T,
): Promise<T & { people: Record<Id, string> }> {
  const ids = new Set<Id>();
  collectIds(view, ids);
  const names = await store.persons.names(workspace, [...ids]);
  return { ...view, people: Object.fromEntries(names) };
}

function collectIds(value: unknown, into: Set<Id>): void {
  if (typeof value === 'string') {
    if (UUID.test(value)) into.add(value);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const member of Object.values(value)) collectIds(member, into);
}
