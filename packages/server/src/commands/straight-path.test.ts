import { afterAll, beforeAll, expect, test } from 'vitest';
import { releaseCandidate } from './release-candidate.ts';
import { approve, drafted, must, submit, surroundings, viewOf } from './testing/steps.ts';
import { foundedWorld, PEOPLE, type World } from './testing/world.ts';

let world: World;

beforeAll(async () => {
  world = await foundedWorld();
});

afterAll(() => world.close());

test('a need becomes a release by a draft that was proved and two humans who signed', async () => {
  const around = await surroundings(world);
  const candidate = await drafted(world, around);
  expect(await viewOf(world, candidate)).toMatchObject({ state: 'verified', verdict: 'broader', tier: 'T3' });
  must(await submit(world, candidate));
  must(await approve(world, candidate, PEOPLE.owner, 'resource-owner'));
  expect(await viewOf(world, candidate)).toMatchObject({ state: 'in-review' });
  must(await approve(world, candidate, PEOPLE.security, 'security'));
  expect(await viewOf(world, candidate)).toMatchObject({ state: 'approved' });
  const released = await releaseCandidate(world.deps, world.caller(PEOPLE.author), { candidate });
  expect(must(released).id).toBeDefined();
});
