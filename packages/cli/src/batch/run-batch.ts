import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import type { QuestionName } from '@countersign/analysis';
import { badInput, EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import type { Outcome } from '../frame/spec.ts';
import { type Asked, endedRow, errorRow, type Row } from './answer-line.ts';
import {
  DEFAULT_POOL,
  type LinePool,
  linePool,
  type PoolAnswer,
  type PoolOptions,
} from './line-pool.ts';
import { batchProgress } from './progress.ts';
import { type ReadLine, readLines } from './read-lines.ts';
import { Room } from './room.ts';

/** Longest line that is read, in bytes; a longer one gets a row with `error` and is never held. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;
/** Lines and bytes that are read and not yet written: a slow line holds up no more than this. */
const MAX_LINES_HELD = 256;
const MAX_BYTES_HELD = 32 * 1024 * 1024;

/** The options a command that takes batches has. */
export async function batchCommand(
  command: QuestionName,
  path: string,
  given: Given,
  io: Io,
): Promise<Outcome> {
  const asked = { command, language: given.text('language') };
  const seconds = given.seconds('timeout');
  const options = {
    ...DEFAULT_POOL,
    workers: given.count('workers', 1) ?? DEFAULT_POOL.workers,
    ...(seconds === undefined ? {} : { wallMilliseconds: seconds * 1000 }),
  };
  return runBatch(path, asked, options, io);
}

/**
 * JSON Lines in, JSON Lines out in the same order (DESIGN section 7), in constant memory. A line that cannot be read
 * gets a row with `error`, one whose analysis is ended a row that is undetermined; the batch goes on, and exits 0 when
 * every line got a row. Blank lines get none.
 */
export async function runBatch(
  path: string,
  asked: Asked,
  options: PoolOptions,
  io: Io,
): Promise<Outcome> {
  const input = path === '-' ? process.stdin : await opened(path);
  const pool = linePool(asked, options);
  const progress = batchProgress(io);
  try {
    await pump(readLines(input, MAX_LINE_BYTES), pool, asked.command, (row) => {
      progress.count(row.isError);
      io.out(`${row.text}\n`);
      return io.outReady();
    });
  } finally {
    progress.end();
    await pool.close();
  }
  return { exit: EXIT.holds, json: undefined, text: '' };
}

/** Hands every line to the pool as it comes and writes every row in the order of the lines. */
async function pump(
  lines: AsyncIterable<ReadLine>,
  pool: LinePool,
  command: QuestionName,
  write: (row: Row) => Promise<void>,
): Promise<void> {
  const room = new Room(MAX_LINES_HELD, MAX_BYTES_HELD);
  const failures: unknown[] = [];
  let written = Promise.resolve();
  for await (const line of lines) {
    if ('text' in line && line.text.trim() === '') continue;
    const { bytes } = line;
    await room.enter(bytes);
    if (failures.length > 0) break;
    const row = rowOf(line, pool, command);
    written = written
      .then(async () => write(await row))
      .catch((error: unknown) => void failures.push(error))
      .finally(() => room.leave(bytes));
  }
  await written;
  if (failures.length > 0) throw failures[0];
}

async function rowOf(line: ReadLine, pool: LinePool, command: QuestionName): Promise<Row> {
  if ('refusal' in line) return errorRow(null, [line.refusal]);
  return rowFrom(await pool.answer(line.text), line.text, command);
}

function rowFrom(answer: PoolAnswer, line: string, command: QuestionName): Row {
  if (answer.ok) return answer.row;
  if (answer.why === 'ended') return endedRow(command, line, answer);
  return errorRow(idOf(line), [{ code: 'CRASHED', message: answer.message }]);
}

function idOf(line: string): unknown {
  try {
    return (JSON.parse(line) as { readonly id?: unknown } | null)?.id ?? null;
  } catch {
    return null;
  }
}

async function opened(path: string) {
  await access(path).catch(() => {
    throw badInput('CANNOT_READ', `\`${path}\` cannot be read`);
  });
  return createReadStream(path, { highWaterMark: 256 * 1024 });
}
