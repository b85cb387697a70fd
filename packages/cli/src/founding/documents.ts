import { randomBytes } from 'node:crypto';
import type { Roster, RosterHuman, ServiceKey } from '@countersign/domain';
import { saltedDigest } from '@countersign/evidence';
import { badInput } from '../frame/failure.ts';
import { credentialOf } from './credential-kind.ts';
import { newId } from './new-id.ts';
import type { PeopleFile, Person } from './people-file.ts';

const SALT_BYTES = 16;

/** A name and its salt, kept apart from the Roster so that they can be erased. */
export interface PersonRecord {
  readonly human: string;
  readonly name: string;
  readonly salt: string;
}

/** A human of a Roster with a fresh id and salt. */
export function newHuman(person: Person, now: Date): { human: RosterHuman; record: PersonRecord } {
  const salt = randomBytes(SALT_BYTES);
  const id = newId(now);
  const since = now.toISOString();
  return {
    human: {
      id,
      commitment: saltedDigest(salt, person.name),
      roles: person.founder ? [...new Set([...person.roles, 'founder'])] : [...person.roles],
      accepts: person.accepts,
      since,
      until: null,
      credentials: [credentialOf(newId(now), person.key, since)],
    },
    record: { human: id, name: person.name, salt: salt.toString('hex') },
  };
}

/** Roster 1 of a workspace to be founded; the quorum is of its founders. */
export function firstRoster(
  workspace: string,
  file: PeopleFile,
  threshold: number | undefined,
  serviceKeys: readonly ServiceKey[],
  now: Date,
): { roster: Roster; persons: PersonRecord[] } {
  refuseDoubles(file.people);
  const made = file.people.map((person) => ({ person, ...newHuman(person, now) }));
  const founders = made.filter(({ person }) => person.founder).map(({ human }) => human.id);
  if (founders.length === 0) {
    throw badInput(
      'NO_FOUNDER',
      'a workspace needs a founder',
      'name one with `--founder NAME=KEY.pub`',
    );
  }
  const needed = threshold ?? Math.floor(founders.length / 2) + 1;
  if (needed > founders.length) {
    throw badInput(
      'THRESHOLD',
      `a threshold of ${needed} is more than ${founders.length} founders`,
    );
  }
  const idOf = new Map(made.map(({ person, human }) => [person.name, human.id]));
  const roster: Roster = {
    kind: 'roster',
    v: 1,
    workspace,
    mode: 'founded',
    number: 1,
    previous: null,
    quorum: { threshold: needed, humans: founders },
    humans: made.map(({ human }) => human),
    groups: file.groups.map(({ name, members }) => ({
      name,
      members: members.map((member) => ({ human: memberId(idOf, member, name), until: null })),
    })),
    serviceKeys,
  };
  return { roster, persons: made.map(({ record }) => record) };
}

function memberId(idOf: ReadonlyMap<string, string>, member: string, group: string): string {
  const id = idOf.get(member);
  if (id !== undefined) return id;
  throw badInput('UNKNOWN_MEMBER', `\`${member}\` of group \`${group}\` is not among the people`);
}

function refuseDoubles(people: readonly Person[]): void {
  const names = new Set<string>();
  const keys = new Set<string>();
  for (const { name, key } of people) {
    if (names.has(name)) throw badInput('DOUBLE_NAME', `\`${name}\` is named twice`);
    if (keys.has(key.line)) {
      throw badInput(
        'DOUBLE_KEY',
        `the key of \`${name}\` belongs to another person too`,
        'each human has own keys',
      );
    }
    names.add(name);
    keys.add(key.line);
  }
}
