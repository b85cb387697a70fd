import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { equalBytes } from '@countersign/evidence';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KeyRing, Signer, WorkspaceSigners } from '../keys/signer.ts';
import { openPool } from '../postgres/database.ts';
import { type TestStorage, testStorage } from '../postgres/testing.ts';
import { accepted, append, founded, refusalOf, registered } from '../store/sample.ts';
import type { Committed } from '../store/store.ts';
import type { Anchor, AnchoredHead } from './anchor.ts';
import { AnchoredPublisher } from './anchored-publisher.ts';
import { fileAnchor } from './file-anchor.ts';

let storage: TestStorage;
let anchor: Anchor;
let pool: pg.Pool;

beforeAll(async () => {
  storage = await testStorage();
  anchor = fileAnchor(storage.state);
  pool = openPool(storage.access);
});

afterAll(async () => {
  await pool.end();
  await storage.close();
});

const grown = (workspace: string): Promise<Committed<null>> =>
  append(storage.store, workspace, [registered(randomUUID())]);

async function workspaceWithKeys(): Promise<string> {
  const workspace = await founded(storage.store);
  await storage.keys.create(workspace);
  return workspace;
}

/** Rewrites rows as a restored or tampered database would show them; only a superuser past the triggers can. */
async function asRestored(...statements: string[]): Promise<void> {
  const { host, database } = storage.access.owner;
  const client = new pg.Client({ host: host ?? '', database: database ?? '', user: 'postgres' });
  await client.connect();
  await client.query(
    `set search_path = countersign; set session_replication_role = replica; ${statements.join(';')}`,
  );
  await client.end();
}

it('anchors, then signs, then publishes, in this order', async () => {
  const workspace = await workspaceWithKeys();
  const { logSize } = accepted(await grown(workspace));
  const steps: string[] = [];
  const seen: Anchor = {
    read: anchor.read,
    swap: async (id, from, to) => {
      steps.push(`swap to ${to.size}`);
      return anchor.swap(id, from, to);
    },
  };
  const keys = withLogSigner(storage.keys, (signer) => async (message) => {
    const size = (await anchor.read(workspace))?.size;
    steps.push(`sign with ${size} anchored`);
    expect(await storage.store.log.checkpoint(workspace)).toBeUndefined();
    return signer.sign(message);
  });
  const published = await new AnchoredPublisher({ pool, anchor: seen, keys }).published(
    workspace,
    logSize,
  );
  expect(steps).toEqual(['swap to 2', 'sign with 2 anchored']);
  expect(published.ok && published.checkpoint.size).toBe(2);
});

it('finishes after a crash between anchoring and signing, and signs exactly what is anchored', async () => {
  const workspace = await workspaceWithKeys();
  accepted(await grown(workspace));
  const dying = withLogSigner(storage.keys, () => () => Promise.reject(new Error('killed')));
  const first = new AnchoredPublisher({ pool, anchor, keys: dying });
  await expect(first.published(workspace, 2)).rejects.toThrow('killed');
  expect((await anchor.read(workspace))?.size).toBe(2);
  expect(await storage.store.log.checkpoint(workspace)).toBeUndefined();
  const next = new AnchoredPublisher({ pool, anchor, keys: storage.keys });
  const published = await next.published(workspace, 2);
  expect(published.ok && published.checkpoint.size).toBe(2);
});

it('goes on with events while the anchor can be read but not written, and signs once it can', async () => {
  const workspace = await workspaceWithKeys();
  const full = (): Promise<boolean> =>
    Promise.reject(new Error('the disk that holds the state folder is full'));
  const once = [full];
  const half: Anchor = {
    read: anchor.read,
    swap: (...swap) => (once.shift() ?? anchor.swap)(...swap),
  };
  const publisher = new AnchoredPublisher({ pool, anchor: half, keys: storage.keys });
  const { logSize } = accepted(await grown(workspace));
  expect(await publisher.published(workspace, logSize)).toEqual({
    ok: false,
    refusals: [
      {
        code: 'ANCHOR_UNREACHABLE',
        message:
          'the anchor cannot be reached (`the disk that holds the state folder is full`): events go on, signing and releases wait',
      },
    ],
  });
  expect(await publisher.refusals(workspace)).toEqual([]);
  const published = await publisher.published(workspace, logSize);
  expect(published.ok && published.checkpoint.size).toBe(logSize);
});

it('goes on with events while the anchor is away, and signs nothing until it is back', async () => {
  const workspace = await workspaceWithKeys();
  const away: Anchor = { read: gone, swap: gone };
  const publisher = new AnchoredPublisher({ pool, anchor: away, keys: storage.keys });
  const refused = await publisher.published(workspace, 1);
  expect(refused).toEqual({
    ok: false,
    refusals: [
      {
        code: 'ANCHOR_UNREACHABLE',
        message:
          'the anchor cannot be reached (`no route`): events go on, signing and releases wait',
      },
    ],
  });
  expect(await publisher.refusals(workspace)).toEqual([]);
  accepted(await grown(workspace));
  expect((await storage.publisher.published(workspace, 2)).ok).toBe(true);
});

it('makes a workspace read-only when the database is behind its anchor', async () => {
  const workspace = await workspaceWithKeys();
  accepted(await grown(workspace));
  expect((await storage.publisher.published(workspace, 2)).ok).toBe(true);
  await asRestored(
    `delete from events where workspace_id = '${workspace}' and seq = 1`,
    `delete from log_entries where workspace_id = '${workspace}' and index = 1`,
    `delete from log_nodes where workspace_id = '${workspace}' and (level = 1 or index = 1)`,
    `update log_heads set size = 1, next_seq = 1, frontier = (select hash from log_nodes
       where workspace_id = '${workspace}' and level = 0 and index = 0) where workspace_id = '${workspace}'`,
  );
  await storage.publisher.check(workspace);
  const message =
    'the database has 1 log entries and the anchor 2: it was rolled back, and is read-only';
  expect(refusalOf(await grown(workspace))).toEqual(['WORKSPACE_READ_ONLY', message]);
  expect(storage.publisher.status(workspace)).toMatchObject({
    state: 'read-only',
    refusal: { details: { reason: 'DATABASE_BEHIND_ANCHOR', database: 1, anchor: 2 } },
  });
  expect(await storage.store.events(workspace)).toHaveLength(1); // reading goes on
});

it('makes a workspace read-only when its log no longer holds what is anchored', async () => {
  const workspace = await workspaceWithKeys();
  accepted(await grown(workspace));
  await storage.publisher.published(workspace, 2);
  accepted(await grown(workspace));
  await asRestored(
    `update log_nodes set hash = sha256('x') where workspace_id = '${workspace}' and level = 1 and index = 0`,
  );
  await storage.publisher.check(workspace);
  expect(refusalOf(await grown(workspace))).toEqual([
    'WORKSPACE_READ_ONLY',
    'the log does not contain the 2 entries that the anchor holds: it was forked, and is read-only',
  ]);
});

it('makes a workspace read-only when its anchor is missing while it has entries', async () => {
  const workspace = await workspaceWithKeys();
  await storage.publisher.published(workspace, 1);
  rmSync(join(storage.state, 'anchors', `${workspace}.json`));
  await storage.publisher.check(workspace);
  expect(refusalOf(await grown(workspace))).toEqual([
    'WORKSPACE_READ_ONLY',
    'the anchor is missing while the log has 1 entries; the workspace is read-only',
  ]);
});

it('makes a workspace read-only when the anchor was rolled back behind a signed checkpoint', async () => {
  const workspace = await workspaceWithKeys();
  await storage.publisher.published(workspace, 1);
  const old = await anchor.read(workspace);
  accepted(await grown(workspace));
  await storage.publisher.published(workspace, 2);
  const now = await anchor.read(workspace);
  await anchor.swap(workspace, now, old as AnchoredHead);
  expect(await storage.publisher.check(workspace)).toMatchObject({
    state: 'read-only',
    refusal: {
      message:
        'a checkpoint of 2 entries was signed and the anchor holds 1: the anchor was rolled back',
      details: { reason: 'ANCHOR_BEHIND_CHECKPOINT' },
    },
  });
});

it('refuses to publish without the log key, and takes events', async () => {
  const workspace = await founded(storage.store);
  expect(await storage.publisher.published(workspace, 1)).toEqual({
    ok: false,
    refusals: [
      {
        code: 'NO_LOG_KEY',
        message: `this host does not hold the log key of workspace \`${workspace}\``,
      },
    ],
  });
  accepted(await grown(workspace));
});

it('lets one of many swaps from the same head through', async () => {
  const workspace = randomUUID();
  const head = (byte: number): AnchoredHead => ({
    size: byte,
    root: new Uint8Array(32).fill(byte),
  });
  expect(await anchor.swap(workspace, undefined, head(1))).toBe(true);
  const swaps = await Promise.all(
    [2, 3, 4, 5].map((to) => anchor.swap(workspace, head(1), head(to))),
  );
  expect(swaps.filter((isSwapped) => isSwapped)).toHaveLength(1);
  const winner = head([2, 3, 4, 5][swaps.indexOf(true)] ?? 0);
  expect(equalBytes((await anchor.read(workspace))?.root ?? new Uint8Array(), winner.root)).toBe(
    true,
  );
});

it('lets two publishers work on one log without one of them calling it rolled back', async () => {
  const workspace = await workspaceWithKeys();
  const publishers = [0, 1].map(() => new AnchoredPublisher({ pool, anchor, keys: storage.keys }));
  for (let round = 0; round < 15; round += 1) {
    const { logSize } = accepted(await grown(workspace));
    const both = await Promise.all(
      publishers.map((publisher) => publisher.published(workspace, logSize)),
    );
    expect(both.map((published) => published.ok)).toEqual([true, true]);
  }
});

const gone = (): Promise<never> => Promise.reject(new Error('no route'));

function withLogSigner(keys: KeyRing, sign: (signer: Signer) => Signer['sign']): KeyRing {
  const wrap = (signers: WorkspaceSigners): WorkspaceSigners => ({
    ...signers,
    log: { ...signers.log, sign: sign(signers.log) },
  });
  return {
    create: async (workspace) => wrap(await keys.create(workspace)),
    open: async (workspace) => {
      const signers = await keys.open(workspace);
      return signers && wrap(signers);
    },
  };
}
