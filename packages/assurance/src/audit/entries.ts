import { fromBase64 } from '@countersign/evidence';
import { linesOf } from './lines.ts';
import { type AuditFinding, finding } from './report.ts';

/** The log's entries as exported, in order. */
export interface ReadEntries {
  readonly entries: readonly Uint8Array[];
  readonly findings: readonly AuditFinding[];
}

/**
 * Reads `entries.jsonl`: one `{"bytes":"base64","index":N}` a line, from 0 without gaps. Reading stops at the first
 * line that is not the next entry, because nothing after it has a known place.
 */
export function readEntries(file: Uint8Array): ReadEntries {
  const entries: Uint8Array[] = [];
  for (const line of linesOf(file)) {
    const read = line === undefined ? undefined : readLine(line);
    const expected = entries.length;
    if (read === undefined) {
      return {
        entries,
        findings: [finding('ENTRY_FORMAT', `line ${expected + 1} is not an entry`, expected)],
      };
    }
    if (read.index !== expected) {
      const message = `line ${expected + 1} has entry ${read.index}, expected ${expected}`;
      return { entries, findings: [finding('ENTRY_ORDER', message, expected)] };
    }
    entries.push(read.bytes);
  }
  return { entries, findings: [] };
}

function readLine(line: string): { index: number; bytes: Uint8Array } | undefined {
  const [, encoded = '', index = ''] = LINE.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  return index === '' || bytes === undefined ? undefined : { index: Number(index), bytes };
}

// The one canonical spelling of a line (JCS orders `bytes` before `index`).
const LINE = /^\{"bytes":"([^"]*)","index":(0|[1-9][0-9]{0,15})\}$/;
