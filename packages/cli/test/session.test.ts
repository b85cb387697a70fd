import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { canonicalText } from '@countersign/evidence';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram, tempFolder } from './run-program.ts';

const WORKSPACE = '01900000-0000-7000-8000-000000000001';
const HUMAN = '01900000-0000-7000-8000-000000000002';
const home = tempFolder();
const key = join(home, 'id');

/** A server that is not ours: it hands out whatever challenge it likes, and keeps what it is sent. */
let foreign: Server;
let url = '';
let claimed = '';
let sent: { signature: string; challenge: unknown } | undefined;

beforeAll(async () => {
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  foreign = createServer((request, response) => {
    void body(request).then((text) => {
      response.statusCode = 201;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(
          request.url?.endsWith('/sessions') ? session(text) : { challenge: challenge() },
        ),
      );
    });
  });
  await new Promise<void>((resolve) => foreign.listen(0, 'localhost', resolve));
  const address = foreign.address();
  url = `http://localhost:${typeof address === 'object' ? address?.port : ''}`;
});

afterAll(() => foreign.close());

function challenge() {
  const at = '2026-11-23T12:00:00.000Z';
  return {
    v: 1,
    kind: 'login-challenge',
    origin: claimed,
    workspace: WORKSPACE,
    nonce: 'n',
    issuedAt: at,
    expiresAt: at,
  };
}

function session(text: string) {
  sent = JSON.parse(text);
  return { token: 'secret', human: HUMAN, expiresAt: '2026-11-23T20:00:00.000Z' };
}

async function body(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
}

const login = (env: Record<string, string>) =>
  runProgram(['login', '--server', url, '--workspace', WORKSPACE, '--key', key, '--json'], { env });

describe('signing in', () => {
  test('a challenge for another origin is never signed', async () => {
    claimed = 'https://countersign.example.com';
    sent = undefined;
    const ran = await login({ HOME: home });
    expect(ran.exit).toBe(1);
    expect(ran.json()).toMatchObject({
      refusals: [
        {
          code: 'CHALLENGE_ORIGIN',
          message: `the challenge is for \`${claimed}\`, this is \`${url}\``,
        },
      ],
    });
    expect(sent).toBeUndefined();
  });

  test('the challenge is signed as stock ssh-keygen verifies it', async () => {
    claimed = url;
    const ran = await login({ HOME: home });
    expect(ran.exit).toBe(0);
    const signature = join(home, 'challenge.sig');
    const allowed = join(home, 'allowed');
    writeFileSync(signature, sent?.signature ?? '');
    writeFileSync(allowed, `me ${readFileSync(`${key}.pub`, 'utf8')}`);
    const args = [
      '-Y',
      'verify',
      '-f',
      allowed,
      '-I',
      'me',
      '-n',
      'countersign-login',
      '-s',
      signature,
    ];
    const verified = spawnSync('ssh-keygen', args, { input: canonicalText(sent?.challenge) });
    expect(verified.status).toBe(0);
  });

  test('the token is kept where only its owner can read it', async () => {
    claimed = url;
    await login({ HOME: home });
    const folder = join(home, '.config', 'countersign');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'config.json')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))).toEqual({
      server: url,
      workspace: WORKSPACE,
      token: 'secret',
    });
  });

  test('XDG_CONFIG_HOME goes before HOME', async () => {
    claimed = url;
    const xdg = tempFolder();
    await login({ HOME: home, XDG_CONFIG_HOME: xdg });
    expect(statSync(join(xdg, 'countersign', 'config.json')).isFile()).toBe(true);
  });

  test('a key that is not there is bad input', async () => {
    claimed = url;
    const args = [
      'login',
      '--server',
      url,
      '--workspace',
      WORKSPACE,
      '--key',
      '/nowhere/id',
      '--json',
    ];
    const ran = await runProgram(args, { env: { HOME: home } });
    expect(ran.exit).toBe(3);
    expect(ran.json()).toMatchObject({
      refusals: [{ code: 'NO_KEY', message: 'the key `/nowhere/id` cannot be read: ENOENT' }],
    });
  });
});
