import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, output, person, type Ran, refused } from './person.ts';
import { chapter, check, same, tell } from './report.ts';
import { file, type World, write } from './world.ts';

/** The whole history is checked offline, and every way of bending it is found. */
export async function auditChapter(world: World): Promise<void> {
  chapter('10. The audit, offline');
  const { ana } = world.people;
  const known = await checkpoint(world, world.workspace, 'known');
  const tar = join(world.folder, 'export.tar');
  await must('the log is exported with its documents', ana, ['audit', 'export', '--out', tar]);
  const folder = await unpacked(world, tar, 'export');
  const alone = await audit(world, tar);
  check('it verifies', alone.exit === 0, alone.stderr);
  same('but nothing shows that it is complete', alone.json?.completeness, 'not-shown');
  const held = await audit(world, folder, known);
  check('held against a checkpoint kept before, it is complete', held.exit === 0 && held.json?.completeness === 'shown', held.json?.findings);
  tell(`${held.json?.events} events, ${held.json?.releases} releases, ${held.json?.size} entries`);

  const flipped = bent(world, folder, 'flipped', flipByte);
  found('a flipped byte is found', await audit(world, flipped), 'CHECKPOINT_MISMATCH', 'ENTRY_FORMAT', 'EVENT_ORDER');
  const cut = bent(world, folder, 'cut', (lines) => lines.slice(0, -1));
  found('a truncation is found', await audit(world, cut, known), 'LOG_TRUNCATED');
  const swapped = bent(world, folder, 'swapped', swapLast);
  found('a reordering is found', await audit(world, swapped), 'ENTRY_ORDER', 'EVENT_ORDER', 'CHECKPOINT_MISMATCH');
  const renumbered = bent(world, folder, 'renumbered', (lines) => renumber(swapLast(lines)));
  found('a reordering with new numbers too', await audit(world, renumbered), 'EVENT_ORDER', 'CHECKPOINT_MISMATCH');
  await rewritten(world, known);
}

/** Another history altogether, signed and in order: alone it verifies, against a known checkpoint it does not. */
async function rewritten(world: World, known: string): Promise<void> {
  const { sam } = world.people;
  const forger = await person(world.folder, 'forger');
  const out = join(world.folder, 'rewritten');
  const setup = ['--setup-token', world.server.setupToken];
  const made = await must('a full rewrite: a new history from its first entry', sam, [
    'init', '--server', world.server.url, ...setup, '--founder', `forger=${forger.key}.pub`,
    '--environments', file('environments.yaml'), '--out', out,
  ]);
  await must('signed', forger, ['init', 'sign', '--dir', out, '--key', forger.key]);
  await must('and founded', forger, ['init', 'finish', '--dir', out, ...setup]);
  await must('by its own person', forger, ['login', '--server', world.server.url, '--workspace', made.workspace, '--key', forger.key]);
  const tar = join(world.folder, 'rewritten.tar');
  const size = Number(readFileSync(known, 'utf8').split('\n')[1]);
  tell(`with as many entries as the known checkpoint covers (${size})`);
  for (let entry = 1; entry < size; entry += 1) {
    const ran = await forger.run(['token', 'create', '--kind', 'agent', '--name', `filler ${entry}`, '--ttl', '1h']);
    if (ran.exit !== 0) throw new Error(ran.stderr);
  }
  await must('exported', forger, ['audit', 'export', '--out', tar]);
  const alone = await audit(world, tar);
  check('alone it verifies: it is in order in itself', alone.exit === 0, alone.stderr);
  found('held against the known checkpoint it does not', await audit(world, tar, known), 'LOG_REWRITTEN');
}

function found(guarantee: string, ran: Ran, ...codes: readonly string[]): void {
  const findings: string[] = (ran.json?.findings ?? []).map((one: { code: string }) => one.code);
  refused(guarantee, { ...ran, codes: [...new Set(findings)] }, ...codes);
}

function audit(world: World, path: string, known?: string): Promise<Ran> {
  return world.people.sam.run(['audit', 'verify', path, ...(known === undefined ? [] : ['--known', known])]);
}

async function checkpoint(world: World, workspace: string, name: string): Promise<string> {
  const answer = await fetch(`${world.server.url}/log/${workspace}/checkpoint`);
  check('anyone can fetch the signed checkpoint', answer.ok, answer.status);
  return write(world, name, await answer.text());
}

async function unpacked(world: World, tar: string, name: string): Promise<string> {
  const folder = join(world.folder, name);
  mkdirSync(folder);
  await output('tar', ['-xf', tar, '-C', folder]);
  return folder;
}

function bent(world: World, folder: string, name: string, change: (lines: string[]) => string[]): string {
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
    const entry = JSON.parse(line) as Line;
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
  return lines.map((line, index) => JSON.stringify({ ...(JSON.parse(line) as Line), index }));
}
