import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from './run-program.ts';
import { ok, type StandingWorld, standingWorld } from './standing-world.ts';
import { loadTour } from './tour.ts';

const FILE = fileURLToPath(
  new URL('../../../examples/templates/resize-team-caches.yaml', import.meta.url),
);
const tour = await loadTour();
const { CONFIRMED, STAGING, words } = tour;
let world: StandingWorld;
let template = '';

beforeAll(async () => {
  world = await standingWorld();
});

afterAll(() => world.server.stop());

const written = (name: string, text: string): string => {
  const path = join(world.folder, name);
  writeFileSync(path, text);
  return path;
};

/** An identity with a need for one team's caches, and a policy to put it in. */
async function scalingJob(team: string): Promise<{ policy: string; requirement: string }> {
  const { ana } = world.people;
  const nhi = await ok(
    ana,
    words`nhi register --environment ${STAGING} --source aws-iam --name ${`scaling ${team}`}
          --external-id arn:aws:iam::111122223333:role/scaling-${team} --owner ana --backup-owner ben`,
  );
  const need = written(
    `${team}.yaml`,
    `apiVersion: countersign/v1
kind: AccessRequirement
environment: ${STAGING}
purpose: resize the caches of ${team}
dataClass: internal
allow:
  - id: change-node-type
    actions: ["elasticache:ModifyCacheCluster"]
    resources: ["arn:aws:elasticache:eu-west-1:111122223333:cluster:${team}-*"]
deny:
  - id: no-cache-deletion
    actions: ["elasticache:Delete*"]
    resources: ["*"]
`,
  );
  const requirement = await ok(
    ana,
    words`requirement create ${need} --nhi ${nhi.id} --expires 2098-01-01`,
  );
  const policy = await ok(
    ana,
    words`policy adopt --name ${`scaling-${team}`} --environment ${STAGING} --owner ana`,
  );
  return { policy: policy.id, requirement: requirement.id };
}

const instantiate = ({ policy, requirement }: { policy: string; requirement: string }) =>
  words`template instantiate ${template} --policy ${policy} --requirement ${requirement}`;

describe('a template', () => {
  test('is created from a file, verified and submitted', async () => {
    const { ana } = world.people;
    const made = await ok(ana, words`template create ${FILE}`);
    expect(made).toMatchObject({ state: 'verified', verification: { outcome: 'passed' } });
    template = made.id;
    const submitted = await ok(ana, words`template submit ${template} --valid-for 60d`);
    expect(submitted.state).toBe('in-review');
  });

  test('is not signed by who wrote it, nor without the six confirmations', async () => {
    const { ana, rita } = world.people;
    const own = await ana.run(words`template approve ${template} --key ${ana.key}`, CONFIRMED);
    expect(own.codes).toEqual(['DISQUALIFIED']);
    const short = await rita.run(
      words`template approve ${template} --key ${rita.key}`,
      CONFIRMED.slice(0, 4),
    );
    expect(short.exit).not.toBe(0);
    const wrong = await rita.run(words`template approve ${template} --key ${rita.key}`, [
      'intent',
      'yes',
    ]);
    expect(wrong.codes).toEqual(['NOT_CONFIRMED']);
  });

  test('is recomputed, shown and signed like a candidate', async () => {
    const { rita } = world.people;
    // By the shipped tier rules it is T2: what an agent may draft within it is no more. One resource owner is asked.
    const first = await rita.run(words`template approve ${template} --key ${rita.key}`, CONFIRMED);
    expect([first.exit, first.json.state, first.json.tier]).toEqual([0, 'approved', 'T2']);
    expect(first.stderr).toContain('What instances may allow, at the most');
    expect(first.stderr).toContain('team: string, matching team-*, 30 characters at most');
    expect(first.stderr).toMatch(/without\s+being asked again/);
    const env = { HOME: join(world.folder, 'homes', 'ana') };
    const listing = await runProgram(words`template list --state approved`, { env });
    expect(listing.stdout).toContain('resize-team-caches');
    const shown = await runProgram(words`template show ${template}`, { env });
    expect(shown.stdout).toContain('live instances');
  });
});

describe('an instance', () => {
  test('inside the bounds is in force at once, and everyone it was decided for can list it', async () => {
    const { ana, rita, sam } = world.people;
    const job = await scalingJob('team-blue');
    const made = await ok(ana, [...instantiate(job), '--set', 'team=team-blue']);
    expect(made).toMatchObject({ reasons: [] });
    expect(made.release).not.toBeNull();
    const { items: mine } = await ok(rita, words`template decisions --mine`);
    expect(mine.map((one: { id: string }) => one.id)).toEqual([made.decision]);
    expect((await ok(sam, words`template decisions --mine`)).items).toEqual([]);
    const looked = await ok(
      sam,
      words`template review ${made.decision} --verdict ok --reason ${'as it should be'}`,
    );
    expect(looked.reviewed).toMatchObject({ verdict: 'ok', note: 'as it should be' });
    const { items } = await ok(sam, words`template decisions --to-review`);
    expect(items).toEqual([]);
  });

  test('with a value outside goes to humans: exit 1, every reason, and the candidate is there', async () => {
    const { ana } = world.people;
    const job = await scalingJob('everyone');
    const made = await ana.run([...instantiate(job), '--set', 'team=everyone']);
    expect(made.exit).toBe(1);
    expect(made.json.decision).toBeNull();
    expect(made.json.reasons.map((one: { code: string }) => one.code)).toContain(
      'OUTSIDE_TEMPLATE',
    );
    const shown = await ok(ana, words`candidate show ${made.json.candidate}`);
    expect(shown.state).toBe('verified');
  });

  test('with no value, or a value that is none, is refused', async () => {
    const { ana } = world.people;
    const job = await scalingJob('team-none');
    const none = await ana.run(instantiate(job));
    expect(none.codes).toEqual(['MISSING_PARAMETER']);
    const star = await ana.run([...instantiate(job), '--set', 'team=team-*']);
    expect(star.codes).toEqual(['WRONG_PARAMETER']);
    const bad = await ana.run([...instantiate(job), '--set', 'team']);
    expect([bad.exit, bad.codes]).toEqual([3, ['BAD_VALUE']]);
  });

  test('of a delegate is within what was delegated', async () => {
    const { ana } = world.people;
    const envelope = written(
      'narrow.json',
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'elasticache:ModifyCacheCluster',
            Resource: 'arn:aws:elasticache:eu-west-1:111122223333:cluster:team-red-*',
          },
        ],
      }),
    );
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const view = await ok(
      ana,
      words`template delegate ${template} --to ben --envelope ${envelope} --until ${until}`,
    );
    const [granted] = view.delegations;
    const job = await scalingJob('team-red');
    const line = [...instantiate(job), '--set', 'team=team-red', '--delegation', granted.id];
    const { ben } = world.people;
    const own = await ben.run(line);
    // Ben backs up the identity, which bars his signature and not his draft.
    expect(own.json.reasons).toEqual([]);
    await ok(ana, words`template undelegate ${template} ${granted.id} --reason ${'done'}`);
  });

  test('is decided no more after the standing approval was revoked', async () => {
    const { ana, sam } = world.people;
    const line = words`template revoke ${template} --reason ${'no longer'} --with-releases`;
    expect((await ok(sam, line)).state).toBe('revoked');
    const job = await scalingJob('team-late');
    const made = await ana.run([...instantiate(job), '--set', 'team=team-late']);
    expect(made.json.reasons.map((one: { code: string }) => one.code)).toEqual([
      'STANDING_NOT_IN_FORCE',
    ]);
  });
});

test('the example is what the guide shows', () => {
  const guide = readFileSync(new URL('../../../docs/guide/templates.md', import.meta.url), 'utf8');
  const shown = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
  const file = readFileSync(FILE, 'utf8');
  for (const block of shown) expect(file).toContain(block);
  expect(shown.length).toBeGreaterThan(0);
});
