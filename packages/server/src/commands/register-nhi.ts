import type { Id, WorkspaceState } from '@countersign/domain';
import { type Known, refuseDouble } from './already-there.ts';
import { change, createdId, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';

export interface NhiInput {
  readonly environment: string;
  readonly source: string;
  readonly externalId: string;
  readonly name: string;
  readonly owner: Id;
  readonly backupOwner: Id;
}

/**
 * Registers a non-human identity with an owner and a backup owner, two humans of the Roster (INV-11). Once: a second
 * entry for the same identity would have owners of its own, and those of the first could approve for it.
 */
export function registerNhi(
  deps: Deps,
  caller: Caller,
  input: NhiInput,
): Promise<Answer<{ id: Id }>> {
  return change(deps, caller, {
    streams: ['nhi/*'],
    command: async ({ log, state }) => {
      const single = await refuseDouble(log, sameSource(state, input), {
        text: input.externalId,
        what: `the identity \`${input.externalId}\` of \`${input.source}\` in \`${input.environment}\``,
      });
      if (!single.ok) return single;
      return given({
        type: 'registerNhi',
        environment: input.environment,
        source: input.source,
        externalId: await log.putText(input.externalId),
        name: await log.putText(input.name),
        owner: input.owner,
        backupOwner: input.backupOwner,
      });
    },
    answer: (events) => ({ id: createdId(events, 'NhiRegistered') }),
  });
}

function sameSource({ nhis }: WorkspaceState, { environment, source }: NhiInput): readonly Known[] {
  return [...nhis.values()]
    .filter((nhi) => nhi.environment === environment && nhi.source === source)
    .map(({ id, externalId }) => ({ id, text: externalId }));
}
