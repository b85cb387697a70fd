import type { Id, Instant, Refusal } from '@countersign/domain';
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

/**
 * DOUBLE_NAME for each name that two humans active from now on would share: people and reviews are told apart by
 * name. Names are alike when they read alike: without regard to case, width and spaces. An unknown name equals none.
 */
export function refuseDoubleNames(
  names: ReadonlyMap<Id, string>,
  humans: Roster['humans'],
  at: Instant,
): readonly Refusal[] {
  const first = new Map<string, Id>();
  return humans.flatMap(({ id, until }) => {
    const name = names.get(id);
    if (name === undefined || (until !== null && until <= at)) return [];
    const other = first.get(alike(name));
    if (other === undefined) {
      first.set(alike(name), id);
      return [];
    }
    const message = `\`${id}\` would be named \`${name}\` as \`${other}\` is`;
    return [{ code: 'DOUBLE_NAME', message, details: { humans: [other, id] } }];
  });
}

const alike = (name: string): string =>
  name.normalize('NFKC').toLowerCase().trim().replaceAll(/\s+/g, ' ');

/** The names given, by human. */
export function namesOf(persons: readonly PersonInput[]): ReadonlyMap<Id, string> {
  return new Map(persons.map(({ human, name }) => [human, name]));
}
