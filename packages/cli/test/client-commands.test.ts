import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ok, type StandingWorld, standingWorld } from './standing-world.ts';
import { loadTour } from './tour.ts';

const { CONFIRMED, STAGING, words } = await loadTour();

let world: StandingWorld;
let id = '';
let folder = '';

beforeAll(async () => {
  world = await standingWorld();
  id = world.candidate;
  folder = world.folder;
});

afterAll(() => world.server.stop());

describe('decisions that are no approvals', () => {
  test('a comment decides nothing and keeps its author’s words', async () => {
    const view = await ok(world.people.rita, words`review comment ${id} --reason ${'why now?'}`);
    expect(view.state).toBe('in-review');
    expect(view.reviews.at(-1)).toMatchObject({
      kind: 'comment',
      name: 'rita',
      reason: 'why now?',
    });
  });

  test('a rejection blocks until it is withdrawn by whoever gave it', async () => {
    const { rita, sam } = world.people;
    await ok(rita, words`review reject ${id} --reason ${'not this week'}`);
    // The author is refused before anything is asked.
    const { ana } = world.people;
    const author = await ana.run(words`review approve ${id} --key ${ana.key}`);
    expect([author.exit, author.codes]).toEqual([1, ['DISQUALIFIED']]);
    expect(author.stderr).not.toContain('Your decision');
    const other = await sam.run(words`review withdraw-reject ${id}`);
    expect(other.exit).toBe(1);
    const view = await ok(rita, words`review withdraw-reject ${id}`);
    expect(view.state).toBe('in-review');
  });

  test('`review list` shows what waits, with names', async () => {
    const { items } = await ok(world.people.sam, words`review list`);
    expect(items).toMatchObject([{ id, state: 'in-review', verdict: 'incomparable', tier: 'T3' }]);
  });

  test('requested changes wait for a new revision', async () => {
    const view = await ok(
      world.people.sam,
      words`review request-changes ${id} --reason ${'narrow it'}`,
    );
    expect(view.state).toBe('changes-requested');
    const tried = await world.people.rita.run(
      words`review approve ${id} --key ${world.people.rita.key}`,
      CONFIRMED,
    );
    expect([tried.exit, tried.codes]).toEqual([1, ['WRONG_STATE']]);
  });

  test('an author withdraws the candidate for good', async () => {
    const view = await ok(
      world.people.ana,
      words`candidate withdraw ${id} --reason ${'superseded'}`,
    );
    expect(view.state).toBe('withdrawn');
    const again = await world.people.ana.run(words`candidate submit ${id}`);
    expect([again.exit, again.codes.includes('WRONG_STATE')]).toEqual([1, true]);
  });
});

describe('the law', () => {
  test('a RuleSet file is judged: unknown fields by name', async () => {
    const shown = await ok(world.people.sam, words`roster show`);
    expect(shown).toMatchObject({ number: 1, document: { mode: 'founded' } });
    const bad = join(folder, 'rules.json');
    writeFileSync(bad, JSON.stringify({ kind: 'ruleset', v: 1, rulez: [] }));
    const ran = await world.people.sam.run(words`rule validate ${bad}`);
    expect(ran.exit).toBe(3);
    expect(JSON.stringify(ran.json)).toContain('rulez');
    expect((await world.people.sam.run(words`rule propose ${bad}`)).exit).toBe(3);
  });

  test('a human is enrolled when a quorum has signed the next Roster', async () => {
    const { sam, ben, mallory } = world.people;
    const enroll = words`human enroll --name mallory --key ${`${mallory.key}.pub`} --role security --accepts ${'staging/*=T2'}`;
    const proposal = await ok(sam, enroll);
    const sign = (key: string) => words`roster sign ${proposal.id} --key ${key}`;
    expect((await ok(sam, sign(sam.key), ['sign'])).state).toBe('open');
    const seen = await ben.run(sign(ben.key), ['sign']);
    expect(seen.json.state).toBe('adopted');
    expect(seen.stderr).toMatch(
      /\+ added human mallory .*\n +roles: security\n +accepts: up to T2/,
    );
    expect(seen.stderr).toMatch(/keys: SHA256:/);
    const { items } = await ok(sam, words`human list`);
    expect(items.map((one: { name: string }) => one.name)).toContain('mallory');
    const login = words`login --server ${world.server.url} --workspace ${world.workspace} --key ${mallory.key}`;
    expect((await mallory.run(login)).exit).toBe(0);
  });
});

describe('tokens and documents', () => {
  test('a revoked token opens nothing any more', async () => {
    const { rita } = world.people;
    const token = await ok(rita, words`token create --kind pipeline --name ci --ttl 1h`);
    const env = { COUNTERSIGN_TOKEN: token.secret };
    expect((await rita.run(['whoami'], [], env)).exit).toBe(0);
    await ok(rita, words`token revoke ${token.id}`);
    expect((await rita.run(['whoami'], [], env)).exit).toBe(1);
  });

  test('a document is shown only if its bytes have the digest', async () => {
    const { ana } = world.people;
    const { to } = await ok(ana, words`candidate show ${id}`);
    expect(await ok(ana, words`show ${to}`)).toMatchObject({
      digest: to,
      document: { canonical: 'aws-iam/1' },
    });
    expect((await ana.run(words`show sha256:00`)).exit).toBe(3);
  });

  test('an unknown id is bad input, a malformed one too', async () => {
    const { ana } = world.people;
    expect((await ana.run(words`candidate show 01900000-0000-7000-8000-000000000000`)).exit).toBe(
      3,
    );
    expect((await ana.run(words`candidate show x`)).codes).toEqual(['BAD_ID']);
  });

  test('hostile policies are refused by the server with line and column', async () => {
    const { ana } = world.people;
    const bad = join(folder, 'bad.json');
    writeFileSync(bad, '{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}');
    const ran = await ana.run(
      words`policy adopt ${bad} --name bad --environment ${STAGING} --owner ana`,
    );
    expect(ran.exit).toBe(3);
    expect(ran.codes).toContain('JSON_DUPLICATE_KEY');
    expect(ran.stderr).toMatch(/\(at 1:\d+\)/);
    expect(ran.stderr).toContain('help: Keep one of the two; readers disagree about which counts.');
  });

  test('signing out forgets the session', async () => {
    const { mallory } = world.people;
    await ok(mallory, ['logout']);
    expect((await mallory.run(['whoami'])).codes).toEqual(['NOT_SIGNED_IN']);
  });
});
