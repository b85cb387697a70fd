import type { Id } from '@countersign/domain';
import {
  consistencyProof,
  EMPTY_ROOT,
  entryBundle,
  hashTile,
  inclusionProof,
  nodeHash,
  type ReadNode,
  TILE_HEIGHT,
  TILE_WIDTH,
} from '@countersign/evidence';
import type { Pool } from 'pg';
import { reading, type Transaction } from '../store/transaction.ts';
import type { LogEntry, LogReader, SignedCheckpoint } from './log.ts';

/** The log as it stands in the database: hashes are read, never recomputed from entries. */
export function postgresLog(pool: Pool): LogReader {
  const read = <T>(workspace: Id, use: (tx: Transaction) => Promise<T>): Promise<T> =>
    reading(pool, workspace, use);
  return {
    size: (workspace) => read(workspace, logSize),
    root: (workspace, size) => read(workspace, (tx) => rootAt(tx, size)),
    entries: (workspace, from, limit) => read(workspace, (tx) => entries(tx, from, limit)),
    inclusion: (workspace, index, size) =>
      read(workspace, (tx) => withNodes(tx, (node) => inclusionProof(index, size, node))),
    consistency: (workspace, oldSize, newSize) =>
      read(workspace, (tx) => consistencyAt(tx, oldSize, newSize)),
    tile: (workspace, level, index, width) =>
      read(workspace, (tx) => tile(tx, { level, index, width })),
    entryBundle: (workspace, index, width) => read(workspace, (tx) => bundle(tx, index, width)),
    checkpoint: async (workspace) =>
      (await read(workspace, (tx) => checkpoints(tx, 'desc limit 1')))[0],
    checkpoints: (workspace) => read(workspace, (tx) => checkpoints(tx, 'asc')),
  };
}

/** Number of entries committed; 0 for a workspace that is not there. */
export async function logSize(tx: Transaction): Promise<number> {
  const text = 'select size from log_heads where workspace_id = $1';
  return (await tx.prepared<{ size: number }>('log_size', text, [tx.workspace]))[0]?.size ?? 0;
}

/** Root of the first `size` entries, out of stored perfect subtrees (RFC 6962 §2.1). */
export function rootAt(tx: Transaction, size: number): Promise<Uint8Array> {
  return withNodes(tx, (node) => {
    const peaks: Uint8Array[] = [];
    let start = 0;
    for (let level = Math.floor(Math.log2(Math.max(size, 1))); level >= 0; level -= 1) {
      const width = 2 ** level;
      if (size - start < width) continue;
      peaks.push(mustRead(node, level, start / width));
      start += width;
    }
    return peaks.length === 0
      ? EMPTY_ROOT
      : peaks.reduceRight((right, left) => nodeHash(left, right));
  });
}

/** Consistency path between two sizes (RFC 6962 §2.1.2); empty from size 0 on. */
export async function consistencyAt(
  tx: Transaction,
  oldSize: number,
  newSize: number,
): Promise<Uint8Array[]> {
  return oldSize === 0 ? [] : withNodes(tx, (node) => consistencyProof(oldSize, newSize, node));
}

function mustRead(node: ReadNode, level: number, index: number): Uint8Array {
  const hash = node(level, index);
  if (hash === undefined)
    throw new Error(`the log's node at level ${level}, index ${index} is missing`);
  return hash;
}

/** Runs a computation over nodes twice: first to learn which nodes it reads, then with them in one query. */
async function withNodes<T>(tx: Transaction, compute: (node: ReadNode) => T): Promise<T> {
  const wanted = new Map<string, { level: number; index: number }>();
  compute((level, index) => {
    wanted.set(`${level}/${index}`, { level, index });
    return EMPTY_ROOT;
  });
  const found = await nodes(tx, [...wanted.values()]);
  return compute((level, index) => found.get(`${level}/${index}`));
}

async function nodes(
  tx: Transaction,
  wanted: readonly { readonly level: number; readonly index: number }[],
): Promise<Map<string, Uint8Array>> {
  if (wanted.length === 0) return new Map();
  const rows = await tx.prepared<{ level: number; index: number; hash: Buffer }>(
    'log_nodes',
    `select level, index, hash from log_nodes where workspace_id = $1
       and (level, index) in (select * from unnest($2::smallint[], $3::bigint[]))`,
    [tx.workspace, wanted.map(({ level }) => level), wanted.map(({ index }) => index)],
  );
  return new Map(rows.map(({ level, index, hash }) => [`${level}/${index}`, new Uint8Array(hash)]));
}

async function tile(
  tx: Transaction,
  wanted: { readonly level: number; readonly index: number; readonly width: number },
): Promise<Uint8Array | undefined> {
  const from = wanted.index * TILE_WIDTH;
  const rows = await tx.prepared<{ hash: Buffer }>(
    'log_tile',
    `select hash from log_nodes where workspace_id = $1 and level = $2 and index >= $3 and index < $4 order by index`,
    [tx.workspace, wanted.level * TILE_HEIGHT, from, from + wanted.width],
  );
  if (rows.length < wanted.width || rows.length === 0) return undefined;
  return hashTile(wanted, (_, index) => rows[index - from]?.hash);
}

async function bundle(
  tx: Transaction,
  index: number,
  width: number,
): Promise<Uint8Array | undefined> {
  const found = await entries(tx, index * TILE_WIDTH, width);
  return found.length < width || width < 1
    ? undefined
    : entryBundle(found.map(({ bytes }) => bytes));
}

/** Entries in log order; an event's bytes stand in `events`. */
export async function entries(tx: Transaction, from: number, limit: number): Promise<LogEntry[]> {
  const rows = await tx.prepared<{
    index: number;
    kind: LogEntry['kind'];
    seq: number;
    bytes: Buffer;
  }>(
    'log_entries',
    `select l.index, l.kind, l.event as seq, coalesce(l.bytes, e.bytes) as bytes
     from log_entries l
     left join events e on e.workspace_id = l.workspace_id and e.seq = l.event and l.kind = 'event'
     where l.workspace_id = $1 and l.index >= $2 and l.index < $3 order by l.index`,
    [tx.workspace, from, from + limit],
  );
  return rows.map((row) => ({ ...row, bytes: new Uint8Array(row.bytes) }));
}

/** Published checkpoints, in the order asked for. */
export async function checkpoints(
  tx: Transaction,
  order: 'asc' | 'desc limit 1',
): Promise<SignedCheckpoint[]> {
  const rows = await tx.rows<{ size: number; root: Buffer; note: string }>(
    `select size, root, note from checkpoints where workspace_id = $1 order by size ${order}`,
    [tx.workspace],
  );
  return rows.map(({ size, root, note }) => ({ size, root: new Uint8Array(root), text: note }));
}
