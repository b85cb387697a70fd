import type { Readable } from 'node:stream';
import {
  canonicalBytes,
  canonicalText,
  digestHex,
  type Id,
  toBase64,
  utf8,
} from '@countersign/evidence';
import { type Deps, type Refused, refuse } from '../commands/deps.ts';
import type { LogEntry, SignedCheckpoint } from '../log/log.ts';
import { type TarFile, tarStream } from '../release/tar.ts';

const ENTRIES_PER_READ = 500;

/**
 * Everything an auditor needs to check a workspace without us, as one tar (FORMATS section 9): every entry up to the
 * newest anchored checkpoint, every document, the texts that were not erased with their salts, every checkpoint.
 */
export async function auditExport(
  deps: Deps,
  workspace: Id,
): Promise<{ readonly ok: true; readonly value: Readable } | Refused> {
  const size = await deps.store.log.size(workspace);
  if (size === 0) return refuse('UNKNOWN_WORKSPACE', `workspace \`${workspace}\` has no log`);
  const published = await deps.publisher.published(workspace, size);
  if (!published.ok) return published;
  return { ok: true, value: tarStream(exportFiles(deps, workspace, published.checkpoint)) };
}

async function* exportFiles(
  deps: Deps,
  workspace: Id,
  checkpoint: SignedCheckpoint,
): AsyncGenerator<TarFile> {
  yield { name: 'export.json', bytes: header(workspace, checkpoint) };
  yield await entriesFile(deps, workspace, checkpoint.size);
  for (const digest of await deps.store.documentDigests(workspace)) {
    const bytes = await deps.store.document(workspace, digest);
    if (bytes !== undefined) yield { name: `documents/${digestHex(digest)}`, bytes };
  }
  yield { name: 'texts.jsonl', bytes: await textsFile(deps, workspace) };
  for (const { size, text } of await deps.store.log.checkpoints(workspace)) {
    if (size <= checkpoint.size) yield { name: `checkpoints/${size}`, bytes: utf8(text) };
  }
}

function header(workspace: Id, checkpoint: SignedCheckpoint): Uint8Array {
  return canonicalBytes({
    kind: 'export',
    v: 1,
    workspace,
    epoch: 1,
    checkpoint: checkpoint.text,
  });
}

/** A tar wants the size first, so entries are read twice: once to measure, once to write. Neither holds them all. */
async function entriesFile(deps: Deps, workspace: Id, size: number): Promise<TarFile> {
  let bytes = 0;
  for await (const line of entryLines(deps, workspace, size)) bytes += line.length;
  return { name: 'entries.jsonl', size: bytes, chunks: entryLines(deps, workspace, size) };
}

async function* entryLines(deps: Deps, workspace: Id, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < size; from += ENTRIES_PER_READ) {
    const limit = Math.min(ENTRIES_PER_READ, size - from);
    const entries = await deps.store.log.entries(workspace, from, limit);
    yield utf8(entries.map(entryLine).join(''));
  }
}

function entryLine({ index, bytes }: LogEntry): string {
  return `${canonicalText({ index, bytes: toBase64(bytes) })}\n`;
}

async function textsFile(deps: Deps, workspace: Id): Promise<Uint8Array> {
  const texts = await deps.store.allTexts(workspace);
  const lines = texts.map(({ digest, salt, text }) => canonicalText({ digest, salt, text }));
  return utf8(lines.map((line) => `${line}\n`).join(''));
}
