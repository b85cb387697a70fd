import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Server } from './server.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/countersign.js', import.meta.url));

/** Somebody of the evaluation, signed in with their own key by the program. */
export interface Person {
  readonly human: string;
  readonly token: string;
  /** Sends JSON as this person; the answer has to be one of success. */
  call<T = { readonly id: string }>(method: string, path: string, body?: object): Promise<T>;
  /** Signs an approval in the terminal: `review approve` or `template approve`, all six confirmations given. */
  approve(what: 'review' | 'template', id: string): Promise<void>;
}

/** Signs a part of the evaluation in. */
export async function signIn(server: Server, name: string): Promise<Person> {
  const part = server.people.find((one) => one.name === name);
  if (part === undefined) throw new Error(`the evaluation has no \`${name}\``);
  const home = join(server.folder, `home-${name}`);
  mkdirSync(home, { recursive: true });
  const { url, workspace } = server;
  const { human, keyPath } = part;
  await run(home, ['login', '--server', url, '--workspace', workspace, '--key', keyPath]);
  const config = readFileSync(join(home, '.config', 'countersign', 'config.json'), 'utf8');
  const { token } = JSON.parse(config) as { token: string };
  return {
    human,
    token,
    call: (method, path, body) => call(`${url}${path}`, { method, token, body }),
    approve: (what, id) => run(home, [what, 'approve', id, '--key', keyPath], CONFIRMED),
  };
}

const CONFIRMED = [
  'intent',
  'risk',
  'denial',
  'ownership',
  'scope',
  'exceptions',
  'as it should be',
];

async function call<T>(
  url: string,
  asked: { readonly method: string; readonly token: string; readonly body: object | undefined },
): Promise<T> {
  const { method, token, body } = asked;
  const current =
    method === 'PUT' ? await fetch(url.replace(/\/revision$/, ''), bearer(token)) : null;
  const response = await fetch(url, {
    method,
    headers: {
      ...bearer(token).headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(current === null ? {} : { 'if-match': current.headers.get('etag') ?? '' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${answer}`);
  return JSON.parse(answer) as T;
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

function run(
  home: string,
  args: readonly string[],
  answers: readonly string[] = [],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...args, '--json'], {
      env: { PATH: process.env['PATH'] ?? '', HOME: home },
    });
    const complaints: string[] = [];
    child.stdout.on('data', (text) => complaints.push(String(text)));
    child.stderr.on('data', (text) => complaints.push(String(text)));
    child.on('error', reject);
    child.on('close', (exit) =>
      exit === 0
        ? resolve()
        : reject(new Error(`${args[0]} ended with ${exit}: ${complaints.join('')}`)),
    );
    child.stdin.on('error', () => undefined);
    child.stdin.end(answers.map((answer) => `${answer}\n`).join(''));
  });
}
