import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { BOT, type FakeForge, FORGE_TOKEN, fakeForge } from './fake-forge.ts';
import { tempFolder } from './run-program.ts';
import { ok, type StandingWorld, standingWorld } from './standing-world.ts';
import { loadTour } from './tour.ts';

const { words, file } = await loadTour();
const ROOT = join(import.meta.dirname, '..', '..', '..');
const SCRIPT = join(ROOT, 'ci', 'countersign-pr');

/** A repository whose branch `main` has the policy as it was, and whose work tree is the branch of a pull request. */
class Repository {
  readonly folder: string = tempFolder();

  constructor(candidate: Readonly<Record<string, unknown>> = {}) {
    this.git('init', '-q', '-b', 'main');
    copyFileSync(file('autoscaling-v1.json'), join(this.folder, 'policy.json'));
    copyFileSync(file('requirement.yaml'), join(this.folder, 'requirement.yaml'));
    this.write('candidate.json', {
      apiVersion: 'countersign/v1',
      kind: 'Candidate',
      policy: { name: 'autoscaling', to: 'policy.json' },
      requirement: 'requirement.yaml',
      ...candidate,
    });
    this.commit('base');
    this.git('checkout', '-q', '-b', 'change');
  }

  /** The second version of the example, in which this action too may be done on everything. */
  change(action: string): void {
    const policy = JSON.parse(readFileSync(file('autoscaling-v2.json'), 'utf8'));
    policy.Statement[1].Action = [policy.Statement[1].Action, action].flat();
    this.write('policy.json', policy);
    this.commit(action);
  }

  write(name: string, value: unknown): void {
    writeFileSync(join(this.folder, name), `${JSON.stringify(value, null, 2)}\n`);
  }

  commit(message: string): void {
    this.git('add', '-A');
    const who = ['-c', 'user.name=x', '-c', 'user.email=x@example.test'];
    this.git(...who, 'commit', '-q', '-m', message);
  }

  git(...args: string[]): string {
    const env = { PATH: process.env['PATH'] ?? '', HOME: this.folder, GIT_CONFIG_NOSYSTEM: '1' };
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8', env }).trim();
  }
}

interface Ran {
  readonly exit: number | null;
  readonly output: string;
}

/** Runs the script as a job does. */
function job(repository: Repository, env: Readonly<Record<string, string>>): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', [SCRIPT, 'candidate.json'], {
      cwd: repository.folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: repository.folder,
        COUNTERSIGN_BASE: 'main',
        COUNTERSIGN_ALONE: '1',
        ...env,
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, output }));
  });
}

let forge: FakeForge;
beforeEach(async () => {
  forge = await fakeForge();
});
afterEach(() => forge.close());

function forgeEnv(repository: Repository): Record<string, string> {
  const event = join(repository.folder, '..', `${repository.folder.split('/').at(-1)}-event.json`);
  const sha = repository.git('rev-parse', 'HEAD');
  writeFileSync(event, JSON.stringify({ pull_request: { number: 7, head: { sha } } }));
  return {
    GITHUB_API_URL: forge.url,
    GITHUB_REPOSITORY: 'acme/policies',
    GITHUB_TOKEN: FORGE_TOKEN,
    GITHUB_EVENT_PATH: event,
  };
}

describe('a pull request without a server', () => {
  test('has one comment with the semantic diff, whoever else writes the mark, and alerts', async () => {
    const repository = new Repository();
    repository.change('cloudwatch:GetMetricData');
    const spoofed = {
      id: 1,
      body: '<!-- countersign:pull-request -->\nok',
      user: { login: 'eve' },
    };
    forge.comments.push(spoofed);
    const env = { ...forgeEnv(repository), COUNTERSIGN_UPLOAD: '1' };
    const first = await job(repository, env);
    expect(first).toMatchObject({ exit: 0 });
    const second = await job(repository, env);
    expect([second.exit, first.output + second.output]).toEqual([
      0,
      expect.not.stringContaining(FORGE_TOKEN),
    ]);
    const own = forge.comments.filter(({ user }) => user.login === BOT);
    expect(own).toHaveLength(1);
    expect(own[0]?.body).toContain('newly allows `cloudwatch:GetMetricData`');
    expect(spoofed.body).toBe('<!-- countersign:pull-request -->\nok');
    expect(forge.asked.filter((one) => one.startsWith('PATCH'))).toEqual([]);
    expect(forge.sarif[0]).toMatchObject({
      commit_sha: repository.git('rev-parse', 'HEAD'),
      ref: 'refs/pull/7/head',
    });
    const uri = 'runs.0.results.0.locations.0.physicalLocation.artifactLocation.uri';
    expect(forge.sarif[0]?.log).toHaveProperty(uri, 'policy.json');
  });

  test('keeps its comment through faults of the forge, and a second one of a run beside it is taken away', async () => {
    const repository = new Repository();
    repository.change('cloudwatch:GetMetricData');
    // A fault, and then a comment that is written whose answer is lost: the next try writes another one.
    forge.faults.push(502, null, null, 'lost');
    expect(await job(repository, forgeEnv(repository))).toMatchObject({ exit: 0 });
    expect(forge.comments).toHaveLength(1);
    expect(forge.asked.filter((one) => one.startsWith('POST'))).toHaveLength(2);
    repository.change('cloudwatch:ListMetrics');
    expect(await job(repository, forgeEnv(repository))).toMatchObject({ exit: 0 });
    expect(forge.comments).toHaveLength(1);
    expect(forge.comments[0]?.body).toContain('cloudwatch:ListMetrics');
  });

  test('may come from a fork: what the token may not do is a note, and the verdict stands', async () => {
    const repository = new Repository();
    repository.change('cloudwatch:GetMetricData');
    const env = { ...forgeEnv(repository), GITHUB_TOKEN: 'ghs_ofAFork', COUNTERSIGN_UPLOAD: '1' };
    const ran = await job(repository, { ...env, COUNTERSIGN_FAIL_ON: 'new-access' });
    expect(ran.exit).toBe(1);
    expect(ran.output).toContain('note: no comment: the token may not write one');
    expect(ran.output).toContain('note: no SARIF');
  });

  test('that changes no policy is not commented', async () => {
    const repository = new Repository();
    repository.write('README.json', {});
    repository.commit('readme');
    const ran = await job(repository, forgeEnv(repository));
    expect([ran.exit, ran.output.trim(), forge.comments]).toEqual([0, 'no candidate changed', []]);
  });

  test.each([
    ['denials,undetermined', 0],
    ['new-access', 1],
    ['none', 0],
    ['new', 3],
  ])('fails on %s with exit %d', async (failOn, exit) => {
    const repository = new Repository();
    repository.change('cloudwatch:GetMetricData');
    expect((await job(repository, { COUNTERSIGN_FAIL_ON: failOn })).exit).toBe(exit);
  });

  test('fails when an intended denial does not hold, and when what is in force was not given', async () => {
    const requirement = {
      allow: [{ id: 'scale', actions: ['elasticache:ModifyCacheCluster'], resources: ['*'] }],
      deny: [{ id: 'no-alarms', actions: ['cloudwatch:DeleteAlarms'], resources: ['*'] }],
    };
    const repository = new Repository({ requirement });
    repository.change('cloudwatch:GetMetricData');
    expect((await job(repository, {})).exit).toBe(1);
    const open = new Repository();
    open.change('cloudwatch:GetMetricData');
    expect((await job(open, { COUNTERSIGN_ALONE: '' })).exit).toBe(2);
  });

  test('says what is wrong where history does not reach', async () => {
    const repository = new Repository();
    const ran = await job(repository, { COUNTERSIGN_BASE: 'nowhere' });
    expect([ran.exit, ran.output]).toEqual([4, expect.stringContaining('CANNOT_COMPARE')]);
    const option = await job(repository, { COUNTERSIGN_BASE: '--output=x' });
    expect([option.exit, option.output]).toEqual([3, expect.stringContaining('BAD_REF')]);
  });
});

describe('a pull request whose changes are submitted', () => {
  let world: StandingWorld;
  let env: Record<string, string>;

  beforeAll(async () => {
    world = await standingWorld();
    const made = await ok(world.people.ana, words`token create --kind pipeline --name ci --ttl 1h`);
    env = {
      COUNTERSIGN_SERVER: world.server.url,
      COUNTERSIGN_WORKSPACE: world.workspace,
      COUNTERSIGN_TOKEN: made.secret,
    };
  });
  afterAll(() => world.server.stop());

  async function candidates(): Promise<{ id: string; state: string }[]> {
    const { items } = await ok(
      world.people.ana,
      words`candidate list --policy ${world.things.policy}`,
    );
    return items.filter(({ id }: { id: string }) => id !== world.candidate);
  }

  test('ends with one comment and one candidate in review, however often a job runs', async () => {
    const { policy, requirement } = world.things;
    const repository = new Repository({ submit: { policy, requirement } });
    repository.change('cloudwatch:GetMetricData');
    const both = { ...forgeEnv(repository), ...env };
    const first = await job(repository, both);
    expect(first).toMatchObject({ exit: 0 });
    const [drafted, ...more] = await candidates();
    expect([drafted?.state, more]).toEqual(['in-review', []]);
    const again = await job(repository, both);
    expect([again.exit, await candidates()]).toEqual([
      0,
      [expect.objectContaining({ id: drafted?.id })],
    ]);
    expect(forge.comments).toHaveLength(1);
    expect(forge.comments[0]?.body).toContain(`candidate \`${drafted?.id}\` is \`in-review\``);
    expect(first.output + again.output).not.toContain(env['COUNTERSIGN_TOKEN']);

    // Another push revises the same candidate, and the same comment says so.
    repository.change('cloudwatch:ListMetrics');
    const pushed = await job(repository, { ...forgeEnv(repository), ...env });
    expect([pushed.exit, await candidates()]).toEqual([
      0,
      [expect.objectContaining({ id: drafted?.id, state: 'in-review', revision: 2 })],
    ]);
    expect(forge.comments).toHaveLength(1);
    expect(forge.comments[0]?.body).toContain('cloudwatch:ListMetrics');
    const shown = await ok(world.people.ana, words`candidate show ${drafted?.id ?? ''}`);
    const whys = shown.submission.inputs.disqualified.map(({ why }: { why: string }) => why);
    expect(whys).toEqual(expect.arrayContaining(['behind-token', 'requester']));
  });

  test('costs its submission where the server is not there, and the verdict is said all the same', async () => {
    const { policy, requirement } = world.things;
    const repository = new Repository({ submit: { policy, requirement } });
    repository.change('cloudwatch:GetMetricStatistics');
    const away = { ...forgeEnv(repository), ...env, COUNTERSIGN_SERVER: 'http://127.0.0.1:9' };
    const ran = await job(repository, away);
    expect([ran.exit, ran.output]).toEqual([4, expect.stringContaining('SERVER_UNREACHABLE')]);
    expect(forge.comments).toHaveLength(1);
  });
});

test('the action passes inputs to the script by environment alone', () => {
  const action = parse(readFileSync(join(ROOT, 'action', 'action.yml'), 'utf8'));
  const steps: { run: string; env?: Record<string, string> }[] = action.runs.steps;
  for (const { run } of steps) expect(run).not.toContain('${{');
  const used = Object.values(steps.at(-1)?.env ?? {}).join(' ');
  for (const input of Object.keys(action.inputs)) expect(used).toContain(`inputs.${input}`);
  const script = readFileSync(SCRIPT, 'utf8');
  const own = Object.keys(steps.at(-1)?.env ?? {}).filter((name) => name !== 'CANDIDATES');
  for (const name of own) expect(script).toContain(name);
});
