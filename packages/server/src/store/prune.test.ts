import { randomUUID } from 'node:crypto';
import { addSeconds } from '@countersign/domain';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestStorage, testStorage } from '../postgres/testing.ts';
import { IDEMPOTENCY_DAYS } from './prune.ts';
import { AT, accepted, founded, input, registered, SOME } from './sample.ts';
import { newSecret } from './secrets.ts';
import type { Committed } from './store.ts';

const DAY_SECONDS = 86_400;
const NOW = addSeconds(AT, IDEMPOTENCY_DAYS * DAY_SECONDS);
const LATER = addSeconds(NOW, 1);

let storage: TestStorage;

beforeAll(async () => {
  storage = await testStorage();
});
afterAll(() => storage.close());

it('prunes what expired, and idempotency rows that are seven days old, and nothing else', async () => {
  const workspace = await founded(storage.store);
  const session = { workspace, kind: 'visitor', human: null, credential: null } as const;
  const old = newSecret('session', workspace);
  const live = newSecret('session', workspace);
  await storage.store.access.openSession({ ...session, ...old, expiresAt: NOW });
  await storage.store.access.openSession({ ...session, ...live, expiresAt: LATER });
  await storage.store.access.putChallenge(workspace, 'old', NOW);
  await storage.store.access.putChallenge(workspace, 'live', LATER);
  await storage.store.setup.put('visit/old', { workspace, expiresAt: NOW });
  await storage.store.setup.put('visit/live', { workspace, expiresAt: LATER });
  await storage.store.setup.put('setup-fact', { expiresAt: NOW });
  const ask = (key: string, at: string): Promise<Committed<string>> =>
    storage.store.command(
      { ...input(workspace), at, idempotency: { key, request: SOME } },
      async () => ({ append: [registered(randomUUID())], answer: key }),
    );
  await ask('old', AT);
  await ask('young', addSeconds(AT, DAY_SECONDS));
  const before = await storage.store.log.size(workspace);
  expect(await storage.store.prune(NOW)).toEqual({
    sessions: 1,
    challenges: 1,
    visitCodes: 1,
    idempotency: 2, // the founding's own is as old
  });
  expect(await storage.store.prune(NOW)).toEqual({
    sessions: 0,
    challenges: 0,
    visitCodes: 0,
    idempotency: 0,
  });
  expect(await storage.store.access.session(live.secret, NOW)).toMatchObject({ expiresAt: LATER });
  expect(await storage.store.access.takeChallenge(workspace, 'live', NOW)).toBe(true);
  expect(await storage.store.setup.take('visit/live')).toBe(true);
  expect(await storage.store.setup.take('setup-fact')).toBe(true);
  expect(accepted(await ask('young', NOW)).replayed).toBe(true);
  expect(accepted(await ask('old', NOW)).replayed).toBe(false);
  expect(await storage.store.log.size(workspace)).toBe(before + 1);
});
