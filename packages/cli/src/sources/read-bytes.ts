import { gunzipSync } from 'node:zlib';
import { readBytes } from '../files/read-input.ts';
import { badInput } from '../frame/failure.ts';

/** Largest content of a compressed file: what the readers take at most. */
const MAX_INFLATED = 268_435_456;

/** A file's bytes; one that is compressed with gzip, by its first bytes, comes out inflated. */
export async function readInflated(path: string): Promise<Uint8Array> {
  const bytes = await readBytes(path);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_INFLATED });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw badInput('NOT_GZIP', `\`${path}\` cannot be inflated: ${why}`);
  }
}

/** The text of bytes; what is not UTF-8 is refused, never replaced. */
export function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw badInput('NOT_UTF8', `\`${path}\` is not UTF-8`);
  }
}
