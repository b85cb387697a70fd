import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { tempFolder } from './run-program.ts';
import { loadTour, type TourPerson, type TourRan, type TourWorld } from './tour.ts';

const tour = await loadTour();

/** A founded workspace on a server of its own, with everything described and a candidate in review. */
export interface StandingWorld extends TourWorld {
  readonly candidate: string;
  readonly things: {
    readonly nhi: string;
    readonly policy: string;
    readonly requirement: string;
  };
}

/** Stands one up by the steps of the tour. */
export async function standingWorld(): Promise<StandingWorld> {
  const folder = tempFolder();
  // The database server runs as an account of its own when root starts it.
  chmodSync(folder, 0o711);
  mkdirSync(join(folder, 'homes', 'server'), { recursive: true });
  const names = ['ana', 'ben', 'rita', 'sam', 'mallory'] as const;
  const made = await Promise.all(
    names.map(async (name) => [name, await tour.person(folder, name)] as const),
  );
  const people = Object.fromEntries(made) as TourWorld['people'];
  const port = await tour.freePort();
  const server = await tour.startServer(folder, port);
  const world: TourWorld = { folder, port, server, people, workspace: '', trust: '' };
  await tour.foundChapter(world);
  await tour.signInChapter(world);
  const need = tour.file('requirement.yaml');
  const things = await tour.describe(world, tour.STAGING, '111122223333', need);
  const candidate = await tour.draft(world, things, tour.file('autoscaling-v2.json'));
  await tour.submit(world, candidate, '90d', '60d');
  return Object.assign(world, { candidate, things: things as StandingWorld['things'] });
}

/** The document of a run that has to hold. */
export async function ok(
  who: TourPerson,
  args: string[],
  answers: readonly string[] = [],
): Promise<TourRan['json']> {
  const ran = await who.run(args, answers);
  expect({ exit: ran.exit, stderr: ran.exit === 0 ? '' : ran.stderr }).toEqual({
    exit: 0,
    stderr: '',
  });
  return ran.json;
}
