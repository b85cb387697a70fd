import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { badInput, Failure } from '../frame/failure.ts';

const MAX_FILES = 1_000_000;

/** The files of a folder or tar by path. Links, doubles and paths that lead out are refused. */
export async function readFiles(path: string): Promise<Map<string, Uint8Array>> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw badInput('CANNOT_READ', `\`${path}\` cannot be read: ${error.code ?? error.message}`);
  });
  return found.isDirectory() ? readFolder(path) : readTar(path);
}

async function readFolder(root: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const full = join(entry.parentPath, entry.name);
    const name = full.slice(join(root, '/').length).replaceAll('\\', '/');
    if (entry.isDirectory()) continue;
    if (!entry.isFile()) throw badInput('NOT_A_FILE', `\`${name}\` is not a plain file`);
    files.set(name, new Uint8Array(await readFile(full)));
  }
  return files;
}

async function readTar(path: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  try {
    await unpack(path, files);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw badInput('NOT_A_TAR', `\`${path}\` is not a whole tar: ${why}`);
  }
  if (files.size === 0) throw badInput('NOT_A_TAR', `\`${path}\` holds no files`);
  return files;
}

async function unpack(path: string, files: Map<string, Uint8Array>): Promise<void> {
  const { extract } = await import('tar-stream');
  for await (const entry of createReadStream(path).pipe(extract())) {
    const { name, type } = entry.header;
    if (type === 'directory') {
      entry.resume();
      continue;
    }
    refuseEntry(name, type ?? 'file', files);
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    files.set(name, new Uint8Array(Buffer.concat(chunks)));
  }
}

function refuseEntry(name: string, type: string, files: ReadonlyMap<string, unknown>): void {
  if (type !== 'file') throw badInput('NOT_A_FILE', `\`${name}\` in the tar is a ${type}`);
  if (name.startsWith('/') || name.split('/').includes('..')) {
    throw badInput('BAD_PATH', `\`${name}\` in the tar leads out of it`);
  }
  if (files.has(name)) throw badInput('DOUBLE_PATH', `\`${name}\` is in the tar twice`);
  if (files.size >= MAX_FILES)
    throw badInput('TOO_MANY_FILES', `the tar holds more than ${MAX_FILES} files`);
}
