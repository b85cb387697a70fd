import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rosterReader } from '../auth/roster.ts';
import { setupToken } from '../auth/setup-token.ts';
import { foundedWorld, type World } from '../commands/testing/world.ts';
import { type Store, StoreUnavailable } from '../store/store.ts';
import { buildApp } from './app.ts';
import { ORIGIN } from './testing/served.ts';

let world: World;
let app: FastifyInstance;
const state = mkdtempSync(join(tmpdir(), 'countersign-http-'));
let isAway: Error | null = null;
const lines: string[] = [];

/** The store with its database taken away and given back. */
function leaving(store: Store): Store {
  return new Proxy(store, {
    get: (target, name) =>
      isAway !== null && name === 'ping'
        ? () => Promise.reject(isAway)
        : Reflect.get(target, name, target),
  });
}

beforeAll(async () => {
  world = await foundedWorld();
  const store = leaving(world.deps.store);
  app = await buildApp({
    deps: { ...world.deps, store },
    rosterOf: rosterReader(store),
    setupToken: setupToken(state),
    origin: ORIGIN,
    version: '0.0.0-test',
    evaluation: () => null,
    webFolder: null,
    logTo: { write: (line) => void lines.push(line) },
    signInsPerMinute: 60,
  });
});
afterAll(async () => {
  await app.close();
  await world.close();
  rmSync(state, { recursive: true });
});

describe('a server whose database is away', () => {
  test('says 503 with a time to ask again, and is ready as soon as it is back', async () => {
    isAway = new StoreUnavailable('connect ENOENT /run/secret-place');
    const away = await app.inject('/readyz');
    expect([away.statusCode, away.json().code, away.headers['retry-after']]).toEqual([
      503,
      'DATABASE_UNAVAILABLE',
      '1',
    ]);
    expect(away.body).not.toContain('secret-place');
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    isAway = null;
    expect((await app.inject('/readyz')).statusCode).toBe(200);
  });

  test('tells whoever wrote how to learn what came of it', async () => {
    isAway = new StoreUnavailable('gone', { outcomeUnknown: true });
    expect((await app.inject('/readyz')).json().detail).toBe(
      'the database went away while it was writing; ask again under the same `Idempotency-Key` to learn what came of it',
    );
    isAway = null;
  });

  test('shows nothing of an error it does not know, and logs it without query and credentials', async () => {
    isAway = new Error('password=hunter2');
    const answer = await app.inject({
      url: '/readyz?code=s3cret',
      headers: { authorization: 'Bearer t0ken' },
    });
    isAway = null;
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'INTERNAL']);
    expect(answer.body).not.toContain('hunter2');
    const logged = lines.join('');
    expect(logged).toContain(answer.json().instance);
    expect(logged).not.toMatch(/s3cret|t0ken/);
  });
});
