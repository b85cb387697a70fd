import { randomUUID } from 'node:crypto';
import { storageIn } from './data-disk.ts';
import { Ledger } from './ledger.ts';
import { Room } from './room.ts';
import { refusedWords, type Score, wordsOf } from './score.ts';

const ROOM_BYTES = 1 << 20;
const COMMANDS = 20;

/** The disk under the state folder runs full: keys and anchor cannot be written, events can. */
export async function stateDisk(folder: string, score: Score): Promise<void> {
  const room = new Room(`${folder}/state-disk`, ROOM_BYTES);
  const open = () => storageIn(`${folder}/state-disk-data`, room.folder('state'));
  try {
    const storage = await open();
    const ledger = await Ledger.found(storage);
    const signed = (): ReturnType<typeof storage.publisher.published> =>
      storage.store.log
        .size(ledger.workspace)
        .then((size) => storage.publisher.published(ledger.workspace, size));
    score.check('signs while there is room', (await signed()).ok);
    const before = (await storage.store.log.checkpoint(ledger.workspace))?.size;
    room.fill();
    for (let at = 0; at < COMMANDS; at += 1) await ledger.write(storage, 1024);
    score.check(`${COMMANDS} events go on`, ledger.acknowledged === COMMANDS, ledger.acknowledged);
    score.words(
      'signing stops',
      refusedWords(await signed()),
      ['ANCHOR_UNREACHABLE'],
      'state folder is full',
    );
    const after = (await storage.store.log.checkpoint(ledger.workspace))?.size;
    score.check('no checkpoint is signed that is not anchored', after === before, [before, after]);
    const made = await storage.keys.create(randomUUID()).then(() => ['MADE', ''] as const, wordsOf);
    score.words('no keys for a new workspace', made, ['STORE_UNAVAILABLE'], 'no key was made');
    await storage.close();
    const again = await open();
    score.check(
      'starts with a full state folder, and events go on',
      (await ledger.write(again, 1024)) === undefined,
    );
    const size = await again.store.log.size(ledger.workspace);
    const refused = refusedWords(await again.publisher.published(ledger.workspace, size));
    score.words('signing is still stopped', refused, ['ANCHOR_UNREACHABLE']);
    room.free();
    const published = await again.publisher.published(ledger.workspace, size);
    score.check('signs again without a restart once there is room', published.ok, published);
    const keys = await again.keys.create(randomUUID());
    score.check('makes keys again', keys.log.publicKey !== '');
    await ledger.verify(again, score, 'after a full state folder');
    await again.close();
  } finally {
    room.close();
  }
}
