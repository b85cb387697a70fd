import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { takeLock } from './pid-lock.ts';
import { livingProcess } from './process-facts.ts';

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function lockPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cs-lock-'));
  made.push(folder);
  return join(folder, 'a.lock');
}

it('gives a lock to one holder at a time and leaves nothing else behind', () => {
  const path = lockPath();
  const lock = takeLock(path);
  expect(takeLock(path)).toEqual({ heldBy: process.pid });
  expect(readdirSync(join(path, '..'))).toEqual(['a.lock']);
  if ('release' in lock) lock.release();
  expect(takeLock(path)).toHaveProperty('release');
});

it('takes over from a process that is gone', async () => {
  const path = lockPath();
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  writeFileSync(path, `${child.pid} 1 \n`);
  expect(takeLock(path)).toHaveProperty('release');
});

it('takes over when the process id now belongs to another process', () => {
  const path = lockPath();
  writeFileSync(path, `${process.pid} 1 12345\n`);
  expect(takeLock(path)).toHaveProperty('release');
});

it('counts a zombie as dead', async () => {
  // The inner process ends when the outer one is `sleep` already, which never waits for a child.
  const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 30']);
  const [pid] = (await once(parent.stdout, 'data')).map(String).map(Number);
  const until = performance.now() + 5_000;
  while (livingProcess(pid ?? 0) !== undefined && performance.now() < until) {
    await new Promise(setImmediate);
  }
  const path = lockPath();
  writeFileSync(path, `${pid} 1 \n`);
  expect(() => process.kill(pid ?? 0, 0)).not.toThrow(); // the system still knows the id
  expect(takeLock(path)).toHaveProperty('release');
  parent.kill('SIGKILL');
});
