import type { Id } from '@countersign/domain';
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

/** Registers a non-human identity with an owner and a backup owner, two humans of the Roster (INV-11). */
export function registerNhi(
  deps: Deps,
  caller: Caller,
  input: NhiInput,
): Promise<Answer<{ id: Id }>> {
  return change(deps, caller, {
    streams: [],
    command: async ({ log }) =>
      given({
        type: 'registerNhi',
        environment: input.environment,
        source: input.source,
        externalId: await log.putText(input.externalId),
        name: await log.putText(input.name),
        owner: input.owner,
        backupOwner: input.backupOwner,
      }),
    answer: (events) => ({ id: createdId(events, 'NhiRegistered') }),
  });
}
