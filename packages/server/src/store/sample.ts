import { randomUUID } from 'node:crypto';
import type { Actor, Digest, NewEvent } from '@countersign/domain';
import { nodeHash } from '@countersign/evidence';
import type { CommandInput, Committed, Store } from './store.ts';

/** Small legitimate commands for tests, crash runs and benches of the store. */

export const AT = '2026-11-23T12:00:00.000Z';
export const SOME: Digest = `sha256:${'0'.repeat(64)}`;

export const human = (): Actor => ({ kind: 'human', id: randomUUID() });

export const ACTOR = human();

export const input = (workspace: string): CommandInput => ({
  workspace,
  actor: ACTOR,
  idempotency: null,
  at: AT,
});

/** A workspace with its genesis entry. */
export async function founded(store: Store): Promise<string> {
  const workspace = randomUUID();
  await store.createWorkspace({ id: workspace, mode: 'evaluation', createdAt: AT });
  accepted(
    await append(store, workspace, [
      {
        type: 'WorkspaceFounded',
        stream: `workspace/${workspace}`,
        payload: {
          mode: 'evaluation',
          roster: SOME,
          ruleSet: SOME,
          rosterEnvelope: null,
          ruleSetEnvelope: null,
          logKey: '',
        },
      },
    ]),
  );
  return workspace;
}

export const append = (
  store: Store,
  workspace: string,
  events: readonly NewEvent[],
): Promise<Committed<null>> =>
  store.command(input(workspace), async () => ({ append: events, answer: null }));

export const registered = (id: string): NewEvent => ({
  type: 'NhiRegistered',
  stream: `nhi/${id}`,
  payload: {
    environment: 'prod/aws/1',
    source: 'aws',
    externalId: SOME,
    name: SOME,
    owner: ACTOR.id,
    backupOwner: ACTOR.id,
  },
});

export const ownerChanged = (id: string): NewEvent => ({
  type: 'NhiOwnerChanged',
  stream: `nhi/${id}`,
  payload: { owner: randomUUID(), backupOwner: ACTOR.id },
});

/** The committed result, or a throw that shows the refusals. */
export function accepted<T>(committed: Committed<T>): Extract<Committed<T>, { ok: true }> {
  if (!committed.ok) throw new Error(JSON.stringify(committed.refusals));
  return committed;
}

/** Code and sentence of the first refusal. */
export function refusalOf(committed: Committed<unknown>): [string, string] {
  const first = committed.ok ? undefined : committed.refusals[0];
  return [first?.code ?? '', first?.message ?? ''];
}

/** RFC 6962 §2.1 as it is written, independent of frontier and stored nodes. */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only = new Uint8Array()] = leaves;
  if (leaves.length <= 1) return only;
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return nodeHash(merkleRoot(leaves.slice(0, half)), merkleRoot(leaves.slice(half)));
}

/** Lets a workspace's log grow to `size` entries, in commands of at most 500 events. */
export async function grow(store: Store, workspace: string, size: number): Promise<void> {
  for (let due = size - (await store.log.size(workspace)); due > 0; due -= GROW_STEP) {
    const events = Array.from({ length: Math.min(due, GROW_STEP) }, () => registered(randomUUID()));
    accepted(await append(store, workspace, events));
  }
}

const GROW_STEP = 500;
