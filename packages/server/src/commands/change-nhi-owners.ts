import type { Id } from '@countersign/domain';
import { change, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';
import { settleCandidates } from './settle-candidates.ts';

/** Hands an identity to other humans. Owners cannot approve what benefits it, so its candidates go back (INV-4). */
export async function changeNhiOwners(
  deps: Deps,
  caller: Caller,
  input: { readonly nhi: Id; readonly owner: Id; readonly backupOwner: Id },
): Promise<Answer<{ id: Id }>> {
  const changed = await change(deps, caller, {
    streams: [`nhi/${input.nhi}`],
    command: () => given({ type: 'changeNhiOwner', ...input }),
    answer: () => ({ id: input.nhi }),
  });
  if (changed.ok) await settleCandidates(deps, caller.workspace, { nhi: input.nhi });
  return changed;
}
