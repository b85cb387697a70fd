import { Readable } from 'node:stream';
import { type Pack, pack } from 'tar-stream';

/** One file of a tar: its bytes, or how many will come and from where. */
export type TarFile =
  | { readonly name: string; readonly bytes: Uint8Array }
  | { readonly name: string; readonly size: number; readonly chunks: AsyncIterable<Uint8Array> };

/**
 * A ustar stream whose bytes depend on names and contents alone: no times, no owners.
 * A source that fails, or yields another size than it said, ends the stream with an error.
 */
export function tarStream(files: AsyncIterable<TarFile> | Iterable<TarFile>): Readable {
  const archive = pack();
  writeAll(archive, files).then(
    () => archive.finalize(),
    (error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return Readable.from(archive);
}

/** The bundle or export as one tar in memory. */
export async function tarBytes(files: Iterable<TarFile>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of tarStream(files)) chunks.push(chunk as Uint8Array);
  return new Uint8Array(Buffer.concat(chunks));
}

async function writeAll(
  archive: Pack,
  files: AsyncIterable<TarFile> | Iterable<TarFile>,
): Promise<void> {
  for await (const file of files) {
    if ('bytes' in file) await writeBytes(archive, file.name, file.bytes);
    else await writeChunks(archive, file.name, file.size, file.chunks);
  }
}

function writeBytes(archive: Pack, name: string, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry(header(name, bytes.length), Buffer.from(bytes), (error) =>
      error ? reject(error) : resolve(),
    );
  });
}

async function writeChunks(
  archive: Pack,
  name: string,
  size: number,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  let settle: (error?: Error | null) => void = () => undefined;
  const finished = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  const entry = archive.entry(header(name, size), (error) => settle(error));
  for await (const chunk of chunks) {
    if (!entry.write(chunk)) {
      await new Promise<void>((resolve) => entry.once('drain', () => resolve()));
    }
  }
  entry.end(undefined);
  await finished;
}

const EPOCH = new Date(0);

function header(name: string, size: number) {
  return { name, size, mtime: EPOCH, mode: 0o644, uid: 0, gid: 0, type: 'file' as const };
}
