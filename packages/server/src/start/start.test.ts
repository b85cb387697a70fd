import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createClient } from '@countersign/api';
import { canonicalBytes, SSH_NAMESPACES } from '@countersign/evidence';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningServer } from '../wiring.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

let folder: string;
let env: Record<string, string>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-start-'));
  // The database account passes through, so that all of it is in this folder and goes with it.
  chmodSync(folder, 0o755);
  env = {
    PATH: '/usr/bin:/bin',
    HOME: folder,
    COUNTERSIGN_DATA: join(folder, 'data'),
    COUNTERSIGN_STATE: join(folder, 'state'),
  };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Spawned {
  readonly about: Omit<RunningServer, 'stop' | 'failed'>;
  stop(): Promise<number | null>;
}

/** Runs the server's program as `countersign start` does. */
async function run(port = 0): Promise<Spawned> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...env, COUNTERSIGN_PORT: String(port) },
  });
  child.stderr.resume();
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  };
  return { about: JSON.parse(line) as Spawned['about'], stop };
}

describe('a first start', () => {
  let server: Spawned;
  beforeAll(async () => {
    server = await run();
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(0);
  });

  test('founds an evaluation whose visitor reads and does not act', async () => {
    const { evaluation, url } = server.about;
    const visit = await fetch(String(evaluation?.visitUrl), { redirect: 'manual' });
    const cookie = String(visit.headers.get('set-cookie'));
    expect([visit.status, visit.headers.get('location')]).toEqual([302, '/']);
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict$/);
    const headers = { cookie: String(cookie.split(';')[0]) };
    const me = await (await fetch(`${url}/v1/whoami`, { headers })).json();
    expect(me).toMatchObject({
      workspace: evaluation?.workspace,
      mode: 'evaluation',
      actor: { kind: 'visitor' },
    });
    const tried = await fetch(`${url}/v1/tokens`, { headers, method: 'POST' });
    expect((await tried.json()) as object).toMatchObject({ status: 403, code: 'READ_ONLY_VISIT' });
    const again = await fetch(String(evaluation?.visitUrl), { redirect: 'manual' });
    expect((await again.json()) as object).toMatchObject({
      status: 401,
      code: 'VISIT_CODE_UNKNOWN',
    });
  });

  test('makes keys of its people that ssh-keygen signs in with', async () => {
    const { evaluation, url } = server.about;
    const workspace = String(evaluation?.workspace);
    const one = evaluation?.people[0];
    const client = createClient({ baseUrl: url });
    const issued = await client.createLoginChallenge({ params: { workspace } });
    if (!issued.ok) throw new Error(issued.problem.detail);
    const { challenge } = issued.value;
    expect(challenge.origin).toBe(url);
    const file = join(folder, 'challenge');
    writeFileSync(file, canonicalBytes(challenge));
    execFileSync(
      'ssh-keygen',
      ['-Y', 'sign', '-f', String(one?.keyPath), '-n', SSH_NAMESPACES.login, file],
      { stdio: 'ignore' },
    );
    const signature = readFileSync(`${file}.sig`, 'utf8');
    const opened = await client.createSession({
      params: { workspace },
      body: { challenge, signature },
    });
    expect(opened.ok && opened.value.human).toBe(one?.human);
  });

  test('keeps its secrets for the owner alone, and none in its log', () => {
    const { evaluation, setupTokenPath, logPath } = server.about;
    const keys = evaluation?.people.map(({ keyPath }) => keyPath) ?? [];
    expect(keys.length).toBeGreaterThan(0);
    for (const path of [...keys, setupTokenPath, logPath]) {
      expect([path, statSync(path).mode & 0o077]).toEqual([path, 0]);
    }
    const code = String(evaluation?.visitUrl.split('code=')[1]);
    expect(readFileSync(logPath, 'utf8')).not.toContain(code);
  });

  test('binds loopback alone', async () => {
    const { url } = server.about;
    expect(new URL(url).hostname).toBe('localhost');
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });
});

describe('a database that is killed', () => {
  test('costs 503 for a moment, and the server goes on by itself', async () => {
    const { about, stop } = await run();
    const pid = Number(
      readFileSync(join(about.data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0],
    );
    process.kill(pid, 'SIGKILL');
    const seen = new Set<number>();
    const until = performance.now() + 30_000;
    while (!(seen.has(503) && seen.has(200)) && performance.now() < until) {
      seen.add((await fetch(`${about.url}/readyz`)).status);
      if (!seen.has(503)) seen.delete(200);
    }
    expect([...seen]).toEqual([503, 200]);
    expect(await stop()).toBe(0);
  });
});

describe('another start', () => {
  test('finds the evaluation again and gives a new link', async () => {
    const first = await run();
    const before = first.about.evaluation;
    await first.stop();
    const second = await run();
    expect(second.about.evaluation?.workspace).toBe(before?.workspace);
    expect(second.about.evaluation?.visitUrl).not.toBe(before?.visitUrl);
    await second.stop();
  });

  test('on a taken port says so before anything else starts', async () => {
    const other = createServer();
    other.listen(0, 'localhost');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const child = spawn(process.execPath, [MAIN], {
      env: { ...env, COUNTERSIGN_PORT: String(port) },
    });
    const [line] = (await once(createInterface({ input: child.stderr }), 'line')) as [string];
    const [code] = (await once(child, 'exit')) as [number | null];
    other.close();
    expect(JSON.parse(line)).toEqual({
      error: {
        code: 'PORT_TAKEN',
        message: `port \`${port}\` of \`localhost\` is taken by another program`,
        help: 'stop that program, or choose another port with --port or COUNTERSIGN_PORT',
      },
    });
    expect(code).toBe(4);
  });

  test.each([
    ['COUNTERSIGN_PORT', 'many', '`COUNTERSIGN_PORT` is `many`, which is no port'],
    ['COUNTERSIGN_ORIGIN', 'localhost', '`COUNTERSIGN_ORIGIN` is `localhost`, which is no origin'],
  ])('with a wrong %s names it', async (name, value, message) => {
    const child = spawn(process.execPath, [MAIN], { env: { ...env, [name]: value } });
    const [line] = (await once(createInterface({ input: child.stderr }), 'line')) as [string];
    expect(JSON.parse(line)).toMatchObject({ error: { code: 'CONFIG_INVALID', message } });
  });
});
