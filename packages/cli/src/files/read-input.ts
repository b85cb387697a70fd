import { readFile } from 'node:fs/promises';
import { badInput } from '../frame/failure.ts';

/** A file's bytes, or those of standard input for `-`. */
export async function readBytes(path: string): Promise<Uint8Array> {
  if (path === '-') return readStandardInput();
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw badInput('CANNOT_READ', `\`${path}\` cannot be read: ${error.code ?? error.message}`);
  });
}

/** A file's text. Bytes that are not UTF-8 are refused, never replaced. */
export async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw badInput('NOT_UTF8', `\`${path}\` is not UTF-8`);
  }
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
