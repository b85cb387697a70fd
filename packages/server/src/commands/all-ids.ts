import type { Id } from '@countersign/domain';
import type { AggregateKind } from '../store/aggregate.ts';
import type { Deps } from './deps.ts';

/** Ids of every aggregate of a kind whose state has these members, all pages. */
export async function allIds(
  deps: Pick<Deps, 'store'>,
  workspace: Id,
  kind: AggregateKind,
  filter: Readonly<Record<string, string>>,
): Promise<readonly Id[]> {
  const found: Id[] = [];
  let cursor: string | null = null;
  do {
    const from: { cursor?: string } = cursor === null ? {} : { cursor };
    const page = await deps.store.aggregates(workspace, kind, { filter, limit: 100, ...from });
    found.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== null);
  return found;
}
