import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../../bin/countersign.js', import.meta.url));

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What a run of the real program came to. */
export interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as the one JSON document it has to be; throws when it is none. */
  readonly json: () => Record<string, unknown>;
}

/** Runs `countersign` as a person would, in a fresh HOME unless one is given. */
export function runProgram(
  args: readonly string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<Ran> {
  const home = tempFolder();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      env: { PATH: process.env['PATH'] ?? '', HOME: home, ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (exit) =>
      resolve({ exit, stdout, stderr, json: () => JSON.parse(stdout) as Record<string, unknown> }),
    );
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** A folder of its own, gone when the tests of the file end. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-cli-'));
  folders.push(folder);
  return folder;
}
