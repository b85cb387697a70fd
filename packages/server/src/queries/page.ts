import type { Page } from '@countersign/api';
import type { Id } from '@countersign/domain';
import type { Aggregate, AggregateKind, AggregateQuery } from '../store/aggregate.ts';
import type { QueryDeps } from './people.ts';

/** `?cursor=&limit=` and members that must be equal. */
export interface PageQuery {
  readonly cursor?: string;
  readonly limit: number;
}

/** Members of the state that must be equal; `undefined` asks for nothing. */
export type Filter = Readonly<Record<string, string | undefined>>;

/** One page of a list, newest first, each row made into its view. */
export function pageOf<K extends AggregateKind, T>(
  deps: QueryDeps,
  workspace: Id,
  kind: K,
  query: PageQuery & { readonly filter?: Filter },
  view: (state: Aggregate<K>['state']) => Promise<T>,
): Promise<Page<T>> {
  return pageOfRows(deps, workspace, kind, query, (states) => Promise.all(states.map(view)));
}

/** As {@link pageOf}, the rows made into views together, so that what they share is read once. */
export async function pageOfRows<K extends AggregateKind, T>(
  { store }: QueryDeps,
  workspace: Id,
  kind: K,
  { cursor, limit, filter }: PageQuery & { readonly filter?: Filter },
  views: (states: readonly Aggregate<K>['state'][]) => Promise<T[]>,
): Promise<Page<T>> {
  const query: AggregateQuery = {
    limit,
    filter: givenMembers(filter ?? {}),
    ...(cursor === undefined ? {} : { cursor }),
  };
  const page = await store.aggregates(workspace, kind, query);
  return { items: await views(page.items.map(({ state }) => state)), next: page.next };
}

function givenMembers(filter: Filter): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
