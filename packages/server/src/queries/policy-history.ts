import type { PolicyHistory } from '@countersign/api';
import type { Digest, DomainEvent, Id, Instant } from '@countersign/domain';
import { type QueryDeps, withPeople } from './people.ts';

interface Line {
  readonly at: Instant;
  readonly number: number | null;
  readonly release: Id | null;
  readonly candidate: Id | null;
  readonly digest: Digest;
  readonly by: Id;
}

/** What was adopted and released, newest first; `undefined` when there is no such Policy. */
export async function policyHistory(
  deps: QueryDeps,
  workspace: Id,
  policy: Id,
): Promise<PolicyHistory | undefined> {
  const events = await deps.store.events(workspace, { stream: `policy/${policy}` });
  if (events.length === 0) return undefined;
  const lines: Line[] = [];
  for (const event of events) {
    const line = await lineOf(deps, workspace, event);
    if (line !== null) lines.unshift(line);
  }
  return withPeople(deps, workspace, { items: lines });
}

async function lineOf(deps: QueryDeps, workspace: Id, event: DomainEvent): Promise<Line | null> {
  const { at } = event;
  const by = event.actor.id;
  if (event.type === 'PolicyAdopted' && event.payload.digest !== null) {
    return { at, number: null, release: null, candidate: null, digest: event.payload.digest, by };
  }
  if (event.type !== 'PolicyReleased') return null;
  const { release, number, digest } = event.payload;
  const terms = (await deps.store.aggregate(workspace, 'release', release))?.state.terms;
  return {
    at,
    number,
    release,
    candidate: terms?.candidate ?? null,
    digest,
    by: terms?.triggeredBy ?? by,
  };
}
