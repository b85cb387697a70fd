import { randomUUID } from 'node:crypto';
import { addSeconds } from '@countersign/domain';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestStorage, testStorage } from '../postgres/testing.ts';
import { AT, accepted, founded, input, registered } from './sample.ts';

let storage: TestStorage;

beforeAll(async () => {
  storage = await testStorage();
});
afterAll(() => storage.close());

it('a command whose clock is behind happens when the newest event did, never before it', async () => {
  const workspace = await founded(storage.store);
  const later = addSeconds(AT, 60);
  const seen: string[] = [];
  const at = async (time: string) => {
    const committed = await storage.store.command(
      { ...input(workspace), at: time },
      async (log) => {
        seen.push(log.at);
        return { append: [registered(randomUUID())], answer: null };
      },
    );
    return accepted(committed).events[0]?.at;
  };
  expect(await at(later)).toBe(later);
  expect(await at(AT)).toBe(later);
  expect(seen).toEqual([later, later]);
});
