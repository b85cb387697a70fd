import { extract } from 'tar-stream';

/** The files of a tar by name. */
export async function readTar(
  source: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const reader = extract();
  const feeding = feed(reader, source);
  for await (const entry of reader) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry) chunks.push(chunk as Uint8Array);
    files.set(entry.header.name, new Uint8Array(Buffer.concat(chunks)));
  }
  await feeding;
  return files;
}

async function feed(
  reader: ReturnType<typeof extract>,
  source: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  const chunks = source instanceof Uint8Array ? [source] : source;
  for await (const chunk of chunks) {
    if (!reader.write(Buffer.from(chunk))) {
      await new Promise<void>((resolve) => reader.once('drain', () => resolve()));
    }
  }
  reader.end(undefined);
}
