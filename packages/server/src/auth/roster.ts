import type { Digest, Id, Roster } from '@countersign/domain';
import { parseRoster } from '@countersign/evidence';
import type { Store } from '../store/store.ts';

/** The newest Roster of a workspace, or `undefined` before genesis. Documents never change, so they are kept. */
export type ReadRoster = (workspace: Id) => Promise<Roster | undefined>;

const KEPT_MAX = 100;

/** Reads Rosters through the store; which one is the newest is asked every time. */
export function rosterReader(store: Pick<Store, 'state' | 'document'>): ReadRoster {
  const kept = new Map<Digest, Roster>();
  return async (workspace) => {
    const { workspace: record } = await store.state(workspace, [`workspace/${workspace}`]);
    if (record === null) return undefined;
    const { digest } = record.roster;
    const known = kept.get(digest);
    if (known !== undefined) return known;
    const parsed = parseRoster((await store.document(workspace, digest)) ?? new Uint8Array());
    if (!parsed.ok) throw new Error(`the Roster \`${digest}\` in force cannot be read`);
    if (kept.size >= KEPT_MAX) kept.clear();
    kept.set(digest, parsed.value);
    return parsed.value;
  };
}
