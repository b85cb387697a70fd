import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { type AnalysisPool, analysisPool, DEFAULT_POOL } from './analysis-pool.ts';

const pools: AnalysisPool[] = [];

afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

/** A worker that answers a text with itself, hangs on `hang`, dies on `die`, and counts its jobs. */
const PROGRAM = `
import { parentPort } from 'node:worker_threads';
let jobs = 0;
parentPort.on('message', ({ id, job }) => {
  jobs += 1;
  if (job.text === 'hang') for (;;);
  if (job.text === 'die') process.exit(1);
  if (job.text === 'throw') throw new Error('no');
  parentPort.postMessage({ id, ok: true, value: { text: job.text, jobs } });
});
`;

function testPool(options: Partial<typeof DEFAULT_POOL> = {}): AnalysisPool {
  const file = join(mkdtempSync(join(tmpdir(), 'countersign-pool-')), 'program.mjs');
  writeFileSync(file, PROGRAM);
  const pool = analysisPool({
    ...DEFAULT_POOL,
    workers: 1,
    // Includes the start of a new worker, which takes long on a busy machine.
    wallMilliseconds: 2_000,
    program: pathToFileURL(file),
    ...options,
  });
  pools.push(pool);
  return pool;
}

const ask = (pool: AnalysisPool, text: string) => pool.run({ kind: 'canonicalise', text });

test('a job that outlives its wall time has no answer, and the next one is answered by a new worker', async () => {
  const pool = testPool();
  const [hung, next] = await Promise.all([ask(pool, 'hang'), ask(pool, 'next')]);
  expect(hung).toEqual({
    ok: false,
    why: 'out-of-time',
    message: 'the analysis was ended by its wall time',
  });
  expect(next).toEqual({ ok: true, value: { text: 'next', jobs: 1 } });
});

test.each(['die', 'throw'])('a worker that ends by `%s` costs its own job alone', async (end) => {
  const pool = testPool();
  const [dead, next] = await Promise.all([ask(pool, end), ask(pool, 'next')]);
  expect(dead).toMatchObject({ ok: false, why: 'crashed' });
  expect(next).toEqual({ ok: true, value: { text: 'next', jobs: 1 } });
});

test('an answer is cached by what was asked, and no answer never is', async () => {
  const pool = testPool();
  await ask(pool, 'a');
  await ask(pool, 'b');
  expect(await ask(pool, 'a')).toEqual({ ok: true, value: { text: 'a', jobs: 1 } });
  expect(await ask(pool, 'hang')).toMatchObject({ ok: false });
  expect(await ask(pool, 'hang')).toMatchObject({ ok: false, why: 'out-of-time' });
});

test('a job that was ended three times is not tried again', async () => {
  const pool = testPool({ wallMilliseconds: 50 });
  for (let time = 0; time < 3; time += 1) await ask(pool, 'hang');
  const started = performance.now();
  expect(await ask(pool, 'hang')).toMatchObject({ ok: false, why: 'out-of-time' });
  expect(performance.now() - started).toBeLessThan(40);
});

test('says which job wall time ended, and nothing of others', async () => {
  const pool = testPool({ wallMilliseconds: 50 });
  const job = (text: string) => ({ kind: 'canonicalise', text }) as const;
  expect(pool.wasEnded(job('hang'))).toBe(false);
  await ask(pool, 'hang');
  expect(['hang', 'other'].map((text) => pool.wasEnded(job(text)))).toEqual([true, false]);
});

test('the cache forgets what was used longest ago', async () => {
  const pool = testPool({ cached: 1 });
  await ask(pool, 'a');
  await ask(pool, 'b');
  expect(await ask(pool, 'a')).toEqual({ ok: true, value: { text: 'a', jobs: 3 } });
});

test('a closed pool answers nobody and leaves nobody waiting', async () => {
  const pool = testPool({ wallMilliseconds: 60_000 });
  const waiting = [ask(pool, 'hang'), ask(pool, 'queued')];
  await pool.close();
  for (const answer of await Promise.all(waiting))
    expect(answer).toMatchObject({ ok: false, why: 'crashed' });
  expect(await ask(pool, 'late')).toMatchObject({ ok: false, why: 'crashed' });
});

test('the real worker reads a policy and gives every fault with its line', async () => {
  const pool = analysisPool({ ...DEFAULT_POOL, workers: 1 });
  pools.push(pool);
  const good = await ask(
    pool,
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}',
  );
  expect(good).toMatchObject({ ok: true, value: { ok: true } });
  const bad = await ask(pool, '{"Version":"2012-10-17",\n"Statement":[],\n"Version":"x"}');
  expect(bad).toMatchObject({ ok: true, value: { ok: false } });
});
