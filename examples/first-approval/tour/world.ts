import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Person } from './person.ts';
import type { Server } from './server.ts';

/** What the tour has made so far. */
export interface World {
  readonly folder: string;
  readonly port: number;
  server: Server;
  readonly people: People;
  workspace: string;
  trust: string;
}

/** Who takes part: each with an own HOME and key; mallory is in no Roster. */
export interface People {
  readonly ana: Person;
  readonly ben: Person;
  readonly rita: Person;
  readonly sam: Person;
  readonly mallory: Person;
}

export const STAGING = 'staging/aws/111122223333';
export const PRODUCTION = 'prod/aws/444455556666';

/** The six words and a reason, as a reviewer types them. */
export const CONFIRMED: readonly string[] = [
  'intent',
  'risk',
  'denial',
  'ownership',
  'scope',
  'exceptions',
  'node type changes are needed, deletion stays denied',
];

const HERE = fileURLToPath(new URL('..', import.meta.url));

/** A file of this example. */
export function file(name: string): string {
  return join(HERE, name);
}

/** Writes a file into the tour's own folder and returns its path. */
export function write(world: { readonly folder: string }, name: string, content: string): string {
  const path = join(world.folder, name);
  writeFileSync(path, content);
  return path;
}

/** A time so many days from now. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}
