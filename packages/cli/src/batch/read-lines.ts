import type { Refusal } from '@countersign/analysis';

/** One line of a stream, without its end, or why it cannot be read; `bytes` is what holding it takes. */
export type ReadLine =
  | { readonly text: string; readonly bytes: number }
  | { readonly refusal: Refusal; readonly bytes: 0 };

const NEWLINE = 10;

/**
 * Lines of a byte stream, one after the other, as they come. What is beyond `maxBytes` is counted and dropped, so that
 * no line, however long, is ever held. Bytes that are not UTF-8 are refused, never replaced.
 */
export async function* readLines(
  stream: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<ReadLine> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    for (const [part, isEnd] of partsOf(chunk)) {
      bytes += part.length;
      if (bytes <= maxBytes) parts.push(part);
      else parts = [];
      if (!isEnd) continue;
      yield lineOf(parts, bytes, maxBytes);
      parts = [];
      bytes = 0;
    }
  }
  if (bytes > 0) yield lineOf(parts, bytes, maxBytes);
}

/** The parts of lines in a chunk, and whether the line ends there. */
function* partsOf(chunk: Uint8Array): Generator<readonly [Uint8Array, boolean]> {
  let start = 0;
  for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
    yield [chunk.subarray(start, end), true];
    start = end + 1;
  }
  yield [chunk.subarray(start), false];
}

function lineOf(parts: readonly Uint8Array[], bytes: number, maxBytes: number): ReadLine {
  if (bytes > maxBytes) {
    const message = `the line has ${bytes} bytes, more than ${maxBytes}`;
    return { refusal: { code: 'LINE_TOO_LONG', message }, bytes: 0 };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { text: text.decode(Buffer.concat(parts)), bytes };
  } catch {
    return { refusal: { code: 'NOT_UTF8', message: 'the line is not UTF-8' }, bytes: 0 };
  }
}
