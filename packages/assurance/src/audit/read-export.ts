import {
  appendLeaf,
  type Digest,
  digest,
  EMPTY_FRONTIER,
  frontierRoot,
  leafHash,
} from '@countersign/evidence';
import { factsFrom } from '../facts/facts-from.ts';
import { type ReadEntries, readEntries } from './entries.ts';
import { passkeysOfLog } from './passkeys-of-log.ts';
import { type Replay, replay } from './replay.ts';
import { type AuditFinding, finding } from './report.ts';
import { type ReadTexts, readTexts } from './texts.ts';

/** The files of an export, read and folded; what is wrong with each part stands with it. */
export interface ReadExport {
  readonly read: ReadEntries;
  readonly roots: readonly Uint8Array[];
  readonly documents: ReadDocuments;
  readonly texts: ReadTexts;
  readonly replayed: Replay;
}

/** Reads an export's files by path and folds its events. */
export function readExport(files: ReadonlyMap<string, Uint8Array>): ReadExport {
  const read = readEntries(files.get('entries.jsonl') ?? new Uint8Array());
  const roots = rootsOf(read.entries);
  const documents = readDocuments(files);
  const texts = readTexts(files.get('texts.jsonl'));
  const look = (wanted: string): Uint8Array | undefined => documents.byDigest.get(wanted as Digest);
  const facts = factsFrom(look, passkeysOfLog(read.entries, documents.byDigest));
  return {
    read,
    roots,
    documents,
    texts,
    replayed: replay(read.entries, { facts, document: look, roots }),
  };
}

/** `roots[n]` is the root over the first n entries (RFC 6962 section 2.1). */
function rootsOf(entries: readonly Uint8Array[]): readonly Uint8Array[] {
  let frontier = EMPTY_FRONTIER;
  const roots = [frontierRoot(frontier)];
  for (const entry of entries) {
    frontier = appendLeaf(frontier, leafHash(entry)).frontier;
    roots.push(frontierRoot(frontier));
  }
  return roots;
}

/** Stored bytes by their digests. */
export interface ReadDocuments {
  readonly byDigest: ReadonlyMap<Digest, Uint8Array>;
  readonly findings: readonly AuditFinding[];
}

function readDocuments(files: ReadonlyMap<string, Uint8Array>): ReadDocuments {
  const byDigest = new Map<Digest, Uint8Array>();
  const findings: AuditFinding[] = [];
  for (const [path, bytes] of files) {
    if (!path.startsWith('documents/')) continue;
    const named = `sha256:${path.slice('documents/'.length)}`;
    const actual = digest(bytes);
    if (named === actual) {
      byDigest.set(actual, bytes);
    } else {
      findings.push(
        finding('DOCUMENT_DIGEST', `the document \`${path}\` has the digest \`${actual}\``),
      );
    }
  }
  return { byDigest, findings };
}
