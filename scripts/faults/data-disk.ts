import { setTimeout as wait } from 'node:timers/promises';
import { openStorage, type Storage } from '../../packages/server/src/store/storage.ts';
import { Ledger } from './ledger.ts';
import { Room } from './room.ts';
import { type Score, type Words, wordsOf } from './score.ts';

const MEGABYTE = 1 << 20;
/** A cluster takes some 40 MB at first and 16 MB for each WAL segment. */
const ROOM_BYTES = 160 * MEGABYTE;
const RESERVE_BYTES = 40 * MEGABYTE;
const ROUNDS = 12;
/** Less than one WAL segment: what is left when a round begins lies below this, at random. */
const LEFT_MAX_BYTES = 20 * MEGABYTE;
const ROUND_MS_MAX = 60_000;
const RECOVERY_MS_MAX = 30_000;
/** What callers may be told: over HTTP each of these is DATABASE_UNAVAILABLE. */
const CLEAR = ['STORE_UNAVAILABLE', 'POSTGRES_DISK_FULL'];

interface Figures {
  readonly refusals: Map<string, number>;
  healed: number;
  restarted: number;
  readonly recoveryMs: number[];
}

export const storageIn = (data: string, state: string): Promise<Storage> =>
  openStorage({
    root: data,
    env: { ...process.env, DATABASE_URL: '', COUNTERSIGN_DATA: data, COUNTERSIGN_STATE: state },
  });

/** The disk under the data folder runs full: by what is written, and at once, while commands run and at a start. */
export async function dataDisk(folder: string, score: Score): Promise<void> {
  const room = new Room(`${folder}/data-disk`, ROOM_BYTES);
  const open = (): Promise<Storage> => storageIn(room.folder('data'), `${folder}/data-disk-state`);
  const figures: Figures = { refusals: new Map(), healed: 0, restarted: 0, recoveryMs: [] };
  try {
    await firstStart(room, open, score);
    let storage = await open();
    const ledger = await Ledger.found(storage);
    storage = await untilFull({ storage, ledger, room, open, score, figures });
    for (let round = 1; round <= ROUNDS; round += 1) {
      storage = await suddenlyFull({ storage, ledger, room, open, score, figures }, round);
    }
    await ledger.verify(storage, score, `after ${ROUNDS + 1} times full`);
    await storage.close();
    await fullStart(room, open, score);
    const again = await open();
    await ledger.verify(again, score, 'after a start on a full disk');
    await again.close();
    report(figures, ledger);
  } finally {
    room.close();
  }
}

/** A database that is made on a disk without room says so, and is made once there is. */
async function firstStart(room: Room, open: () => Promise<Storage>, score: Score): Promise<void> {
  room.fill(ROOM_BYTES - 12 * MEGABYTE);
  score.words('first start without room', await refusedStart(open), ['POSTGRES_DISK_FULL']);
  room.free();
}

async function refusedStart(open: () => Promise<Storage>): Promise<Words> {
  try {
    await (await open()).close();
    return ['STARTED', ''];
  } catch (error) {
    return wordsOf(error);
  }
}

interface Running {
  readonly storage: Storage;
  readonly ledger: Ledger;
  readonly room: Room;
  readonly open: () => Promise<Storage>;
  readonly score: Score;
  readonly figures: Figures;
}

/** Commands themselves fill the disk. */
async function untilFull(running: Running): Promise<Storage> {
  const { storage, ledger, room, score } = running;
  room.fill(RESERVE_BYTES);
  const told = await ledger.writeUntil(storage, () => false);
  checkWords(running, told, 'filled by commands');
  score.check(
    'filled by commands: many were acknowledged before',
    ledger.acknowledged > 100,
    ledger.acknowledged,
  );
  room.free();
  return recovered(running, 'filled by commands');
}

/** Somebody else fills the disk at a random moment under load. */
async function suddenlyFull(running: Running, round: number): Promise<Storage> {
  const { storage, ledger, room } = running;
  const until = performance.now() + ROUND_MS_MAX;
  const writing = ledger.writeUntil(storage, () => performance.now() > until);
  await wait(Math.random() * 100);
  room.fill();
  if (round % 2 === 0) {
    room.free();
    room.fill(Math.max(0, roomLeft(room) - Math.random() * LEFT_MAX_BYTES));
  }
  const told = await writing;
  checkWords(running, told, `round ${round}`);
  room.free();
  return recovered(running, `round ${round}`);
}

/** Measures by filling. */
function roomLeft(room: Room): number {
  const left = room.fill();
  room.free();
  return left;
}

function checkWords({ score, figures }: Running, told: readonly Words[], when: string): void {
  for (const [code, sentence] of told) {
    const line = `${code}: ${sentence}`;
    figures.refusals.set(line, (figures.refusals.get(line) ?? 0) + 1);
  }
  const unclear = told.filter(([code, said]) => !CLEAR.includes(code) || /\n\s+at /.test(said));
  score.check(
    `${when}: ${told.length} clients were told, all in clear words`,
    told.length > 0 && unclear.length === 0,
    unclear,
  );
}

/** There is room again: the server goes on by itself, or has said POSTGRES_DISK_FULL and goes on after a restart. */
async function recovered(running: Running, when: string): Promise<Storage> {
  const { storage, ledger, open, score, figures } = running;
  const since = performance.now();
  const failed = storage.failed.catch(wordsOf);
  const going = goesOn(storage, ledger);
  const end = await Promise.race([going, failed]);
  if (end === true) {
    figures.healed += 1;
    figures.recoveryMs.push(performance.now() - since);
    score.check(`${when}: writes again without a restart`, true);
    return storage;
  }
  figures.restarted += 1;
  score.words(`${when}: the server ended`, end === false ? ['SILENT', ''] : end, [
    'POSTGRES_DISK_FULL',
  ]);
  await storage.close().catch(() => undefined);
  await going;
  const next = await open();
  score.check(`${when}: writes again after a restart`, await goesOn(next, ledger));
  return next;
}

async function goesOn(storage: Storage, ledger: Ledger): Promise<boolean> {
  for (const until = performance.now() + RECOVERY_MS_MAX; performance.now() < until; ) {
    if ((await ledger.write(storage, 1024)) === undefined) return true;
    await wait(50);
  }
  return false;
}

async function fullStart(room: Room, open: () => Promise<Storage>, score: Score): Promise<void> {
  room.fill();
  const words = await refusedStart(open);
  if (words[0] === 'STARTED')
    score.check('a start on a full disk that writes nothing: started', true);
  else score.words('start on a full disk', words, ['POSTGRES_DISK_FULL', 'STORE_UNAVAILABLE']);
  room.free();
}

function report({ refusals, healed, restarted, recoveryMs }: Figures, ledger: Ledger): void {
  const worst = Math.round(Math.max(0, ...recoveryMs));
  console.log(
    `  disk full ${healed + restarted} times: ${healed} mended without a restart (worst ${worst} ms after there was room), ${restarted} ended with POSTGRES_DISK_FULL`,
  );
  console.log(`  ${ledger.acknowledged} acknowledged, ${ledger.unknown} never answered; told:`);
  for (const [line, times] of refusals) console.log(`    ${times} × ${line}`);
}
