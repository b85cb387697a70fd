import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { badInput } from '../frame/failure.ts';

/** A file's bytes as they come, or those of standard input for `-`. */
export async function openInput(path: string): Promise<AsyncIterable<Uint8Array>> {
  if (path === '-') return process.stdin;
  await access(path).catch(() => {
    throw badInput('CANNOT_READ', `\`${path}\` cannot be read`);
  });
  return createReadStream(path, { highWaterMark: 256 * 1024 });
}
