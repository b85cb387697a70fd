// From an empty folder to a released, gated and audited change, by the public program and raw HTTP alone.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditChapter, keepCheckpoint, rewriteChapter, takeCopy } from './audit.ts';
import { foundChapter, signInChapter } from './found.ts';
import { gateChapter } from './gate.ts';
import { person } from './person.ts';
import { productionChapter } from './production.ts';
import { describeChapter, proposeChapter } from './propose.ts';
import { finish, tell } from './report.ts';
import { approveChapter, editChapter, refuseChapter } from './review.ts';
import { freePort, startServer } from './server.ts';
import type { World } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'countersign-tour-'));
// The database server runs as an account of its own when root starts it, and has to get to its cluster.
chmodSync(folder, 0o711);

async function tour(world: World): Promise<void> {
  await foundChapter(world);
  await takeCopy(world);
  await signInChapter(world);
  const things = await describeChapter(world);
  const candidate = await proposeChapter(world, things);
  const early = await keepCheckpoint(world, 'early');
  await refuseChapter(world, candidate);
  await editChapter(world, candidate);
  await productionChapter(world);
  const release = await approveChapter(world, candidate);
  // The audit does not stand on the gate: it is looked at even if the gate disappoints.
  await gateChapter(world, things, release).finally(() => auditChapter(world));
  await rewriteChapter(world, early);
}

async function prepared(): Promise<World> {
  mkdirSync(join(folder, 'homes', 'server'), { recursive: true });
  const [ana, ben, rita, sam, mallory] = await Promise.all([
    person(folder, 'ana'),
    person(folder, 'ben'),
    person(folder, 'rita'),
    person(folder, 'sam'),
    person(folder, 'mallory'),
  ]);
  const port = await freePort();
  const server = await startServer(folder, port);
  tell(`a server of its own at ${server.url}, ready after ${server.startedMs} ms, in ${folder}`);
  return {
    folder,
    port,
    server,
    people: { ana, ben, rita, sam, mallory },
    workspace: '',
    trust: '',
  };
}

async function cleaned(): Promise<void> {
  await world?.server.stop();
  if (process.argv.includes('--keep')) tell(`kept ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}

let world: World | undefined;
let crashed = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cleaned().then(() => process.exit(1)));
}
try {
  world = await prepared();
  await tour(world);
} catch (error) {
  crashed = true;
  process.stdout.write(
    `\nthe tour ended early: ${error instanceof Error ? error.message : String(error)}\n`,
  );
} finally {
  await cleaned();
}
process.exitCode = finish() && !crashed ? 0 : 1;
