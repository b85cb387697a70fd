import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runProgram, tempFolder } from './run-program.ts';

const RECORDER = fileURLToPath(new URL('./record-imports.ts', import.meta.url));

test('a gate loads neither server, client, schemas nor database', async () => {
  const record = join(tempFolder(), 'imports');
  const env = { NODE_OPTIONS: `--import ${RECORDER}`, RECORD_IMPORTS: record };
  const args = [
    'gate',
    'verify',
    '/nowhere',
    '--environment',
    'x',
    '--trust',
    '/nowhere',
    '--state',
    '/nowhere',
  ];
  const ran = await runProgram(args, { env });
  expect(ran.exit).toBe(3);
  const loaded = readFileSync(record, 'utf8').split('\n');
  expect(loaded.some((url) => url.includes('/packages/assurance/src/gate/'))).toBe(true);
  for (const other of [
    '/packages/api/',
    '/packages/server/',
    '/zod/',
    '/fastify',
    '/yaml/',
    '/cli-table3/',
  ]) {
    expect(loaded.filter((url) => url.includes(other))).toEqual([]);
  }
});

test('a trust file that is none exits 3, a bundle that is none exits 1', async () => {
  const folder = tempFolder();
  const bad = join(folder, 'trust.json');
  writeFileSync(bad, '{"kind":"trust-policy","v":1,"workspce":"x"}');
  const made = await runProgram(['gate', 'init', '--state', join(folder, 'state'), '--json']);
  expect(made.exit).toBe(0);
  const args = [
    'gate',
    'verify',
    folder,
    '--environment',
    'x',
    '--trust',
    bad,
    '--state',
    join(folder, 'state'),
    '--json',
  ];
  const ran = await runProgram(args);
  expect(ran.exit).toBe(3);
  const { refusals } = ran.json() as { refusals: { code: string; message: string }[] };
  expect(refusals.map(({ code }) => code)).toContain('UNKNOWN_FIELD');
  expect(refusals.find(({ code }) => code === 'UNKNOWN_FIELD')?.message).toContain(
    'did you mean `workspace`',
  );
});

test('no option of the gate sets its clock', async () => {
  const help = await runProgram(['gate', 'verify', '--help']);
  expect(help.stdout).not.toMatch(/--(now|time|at|date|clock)/);
});
