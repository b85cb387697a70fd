import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Storage } from '../../packages/server/src/store/storage.ts';
import { storageIn } from './data-disk.ts';
import { Ledger } from './ledger.ts';
import type { Score } from './score.ts';

const KILLS = 4;
const WRITING_MS = 3_000;

/** The database is killed under load: the supervisor starts it again, and whoever was waiting is answered. */
export async function killed(folder: string, score: Score): Promise<void> {
  const data = `${folder}/killed-data`;
  const storage = await storageIn(data, `${folder}/killed-state`);
  const ledger = await Ledger.found(storage);
  const pidFile = join(data, 'postgres', 'postmaster.pid');
  const recoveryMs: number[] = [];
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const until = performance.now() + WRITING_MS;
    const writing = ledger.writeUntil(storage, () => performance.now() > until);
    await wait(Math.random() * 500);
    process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL');
    const recovery = await back(ledger, storage);
    recoveryMs.push(recovery);
    const told = await writing;
    score.check(
      `kill ${kill}: every command was answered, none with an error`,
      told.length === 0,
      told,
    );
    const isBack = (await ledger.write(storage, 1024)) === undefined;
    score.check(`kill ${kill}: writes again without a restart of the server`, isBack);
  }
  console.log(
    `  from kill -9 to the next acknowledged command: worst ${Math.round(Math.max(...recoveryMs))} ms`,
  );
  await ledger.verify(storage, score, `after ${KILLS} kills`);
  await storage.close();
}

/** Milliseconds until a command asked now is acknowledged. */
async function back(ledger: Ledger, storage: Storage): Promise<number> {
  const since = performance.now();
  await ledger.write(storage, 1024);
  return performance.now() - since;
}
