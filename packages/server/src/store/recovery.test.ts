import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPool } from '../postgres/database.ts';
import { type TestStorage, testStorage } from '../postgres/testing.ts';
import { Lane } from './lane.ts';
import { accepted, founded, input, registered } from './sample.ts';

let storage: TestStorage;

beforeAll(async () => {
  storage = await testStorage();
});
afterAll(() => storage.close());

/** A pool whose connections break right after (or before) the database has taken a COMMIT, once. */
function poolThatLosesACommit(when: 'before' | 'after'): pg.Pool {
  const pool = openPool(storage.access);
  let isDue = true;
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    const losing = async (...args: unknown[]): Promise<unknown> => {
      if (args[0] !== 'commit' || !isDue) return query(...args);
      isDue = false;
      if (when === 'after') await query('commit');
      throw new Error('Connection terminated unexpectedly');
    };
    Object.assign(client, { query: losing });
  });
  return pool;
}

for (const when of ['before', 'after'] as const) {
  it(`resolves a COMMIT whose answer was lost (broken ${when} it took effect) to one append`, async () => {
    const workspace = await founded(storage.store);
    const pool = poolThatLosesACommit(when);
    const lane = new Lane(workspace, {
      pool,
      refusals: () => Promise.resolve([]),
      onFault: () => undefined,
    });
    const answer = randomUUID();
    const committed = accepted(
      await lane.submit(input(workspace), async () => ({ append: [registered(answer)], answer })),
    );
    expect([committed.answer, committed.replayed, committed.logSize]).toEqual([answer, false, 2]);
    expect((await storage.store.events(workspace)).map(({ stream }) => stream)).toEqual([
      `workspace/${workspace}`,
      `nhi/${answer}`,
    ]);
    await pool.end();
  });
}

it('lets two processes write one workspace in one order without losing sight of each other', async () => {
  const workspace = await founded(storage.store);
  const pools = [openPool(storage.access), openPool(storage.access)];
  const lanes = pools.map(
    (pool) =>
      new Lane(workspace, { pool, refusals: () => Promise.resolve([]), onFault: () => undefined }),
  );
  const claims = Array.from({ length: 60 }, (_, at) =>
    lanes[at % 2]?.submit(input(workspace), async (log) => {
      const { nhis } = await log.state(['nhi/*']);
      return { append: [registered(randomUUID())], answer: nhis.size };
    }),
  );
  const answers = (await Promise.all(claims)).map((claim) => claim && accepted(claim).answer);
  expect(answers.toSorted((a = 0, b = 0) => a - b)).toEqual(
    Array.from({ length: 60 }, (_, at) => at),
  );
  await Promise.all(pools.map((pool) => pool.end()));
});

it('goes on with a stream that was begun before and that this process has not loaded', async () => {
  const workspace = await founded(storage.store);
  const id = randomUUID();
  const begin = (lane: Lane): Promise<number | undefined> =>
    lane
      .submit(input(workspace), async () => ({ append: [registered(id)], answer: null }))
      .then((done) => accepted(done).events[0]?.version);
  const pool = openPool(storage.access);
  const options = { pool, refusals: () => Promise.resolve([]), onFault: () => undefined };
  expect(await begin(new Lane(workspace, options))).toBe(1);
  const other = new Lane(workspace, options);
  const versions = [await begin(other), await begin(other)];
  expect(versions[1]).toBe((versions[0] ?? 0) + 1);
  expect(
    (await storage.store.events(workspace, { stream: `nhi/${id}` })).map(({ version }) => version),
  ).toEqual([1, 2, 3]);
  await pool.end();
});

it('never lets the application change or remove what was appended', async () => {
  const workspace = await founded(storage.store);
  const pool = openPool(storage.access);
  const attempt = (text: string): Promise<string> =>
    pool
      .query(
        `begin; select set_config('countersign.workspace', '${workspace}', true); ${text}; commit`,
      )
      .then(
        () => 'done',
        async (error: Error) => {
          await pool.query('rollback');
          return error.message;
        },
      );
  for (const table of ['events', 'log_entries', 'log_nodes', 'checkpoints', 'documents']) {
    const denied = `permission denied for table ${table}`;
    expect(await attempt(`delete from ${table}`)).toBe(denied);
    expect(await attempt(`update ${table} set workspace_id = workspace_id`)).toBe(denied);
    expect(await attempt(`truncate ${table}`)).toBe(denied);
  }
  expect(await attempt('update log_heads set size = 0')).toBe('the log never gets shorter');
  const owner = new pg.Client(storage.access.owner);
  await owner.connect();
  await owner.query(`set search_path = countersign; set countersign.workspace = '${workspace}'`);
  await expect(owner.query('delete from events')).rejects.toThrow('events is append-only');
  await expect(owner.query('truncate events cascade')).rejects.toThrow('events is append-only');
  await owner.query(`set countersign.workspace = '${randomUUID()}'`);
  expect((await owner.query('select * from events')).rowCount).toBe(0); // isolation binds the owner too
  await owner.end();
  await pool.end();
});
