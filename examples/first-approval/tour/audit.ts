import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, output, type Ran, refused, words } from './person.ts';
import { chapter, same, tell } from './report.ts';
import { startServer } from './server.ts';
import { type World, write } from './world.ts';

/** The whole history is checked offline, and every way of bending it is found. */
export async function auditChapter(world: World): Promise<void> {
  chapter('10. The audit, offline');
  const known = await keepCheckpoint(world, 'known');
  const tar = await exported(world, 'export.tar');
  const alone = await audit(world, tar);
  same('it verifies, but nothing shows that it is complete', seen(alone), [0, 'not-shown', []]);
  const folder = join(world.folder, 'export');
  mkdirSync(folder);
  await output('tar', words`-xf ${tar} -C ${folder}`);
  const held = await audit(world, folder, known);
  same('held against a checkpoint kept before, it is complete', seen(held), [0, 'shown', []]);
  tell(`${held.json?.events} events, ${held.json?.releases} releases, ${held.json?.size} entries`);

  const flipped = await audit(world, bent(world, folder, 'flipped', flipByte));
  found('a flipped byte is found', flipped, 'CHECKPOINT_MISMATCH', 'ENTRY_FORMAT');
  const cut = bent(world, folder, 'cut', (lines) => lines.slice(0, -1));
  found('a truncation is found', await audit(world, cut, known), 'LOG_TRUNCATED');
  const swapped = bent(world, folder, 'swapped', swapLast);
  found('a reordering is found', await audit(world, swapped), 'ENTRY_ORDER');
  const renumbered = bent(world, folder, 'renumbered', (lines) => renumber(swapLast(lines)));
  found('a reordering with new numbers too', await audit(world, renumbered), 'CHECKPOINT_MISMATCH');
}

/** Keeps the signed checkpoint as an auditor would: anyone can fetch it. */
export async function keepCheckpoint(world: World, name: string): Promise<string> {
  const answer = await fetch(`${world.server.url}/log/${world.workspace}/checkpoint`);
  same('anyone can fetch the signed checkpoint', answer.status, 200);
  return write(world, name, await answer.text());
}

/** Copies everything the server has, keys and anchor included, as its operator could. */
export async function takeCopy(world: World): Promise<void> {
  await world.server.stop();
  await output('cp', words`-a ${join(world.folder, 'data')} ${join(world.folder, 'data.copy')}`);
  await output('cp', words`-a ${join(world.folder, 'state')} ${join(world.folder, 'state.copy')}`);
  world.server = await startServer(world.folder, world.port);
  tell(`its operator takes a copy of everything; it is back after ${world.server.startedMs} ms`);
}

/** The operator puts the old copy back and lets another history grow under the same keys. */
export async function rewriteChapter(world: World, known: string): Promise<void> {
  chapter('11. A full rewrite, by whoever holds database, anchor and every server key');
  const { ana } = world.people;
  await world.server.stop();
  for (const part of ['data', 'state']) {
    rmSync(join(world.folder, part), { recursive: true });
    await output('cp', words`-a ${join(world.folder, `${part}.copy`)} ${join(world.folder, part)}`);
  }
  world.server = await startServer(world.folder, world.port);
  const login = words`login --server ${world.server.url} --workspace ${world.workspace} --key ${ana.key}`;
  await must('the old copy runs, and nobody notices at first', ana, login);
  const size = Number(readFileSync(known, 'utf8').split('\n')[1]);
  tell(`another history grows until it is as long as the checkpoint kept before (${size} entries)`);
  for (let entry = 0; entry < size; entry += 1) await otherEvent(world, entry);
  const tar = await exported(world, 'rewritten.tar');
  same('alone it verifies: every entry and signature is in order', seen(await audit(world, tar)), [
    0,
    'not-shown',
    [],
  ]);
  found(
    'held against the checkpoint kept before, it does not',
    await audit(world, tar, known),
    'LOG_REWRITTEN',
  );
}

async function otherEvent(world: World, entry: number): Promise<void> {
  const create = words`token create --kind agent --name ${`other ${entry}`} --ttl 1h`;
  const ran = await world.people.ana.run(create);
  if (ran.exit !== 0) throw new Error(ran.stderr);
}

async function exported(world: World, name: string): Promise<string> {
  const tar = join(world.folder, name);
  await must(
    'the log is exported with its documents',
    world.people.ana,
    words`audit export --out ${tar}`,
  );
  return tar;
}

function audit(world: World, path: string, known?: string): Promise<Ran> {
  const verify = words`audit verify ${path}`;
  return world.people.sam.run(known === undefined ? verify : [...verify, '--known', known]);
}

function seen({ exit, json }: Ran): unknown[] {
  return [exit, json?.completeness, json?.findings];
}

function found(guarantee: string, ran: Ran, ...codes: readonly string[]): void {
  const findings: { code: string }[] = ran.json?.findings ?? [];
  refused(guarantee, { ...ran, codes: [...new Set(findings.map((one) => one.code))] }, ...codes);
}

type Change = (lines: string[]) => string[];

function bent(world: World, folder: string, name: string, change: Change): string {
  const path = join(world.folder, `export-${name}`);
  cpSync(folder, path, { recursive: true });
  const entries = join(path, 'entries.jsonl');
  const lines = readFileSync(entries, 'utf8').trimEnd().split('\n');
  writeFileSync(entries, `${change(lines).join('\n')}\n`);
  return path;
}

interface Line {
  index: number;
  bytes: string;
}

function flipByte(lines: string[]): string[] {
  return lines.map((line, at) => {
    if (at !== 5) return line;
    const entry: Line = JSON.parse(line);
    const bytes = Buffer.from(entry.bytes, 'base64');
    const place = bytes.indexOf('"at":"20') + 8;
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    return JSON.stringify({ ...entry, bytes: bytes.toString('base64') });
  });
}

function swapLast(lines: string[]): string[] {
  const [last, before] = [lines.at(-1) ?? '', lines.at(-2) ?? ''];
  return [...lines.slice(0, -2), last, before];
}

function renumber(lines: string[]): string[] {
  return lines.map((line, index) => {
    const entry: Line = JSON.parse(line);
    return JSON.stringify({ ...entry, index });
  });
}
