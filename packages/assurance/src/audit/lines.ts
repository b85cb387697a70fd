import { decodeUtf8 } from '@countersign/evidence';

const NEWLINE = 0x0a;

/** The lines of a file, one at a time, so that no file is too large to read; `undefined` for one that is not UTF-8. */
export function* linesOf(file: Uint8Array): Generator<string | undefined> {
  for (let from = 0; from < file.length; ) {
    const found = file.indexOf(NEWLINE, from);
    const end = found === -1 ? file.length : found;
    yield decodeUtf8(file.subarray(from, end));
    from = end + 1;
  }
}
