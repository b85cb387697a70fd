import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ORIGIN, type Served, served } from './testing/served.ts';

let world: Served;
beforeAll(async () => {
  world = await served();
});
afterAll(() => world.close());

interface Asked {
  readonly host: string;
  readonly path?: string;
  readonly origin?: string;
}

/** `fetch` sets `Host` by itself, so the request is written by hand. */
function ask({ host, path = '/v1/server', origin }: Asked): Promise<[number, string, string]> {
  const method = origin === undefined ? 'GET' : 'POST';
  const headers = {
    host,
    ...(origin === undefined ? {} : { origin, 'content-type': 'application/json' }),
  };
  return new Promise((done, failed) => {
    const sent = request(`${world.url}${path}`, { method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => {
        const { code = '', detail = '' } = JSON.parse(text) as { code?: string; detail?: string };
        done([answer.statusCode ?? 0, code, detail]);
      });
    });
    sent.on('error', failed).end(origin === undefined ? undefined : '{}');
  });
}

const port = () => new URL(world.url).port;
const challenges = () => `/v1/workspaces/${world.workspace}/login-challenges`;

describe('the server answers', () => {
  test('under the host of its origin and the loopback names of its own port', async () => {
    const hosts = ['localhost:7390', 'LOCALHOST:7390', ...loopback(port())];
    for (const host of hosts) {
      expect([host, (await ask({ host }))[0]]).toEqual([host, 200]);
    }
  });

  test('under no other name: one that was made to resolve to us is refused', async () => {
    expect(await ask({ host: `attacker.example:${port()}` })).toEqual([
      421,
      'HOST_NOT_ALLOWED',
      `this server answers as \`${ORIGIN}\`, not as \`attacker.example:${port()}\``,
    ]);
    for (const host of ['localhost', 'localhost:1', '127.0.0.1', `localhost.evil:${port()}`]) {
      expect([host, (await ask({ host }))[1]]).toEqual([host, 'HOST_NOT_ALLOWED']);
    }
  });

  test('neither its page nor a path that is none under another name', async () => {
    for (const path of ['/', '/v1/nothing', '/openapi.json']) {
      expect((await ask({ host: 'attacker.example', path }))[1]).toBe('HOST_NOT_ALLOWED');
    }
  });

  test('those who watch it, whatever they call it', async () => {
    for (const path of ['/healthz', '/readyz']) {
      expect((await ask({ host: '10.0.0.7:7390', path }))[0]).toBe(200);
    }
  });
});

describe('a change asked for by a page', () => {
  test('is taken from the installation’s own pages', async () => {
    const path = challenges();
    expect((await ask({ host: 'localhost:7390', path, origin: ORIGIN }))[0]).toBe(201);
    for (const host of loopback(port())) {
      expect([host, (await ask({ host, path, origin: `http://${host}` }))[0]]).toEqual([host, 201]);
    }
  });

  test('is refused from any other page', async () => {
    const asked = { host: 'localhost:7390', path: challenges() };
    expect(await ask({ ...asked, origin: 'https://attacker.example' })).toEqual([
      403,
      'ORIGIN_NOT_ALLOWED',
      `a page of \`https://attacker.example\` changes nothing here; only one of \`${ORIGIN}\` does`,
    ]);
    for (const origin of ['null', 'https://localhost:7390', 'http://localhost:7391']) {
      expect([origin, (await ask({ ...asked, origin }))[1]]).toEqual([
        origin,
        'ORIGIN_NOT_ALLOWED',
      ]);
    }
  });
});

function loopback(at: string): [string, string, string] {
  return [`localhost:${at}`, `127.0.0.1:${at}`, `[::1]:${at}`];
}
