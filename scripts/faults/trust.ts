import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Storage } from '../../packages/server/src/store/storage.ts';
import { storageIn } from './data-disk.ts';
import { Ledger } from './ledger.ts';
import { refusedWords, type Score, wordsOf } from './score.ts';

interface Place {
  readonly data: string;
  readonly state: string;
  readonly ledger: Ledger;
  readonly score: Score;
}

const open = ({ data, state }: Place): Promise<Storage> => storageIn(data, state);
const anchorOf = ({ state, ledger }: Place): string =>
  join(state, 'anchors', `${ledger.workspace}.json`);

async function grow(place: Place, storage: Storage, events: number): Promise<void> {
  for (let at = 0; at < events; at += 1) await place.ledger.write(storage, 1024);
  const size = await storage.store.log.size(place.ledger.workspace);
  await storage.publisher.published(place.ledger.workspace, size);
}

async function session(place: Place, use: (storage: Storage) => Promise<void>): Promise<void> {
  const storage = await open(place);
  try {
    await use(storage);
  } finally {
    await storage.close();
  }
}

/** Anchors that are lost, torn or old, and databases that were put back: read-only, with the reason by name. */
export async function anchors(folder: string, score: Score): Promise<void> {
  const at = { data: `${folder}/anchor-data`, state: `${folder}/anchor-state`, score };
  const first = await storageIn(at.data, at.state);
  const place: Place = { ...at, ledger: await Ledger.found(first) };
  await grow(place, first, 5);
  const anchor = anchorOf(place);
  const early = readFileSync(anchor);
  await grow(place, first, 5);
  await lostWhileRunning(place, first, anchor);
  await first.close();
  const good = readFileSync(anchor);
  rmSync(anchor);
  await readOnlyStart(place, 'anchor deleted', 'ANCHOR_MISSING');
  writeFileSync(anchor, early, { mode: 0o600 });
  await readOnlyStart(place, 'anchor older than the database', 'ANCHOR_BEHIND_CHECKPOINT');
  writeFileSync(anchor, good.subarray(0, good.length / 2), { mode: 0o600 });
  await tornAnchor(place);
  writeFileSync(anchor, good, { mode: 0o600 });
  await restoredDatabase(place, anchor);
  await session(place, async (storage) => {
    score.check(
      'writes again once database and anchor agree',
      (await place.ledger.write(storage, 1024)) === undefined,
    );
  });
}

/** Noticed at the next checkpoint, and mended without a restart. */
async function lostWhileRunning(place: Place, storage: Storage, anchor: string): Promise<void> {
  const { ledger, score } = place;
  renameSync(anchor, `${anchor}.away`);
  await ledger.write(storage, 1024);
  const size = await storage.store.log.size(ledger.workspace);
  const refused = refusedWords(await storage.publisher.published(ledger.workspace, size));
  score.words('anchor deleted under a running server: no signature', refused, [
    'WORKSPACE_READ_ONLY/ANCHOR_MISSING',
  ]);
  const told = (await ledger.write(storage, 1024)) ?? ['ACCEPTED', ''];
  score.words(
    'anchor deleted under a running server: no write',
    told,
    ['WORKSPACE_READ_ONLY/ANCHOR_MISSING'],
    'read-only',
  );
  renameSync(`${anchor}.away`, anchor);
  score.check(
    'anchor put back: writes again without a restart',
    (await ledger.write(storage, 1024)) === undefined,
  );
  const now = await storage.store.log.size(ledger.workspace);
  score.check(
    'anchor put back: signs again',
    (await storage.publisher.published(ledger.workspace, now)).ok,
  );
}

async function readOnlyStart(place: Place, what: string, reason: string): Promise<void> {
  const { ledger, score } = place;
  await session(place, async (storage) => {
    const wanted = [`WORKSPACE_READ_ONLY/${reason}`];
    score.words(`${what}: write`, (await ledger.write(storage, 1024)) ?? ['ACCEPTED', ''], wanted);
    const size = await storage.store.log.size(ledger.workspace);
    const refused = refusedWords(await storage.publisher.published(ledger.workspace, size));
    score.words(`${what}: signature`, refused, wanted);
    const events = await storage.store.events(ledger.workspace);
    score.check(`${what}: it can be read`, events.length === size, events.length);
  });
}

async function tornAnchor(place: Place): Promise<void> {
  const { ledger, score } = place;
  await session(place, async (storage) => {
    const size = await storage.store.log.size(ledger.workspace);
    const refused = refusedWords(await storage.publisher.published(ledger.workspace, size));
    score.words(
      'anchor file cut in half: signature',
      refused,
      ['ANCHOR_UNREACHABLE'],
      'is not an anchor',
    );
  });
}

/** A copy of the database, put back after the log went on; then a fork of the log beside an anchor of its own. */
async function restoredDatabase(place: Place, anchor: string): Promise<void> {
  const { data, ledger, score } = place;
  const copy = `${data}.copy`;
  const newer = `${data}.newer`;
  execFileSync('cp', ['-a', data, copy]);
  const oldAnchor = readFileSync(anchor);
  const acknowledged = ledger.acknowledged;
  await session(place, (storage) => grow(place, storage, 3));
  score.check('restored database: it had gone on', ledger.acknowledged === acknowledged + 3);
  const newAnchor = readFileSync(anchor);
  renameSync(data, newer);
  execFileSync('cp', ['-a', copy, data]);
  await readOnlyStart(place, 'database restored from a copy', 'DATABASE_BEHIND_ANCHOR');
  // With the old anchor beside it the copy goes on, which is why the anchor lives elsewhere; the fork shows later.
  const fork: Place = { ...place, ledger: new Ledger(ledger.workspace) };
  writeFileSync(anchor, oldAnchor, { mode: 0o600 });
  await session(fork, (storage) => grow(fork, storage, 1));
  rmSync(data, { recursive: true });
  renameSync(newer, data);
  await readOnlyStart(place, 'database and anchor of two histories', 'LOG_FORKED');
  writeFileSync(anchor, newAnchor, { mode: 0o600 });
  await session(place, (storage) =>
    ledger.verify(storage, score, 'newest database and anchor put back'),
  );
  rmSync(copy, { recursive: true });
}

/** Keys, anchor or state folder opened to others: no start, and how to close them. */
export async function permissions(folder: string, score: Score): Promise<void> {
  const data = `${folder}/open-data`;
  const state = `${folder}/open-state`;
  const first = await storageIn(data, state);
  const { workspace } = await Ledger.found(first);
  await first.close();
  const cases: readonly [string, number, number][] = [
    [state, 0o777, 0o700],
    [join(state, 'keys'), 0o755, 0o700],
    [join(state, 'keys', workspace), 0o750, 0o700],
    [join(state, 'keys', workspace, 'release.pem'), 0o644, 0o600],
    [join(state, 'anchors'), 0o755, 0o700],
  ];
  for (const [path, wide, narrow] of cases) {
    chmodSync(path, wide);
    const refused = await storageIn(data, state).then(
      (storage) => storage.close().then(() => ['STARTED', ''] as const),
      wordsOf,
    );
    const name = path.slice(folder.length + 1).replace(workspace, 'W');
    score.words(`${name} at ${wide.toString(8)}`, refused, ['KEY_PERMISSIONS'], 'run `chmod');
    chmodSync(path, narrow);
  }
  const again = await storageIn(data, state);
  score.check('starts once they are closed', true);
  await again.close();
}
