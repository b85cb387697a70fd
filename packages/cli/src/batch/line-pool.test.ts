import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { DEFAULT_POOL, type LinePool, linePool, type PoolOptions } from './line-pool.ts';

const pools: LinePool[] = [];

afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

/** Answers a line with itself and the number of lines it has had; ends in several ways. */
const PROGRAM = `
import { parentPort } from 'node:worker_threads';
let lines = 0;
parentPort.on('message', (line) => {
  lines += 1;
  if (line === 'hang') for (;;);
  if (line === 'die') process.exit(1);
  if (line === 'eat') for (const eaten = []; ; ) eaten.push(new Array(100_000).fill({ lines }));
  parentPort.postMessage({ text: line + ' ' + lines, isError: false });
});
parentPort.postMessage('ready');
`;
const BROKEN = 'throw new Error("no such module");';

function testPool(options: Partial<PoolOptions> = {}, program = PROGRAM): LinePool {
  const file = join(mkdtempSync(join(tmpdir(), 'countersign-lines-')), 'program.mjs');
  writeFileSync(file, program);
  const pool = linePool(
    { command: 'diff', language: 'aws-iam' },
    {
      ...DEFAULT_POOL,
      workers: 1,
      wallMilliseconds: 300,
      program: pathToFileURL(file),
      ...options,
    },
  );
  pools.push(pool);
  return pool;
}

const row = (text: string) => ({ ok: true, row: { text, isError: false } });

test('a line that hangs is ended by wall time, and those behind it are answered by a new worker', async () => {
  const pool = testPool();
  const lines = ['a', 'hang', 'b', 'c'].map((line) => pool.answer(line));
  expect(await Promise.all(lines)).toEqual([
    row('a 1'),
    {
      ok: false,
      why: 'ended',
      message: 'the analysis was ended by its wall time',
      elapsedMs: expect.any(Number),
    },
    row('b 1'),
    row('c 2'),
  ]);
});

test('a line that breaks its worker costs itself alone', async () => {
  const pool = testPool();
  const [dead, next] = await Promise.all([pool.answer('die'), pool.answer('next')]);
  expect(dead).toMatchObject({ ok: false, why: 'crashed', message: 'the worker ended with 1' });
  expect(next).toEqual(row('next 1'));
});

test('a line that takes too much memory is ended by it', async () => {
  const pool = testPool({ memoryMegabytes: 32, wallMilliseconds: 60_000 });
  const [eater, next] = await Promise.all([pool.answer('eat'), pool.answer('next')]);
  expect(eater).toMatchObject({
    ok: false,
    why: 'ended',
    message: 'the analysis was ended by its memory limit',
  });
  expect(next).toEqual(row('next 1'));
});

test('workers that break before they start are given up, and nobody waits', async () => {
  const pool = testPool({ workers: 2 }, BROKEN);
  const answers = await Promise.all(['a', 'b', 'c'].map((line) => pool.answer(line)));
  for (const answer of answers) {
    expect(answer).toMatchObject({ ok: false, why: 'crashed', message: 'no such module' });
  }
});
