import { open, rename } from 'node:fs/promises';
import { cannotRun } from '../frame/failure.ts';

/** Writes a file by fsync and rename, so that it is whole or not there. */
export async function writeWhole(
  path: string,
  bytes: Uint8Array | string,
  mode = 0o644,
): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  try {
    const file = await open(draft, 'w', mode);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw cannotRun('CANNOT_WRITE', `\`${path}\` cannot be written: ${code ?? message}`);
  }
}

/** A document as people read it: two spaces, sorted as given, a final newline. */
export function prettyJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
