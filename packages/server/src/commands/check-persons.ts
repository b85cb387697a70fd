import type { Id, Refusal } from '@countersign/domain';
import { fromHex, type Roster, saltedDigest } from '@countersign/evidence';

/** Name and salt behind a human's commitment; kept apart from the log, erasable. */
export interface PersonInput {
  readonly human: Id;
  readonly name: string;
  /** 32 hex digits. */
  readonly salt: string;
}

/**
 * PERSON_MISMATCH for each name that the Roster does not commit to: what people are shown for an id is what its
 * quorum signed, so that a server cannot call one human by another's name.
 */
export function checkPersons(
  persons: readonly PersonInput[],
  humans: Roster['humans'],
): readonly Refusal[] {
  const commitments = new Map(humans.map(({ id, commitment }) => [id, commitment]));
  return persons.flatMap(({ human, name, salt }) => {
    const given = saltedDigest(fromHex(salt) ?? new Uint8Array(), name);
    if (commitments.get(human) === given) return [];
    const message = `the name given for \`${human}\` is not the one its roster entry commits to`;
    return [{ code: 'PERSON_MISMATCH', message, details: { human } }];
  });
}
