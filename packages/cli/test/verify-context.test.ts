import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runInside } from './run-inside.ts';
import { ok, type StandingWorld, standingWorld } from './standing-world.ts';
import { loadTour } from './tour.ts';
import { CANDIDATE, EXAMPLES, folderWith } from './verified.ts';

const { words } = await loadTour();
const ROLE = 'arn:aws:iam::111122223333:role/scaler';
const ENVIRONMENT = 'staging/aws/111122223333';
const own = JSON.parse(readFileSync(join(EXAMPLES, 'autoscaling-v1.json'), 'utf8'));

/** What `aws iam get-account-authorization-details` prints of one role with these inline policies. */
function details(more: Readonly<Record<string, unknown>> = {}): object {
  const inline = Object.entries({ autoscaling: own, ...more }).map(([PolicyName, document]) => ({
    PolicyName,
    PolicyDocument: document,
  }));
  return {
    UserDetailList: [],
    GroupDetailList: [],
    Policies: [],
    RoleDetailList: [
      {
        RoleName: 'scaler',
        Arn: ROLE,
        Path: '/',
        RoleId: 'AROA0000000000000000',
        CreateDate: '2026-01-01T00:00:00Z',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'ec2.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          ],
        },
        InstanceProfileList: [],
        RolePolicyList: inline,
        AttachedManagedPolicies: [],
        Tags: [],
      },
    ],
  };
}

interface Verdict {
  outcome: string;
  checks: { name: string; outcome: string; detail: string; witness: object | null }[];
}

async function verifiedIn(
  account: object,
  candidate: object = {},
): Promise<{ exit: number | null; verdict: Verdict }> {
  const folder = folderWith({
    'c.json': { ...CANDIDATE, identity: ROLE, ...candidate },
    'details.json': account,
  });
  const read = await runInside([
    ...['inventory', 'read', join(folder, 'details.json'), '--environment', ENVIRONMENT],
    ...['--taken-at', '2026-11-28T00:00:00.000Z', '--json'],
  ]);
  const more = folderWith({ 'inventory.json': read.json() });
  const ran = await runInside([
    ...['verify', join(folder, 'c.json'), '--json'],
    ...['--context', join(more, 'inventory.json')],
  ]);
  return { exit: ran.exit, verdict: ran.json() as unknown as Verdict };
}

const outcomeOf = ({ checks }: Verdict, name: string) =>
  checks.find((check) => check.name === name)?.outcome;

describe('with an inventory', () => {
  test('an intended denial is asked of the whole stack, and another policy of the identity breaks it', async () => {
    const other = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'elasticache:DeleteCacheCluster', Resource: '*' }],
    };
    const alone = await verifiedIn(details());
    expect(outcomeOf(alone.verdict, 'denies/no-cache-deletion')).toBe('passed');
    expect(outcomeOf(alone.verdict, 'denies-in-force/no-cache-deletion')).not.toBe('failed');
    const { exit, verdict } = await verifiedIn(details({ other }));
    expect(outcomeOf(verdict, 'denies/no-cache-deletion')).toBe('passed');
    const broken = verdict.checks.find(({ name }) => name === 'denies-in-force/no-cache-deletion');
    expect([exit, broken?.outcome]).toEqual([1, 'failed']);
    expect(broken?.witness).toMatchObject({ action: 'elasticache:DeleteCacheCluster' });
  });

  test.each([
    ['of no identity', { identity: undefined }, 'MISSING_FIELD'],
    ['of another environment', { environment: 'prod/aws/111122223333' }, 'ENVIRONMENT_MISMATCH'],
  ])('a candidate %s is bad input', async (_, candidate, code) => {
    const { exit, verdict } = await verifiedIn(details(), candidate);
    expect(exit).toBe(3);
    expect(JSON.stringify(verdict)).toContain(code);
  });
});

describe('with an audit export', () => {
  let world: StandingWorld;
  let tar = '';

  beforeAll(async () => {
    world = await standingWorld();
    tar = join(world.folder, 'export.tar');
    await ok(world.people.ana, words`audit export --out ${tar}`);
  });
  afterAll(() => world.server.stop());

  test('a candidate is verified as the server would, under the ids the workspace knows it by', async () => {
    const { policy, requirement } = world.things;
    const folder = folderWith({ 'c.json': { ...CANDIDATE, submit: { policy, requirement } } });
    const args = ['verify', join(folder, 'c.json'), '--json', '--context', tar];
    const ran = await runInside(args, {}, () => new Date());
    expect(ran.stderr).toBe('');
    const verdict = ran.json() as unknown as Verdict;
    const shown = await ok(world.people.ana, words`candidate show ${world.candidate}`);
    for (const { name, outcome } of shown.verification.checks) {
      expect([name, outcomeOf(verdict, name)]).toEqual([name, outcome]);
    }
  });

  test('one that does not name them, or an export that was touched, is refused', async () => {
    const folder = folderWith({ 'c.json': CANDIDATE, 'junk.txt': 'no: [export' });
    const unnamed = await runInside(['verify', join(folder, 'c.json'), '--context', tar]);
    expect([unnamed.exit, unnamed.stderr]).toEqual([3, expect.stringContaining('MISSING_FIELD')]);
    const empty = await runInside(['verify', join(folder, 'c.json'), '--context', folder]);
    expect([empty.exit, empty.stderr]).toEqual([1, expect.stringContaining('EXPORT_NOT_SOUND')]);
  });
});
