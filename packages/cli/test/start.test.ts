import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram, tempFolder } from './run-program.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/countersign.js', import.meta.url));
const folder = tempFolder();
// The database server runs as an account of its own when root starts it.
chmodSync(folder, 0o711);
mkdirSync(join(folder, 'home'));
const env = {
  HOME: join(folder, 'home'),
  COUNTERSIGN_DATA: join(folder, 'data'),
  COUNTERSIGN_STATE: join(folder, 'state'),
};
const START = ['start', '--no-web', '--json'];

let server: ChildProcess;
let ready: {
  url: string;
  port: number;
  startedMs: number;
  evaluation: {
    visitUrl: string;
    workspace: string;
    people: { name: string; keyPath: string }[];
  };
};

beforeAll(async () => {
  server = spawn(process.execPath, [PROGRAM, ...START, '--port', '0'], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: server.stdout as NodeJS.ReadableStream });
  for await (const line of lines) {
    ready = JSON.parse(line);
    break;
  }
});

afterAll(() => {
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('countersign start', () => {
  test('answers, and gives a link that signs a visitor in once', async () => {
    expect((await fetch(`${ready.url}/readyz`)).status).toBe(200);
    const first = await fetch(ready.evaluation.visitUrl, { redirect: 'manual' });
    expect(first.status).toBe(302);
    expect(first.headers.get('set-cookie')).toContain('HttpOnly');
    const second = await fetch(ready.evaluation.visitUrl, { redirect: 'manual' });
    expect(second.status).toBeGreaterThanOrEqual(400);
  });

  test('the keys it names open each part of the evaluation', async () => {
    const { people, workspace } = ready.evaluation;
    expect(people.map(({ name }) => name)).toEqual(['ana', 'ben', 'rita', 'sam']);
    for (const { name, keyPath } of people) {
      const login = ['login', '--server', ready.url, '--workspace', workspace, '--key', keyPath];
      expect((await runProgram(login, { env })).exit).toBe(0);
      const me = await runProgram(['whoami', '--json'], { env });
      expect(me.json()).toMatchObject({ name, mode: 'evaluation' });
    }
  });

  test('a second server on the same folder is refused with words', async () => {
    const ran = await runProgram([...START, '--port', '0'], { env });
    expect(ran.exit).toBe(4);
    expect(ran.json()).toMatchObject({
      ok: false,
      refusals: [{ code: expect.stringMatching(/ALREADY_RUNNING/) }],
    });
    expect(ran.stderr).toContain('help: ');
  });

  test('a port that is taken is named', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, 'localhost', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const other = {
      ...env,
      COUNTERSIGN_DATA: join(folder, 'other'),
      COUNTERSIGN_STATE: join(folder, 'other-state'),
    };
    const ran = await runProgram([...START, '--port', port], { env: other });
    taken.close();
    expect(ran.exit).toBe(4);
    expect(ran.stderr).toContain(port);
    expect(ran.stderr).toMatch(/error [A-Z_]+: .*\nhelp: /);
  });

  test('doctor sees it and finds nothing wrong', async () => {
    const ran = await runProgram(['doctor', '--json'], {
      env: { ...env, COUNTERSIGN_PORT: new URL(ready.url).port },
    });
    expect(ran.exit).toBe(0);
    const { findings } = ran.json() as {
      findings: { name: string; state: string; says: string }[];
    };
    expect(findings.map(({ name }) => name)).toEqual([
      'node',
      'ssh-keygen',
      'database',
      'orphans',
      'keys',
      'disk',
      'port',
    ]);
    expect(findings.find(({ name }) => name === 'port')?.says).toContain(
      'Countersign 0.1.0 answers at',
    );
    expect(findings.find(({ name }) => name === 'orphans')?.says).toContain('are running');
  });

  test('doctor says that a named database does not answer, and never prints its password', async () => {
    const database = {
      DATABASE_URL: 'postgresql://me:hunter2@localhost:9/db',
      COUNTERSIGN_PORT: '1',
    };
    const ran = await runProgram(['doctor'], { env: { ...env, ...database } });
    expect(ran.exit).toBe(1);
    expect(ran.stdout).toContain('DATABASE_URL names localhost:9, which does not answer');
    expect(ran.stdout).not.toContain('hunter2');
  });

  test('doctor without ssh-keygen says how to get it', async () => {
    const ran = await runProgram(['doctor'], {
      env: { ...env, PATH: '/nowhere', COUNTERSIGN_PORT: '1' },
    });
    expect(ran.exit).toBe(1);
    expect(ran.stdout).toMatch(
      /wrong {2}ssh-keygen {2}not found on PATH\n\s+mend: install OpenSSH/,
    );
  });

  test('killed without a word, it leaves no server behind', async () => {
    const other = {
      ...env,
      COUNTERSIGN_DATA: join(folder, 'killed'),
      COUNTERSIGN_STATE: join(folder, 'killed-state'),
    };
    const child = spawn(process.execPath, [PROGRAM, ...START, '--port', '0'], {
      env: { PATH: process.env['PATH'] ?? '', ...other },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    const [line] = await once(lines, 'line');
    const { url } = JSON.parse(line);
    child.kill('SIGKILL');
    await expect
      .poll(
        () =>
          fetch(url).then(
            () => true,
            () => false,
          ),
        { timeout: 20_000 },
      )
      .toBe(false);
  });

  test('a signal while it starts ends it cleanly, and says so', async () => {
    const other = {
      ...env,
      COUNTERSIGN_DATA: join(folder, 'early'),
      COUNTERSIGN_STATE: join(folder, 'early-state'),
    };
    const child = spawn(process.execPath, [PROGRAM, 'start', '--no-web', '--port', '0'], {
      env: { PATH: process.env['PATH'] ?? '', ...other },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    // Its database is being made: the server is in the middle of its start.
    await expect.poll(() => existsSync(other.COUNTERSIGN_DATA), { timeout: 20_000 }).toBe(true);
    const ended = once(child, 'close');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(said).toBe('stopped before it answered; nothing is left running\n');
    const doctor = await runProgram(['doctor', '--json'], { env: { ...other, HOME: env.HOME } });
    const { findings } = doctor.json() as { findings: { name: string; says: string }[] };
    expect(findings.find(({ name }) => name === 'orphans')?.says).not.toContain('are running');
  });

  test('SIGTERM stops it cleanly with exit 0', async () => {
    const ended = new Promise((resolve) => server.on('exit', (code) => resolve(code)));
    server.kill('SIGTERM');
    expect(await ended).toBe(0);
    await expect(fetch(`${ready.url}/readyz`)).rejects.toThrow('fetch failed');
  });
});
