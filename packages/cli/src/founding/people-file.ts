import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Tier } from '@countersign/domain';
import { readDocument } from '../files/read-document.ts';
import { checkShape, isFlag, isList, isText, isTexts, type Shape } from '../files/shape.ts';
import { badInput, EXIT, Failure, type Reason } from '../frame/failure.ts';
import { type PublicKeyLine, parsePublicKeyLine } from '../ssh/ssh-keygen.ts';

/** One person as founders describe them. */
export interface Person {
  readonly name: string;
  readonly key: PublicKeyLine;
  readonly founder: boolean;
  readonly roles: readonly string[];
  readonly accepts: readonly {
    readonly environment: string;
    readonly upTo: Tier;
    readonly until: string | null;
  }[];
}

export interface PeopleFile {
  readonly people: readonly Person[];
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
}

const FILE: Shape = { people: { rule: isList }, groups: { rule: isList, optional: true } };
const PERSON: Shape = {
  name: { rule: isText },
  key: { rule: isText },
  founder: { rule: isFlag, optional: true },
  roles: { rule: isTexts, optional: true },
  accepts: { rule: isList, optional: true },
};
const ACCEPT: Shape = {
  environment: { rule: isText },
  upTo: { rule: (value) => (isTier(value) ? undefined : 'one of T0, T1, T2, T3, T4 is expected') },
  until: { rule: isText, optional: true },
};
const GROUP: Shape = { name: { rule: isText }, members: { rule: isTexts } };

/** Reads a people file; keys are looked for beside it. Every fault at once, by name. */
export async function readPeopleFile(file: string): Promise<PeopleFile> {
  const read = checkShape(await readDocument(file), FILE, { file, pointer: '' });
  const people = read['people'] as unknown[];
  const groups = (read['groups'] ?? []) as unknown[];
  const faults = [
    ...people.flatMap((item, at) => faultsOf(item, PERSON, file, `/people/${at}`)),
    ...groups.flatMap((item, at) => faultsOf(item, GROUP, file, `/groups/${at}`)),
    ...people.flatMap((item, at) => acceptFaults(item, file, `/people/${at}`)),
  ];
  if (faults.length > 0) throw new Failure(faults, EXIT.usage);
  return {
    people: await Promise.all(people.map((item) => person(item as RawPerson, dirname(file)))),
    groups: groups as PeopleFile['groups'],
  };
}

/** A founder given as `NAME=KEY.pub`. */
export async function founderOption(text: string): Promise<Person> {
  const cut = text.indexOf('=');
  if (cut <= 0 || cut === text.length - 1) {
    throw badInput('BAD_FOUNDER', `\`${text}\` is not \`NAME=KEY.pub\``);
  }
  const key = await readKey(text.slice(cut + 1));
  return { name: text.slice(0, cut), key, founder: true, roles: [], accepts: [] };
}

/** The public key in a file. */
export async function readKey(path: string): Promise<PublicKeyLine> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw badInput('CANNOT_READ', `\`${path}\` cannot be read: ${error.code ?? error.message}`);
  });
  return parsePublicKeyLine(text, path);
}

/** Whether a value names a tier. */
export function isTier(value: unknown): value is Tier {
  return typeof value === 'string' && /^T[0-4]$/.test(value);
}

interface RawPerson {
  name: string;
  key: string;
  founder?: boolean;
  roles?: string[];
  accepts?: { environment: string; upTo: Tier; until?: string }[];
}

async function person(raw: RawPerson, folder: string): Promise<Person> {
  return {
    name: raw.name,
    key: await readKey(resolve(folder, raw.key)),
    founder: raw.founder ?? false,
    roles: raw.roles ?? [],
    accepts: (raw.accepts ?? []).map(({ environment, upTo, until }) => ({
      environment,
      upTo,
      until: until ?? null,
    })),
  };
}

function acceptFaults(item: unknown, file: string, pointer: string): Reason[] {
  const accepts = (item as RawPerson | null)?.accepts;
  if (!Array.isArray(accepts)) return [];
  return accepts.flatMap((accept, at) =>
    faultsOf(accept, ACCEPT, file, `${pointer}/accepts/${at}`),
  );
}

function faultsOf(item: unknown, shape: Shape, file: string, pointer: string): readonly Reason[] {
  try {
    checkShape(item, shape, { file, pointer });
    return [];
  } catch (error) {
    if (error instanceof Failure) return error.reasons;
    throw error;
  }
}
