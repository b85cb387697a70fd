import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ok, type StandingWorld, standingWorld } from './standing-world.ts';
import { loadTour } from './tour.ts';

const tour = await loadTour();
const { CONFIRMED, file, words } = tour;
let world: StandingWorld;

beforeAll(async () => {
  world = await standingWorld();
});

afterAll(() => world.server.stop());

interface Statement {
  Sid?: string;
  Action: string[];
}

/** Ana revises the candidate under review and submits it again. */
async function revised(name: string, edit: (statements: Statement[]) => void): Promise<void> {
  const document = JSON.parse(readFileSync(file('autoscaling-v2.json'), 'utf8'));
  edit(document.Statement);
  const path = join(world.folder, `${name}.json`);
  writeFileSync(path, JSON.stringify(document));
  const { ana } = world.people;
  await ok(ana, words`candidate revise ${world.candidate} ${path}`);
  await tour.submit(world, world.candidate, '90d', '60d');
}

describe('an approval that a revision made void', () => {
  test('is given again with one word where the revision is proved equivalent', async () => {
    const { rita } = world.people;
    const line = words`review approve ${world.candidate} --key ${rita.key}`;
    await ok(rita, line, CONFIRMED);
    await revised('renamed', ([first]) => {
      if (first !== undefined) first.Sid = 'ScalingOfCaches';
    });
    const refused = await rita.run(line, ['yes']);
    expect([refused.exit, refused.codes]).toEqual([1, ['NOT_CONFIRMED']]);
    expect(refused.stderr).toContain('proved equivalent');
    expect(refused.stderr).toContain('ScalingOfCaches');
    const after = await ok(rita, line, ['re-affirm']);
    const [former, again] = after.reviews.filter((one: { kind: string }) => one.kind === 'approve');
    expect(former.void).toBe('the candidate was revised');
    expect([again.void, again.reason]).toEqual([
      null,
      expect.stringMatching(/^re-affirmed: proved equivalent to sha256:[0-9a-f]{64}$/),
    ]);
  });

  test('has to be read and confirmed anew where the revision decides anything differently', async () => {
    const { rita } = world.people;
    const line = words`review approve ${world.candidate} --key ${rita.key}`;
    await revised('narrower', (statements) => {
      for (const one of statements) {
        one.Action = one.Action.filter((action) => !action.endsWith('DeleteAlarms'));
      }
    });
    const ran = await rita.run(line, ['re-affirm']);
    expect([ran.exit, ran.codes]).toEqual([1, ['NOT_CONFIRMED']]);
    expect(ran.stderr).toContain('is narrower, not proved equivalent to what you approved');
    expect(ran.stderr).toContain('DeleteAlarms');
    expect((await ok(rita, line, CONFIRMED)).reviews.at(-1).void).toBeNull();
  });

  test('says nothing to somebody who approved nothing', async () => {
    const { sam } = world.people;
    const line = words`review approve ${world.candidate} --key ${sam.key}`;
    const ran = await sam.run(line, ['re-affirm']);
    expect([ran.exit, ran.codes]).toEqual([1, ['NOT_CONFIRMED']]);
    expect(ran.stderr).not.toContain('Since your approval');
  });
});
