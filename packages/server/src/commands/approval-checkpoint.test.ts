import { afterAll, beforeAll, expect, test } from 'vitest';
import { approveCandidate } from './approve-candidate.ts';
import { approvalEnvelope } from './testing/people.ts';
import {
  approvalOf,
  codesOf,
  drafted,
  must,
  submit,
  surroundings,
  viewOf,
} from './testing/steps.ts';
import { foundedWorld, PEOPLE, type World } from './testing/world.ts';

let world: World;

beforeAll(async () => {
  world = await foundedWorld();
});
afterAll(() => world.close());

test('an approval over a checkpoint that is not of this log is refused before it spoils the audit', async () => {
  const candidate = await drafted(world, await surroundings(world));
  must(await submit(world, candidate));
  const approval = approvalOf(
    world,
    await viewOf(world, candidate),
    PEOPLE.owner,
    'resource-owner',
  );
  const { checkpoint } = approval;
  const foreign = [
    { ...checkpoint, root: Buffer.alloc(32, 7).toString('base64') },
    { ...checkpoint, size: checkpoint.size + 1_000 },
  ];
  for (const wrong of foreign) {
    const signed = { ...approval, checkpoint: wrong };
    const answer = await approveCandidate(world.deps, world.caller(PEOPLE.owner), {
      candidate,
      envelope: approvalEnvelope(signed, PEOPLE.owner),
      reason: null,
    });
    expect(codesOf(answer)).toEqual(['APPROVAL_CHECKPOINT']);
  }
});
