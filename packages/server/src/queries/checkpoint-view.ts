import type { CheckpointView } from '@countersign/api';
import type { Id } from '@countersign/domain';
import { EMPTY_ROOT, toBase64 } from '@countersign/evidence';
import type { QueryDeps } from './people.ts';

/** The newest anchored, signed checkpoint: what an approval names as seen. */
export async function checkpointView({ store }: QueryDeps, workspace: Id): Promise<CheckpointView> {
  const newest = await store.log.checkpoint(workspace);
  const { size, root } = newest ?? { size: 0, root: EMPTY_ROOT };
  return { origin: `countersign/${workspace}`, size, root: toBase64(root) };
}
