import type { Id } from '@countersign/domain';

/** Reads the Merkle log of a workspace (RFC 6962 hashing, C2SP tlog-tiles). */
export interface LogReader {
  /** Entries committed; published are those a checkpoint covers. */
  size(workspace: Id): Promise<number>;
  /** Root over the first `size` entries. */
  root(workspace: Id, size: number): Promise<Uint8Array>;
  /** Entries `from` (inclusive), at most `limit`, in log order. */
  entries(workspace: Id, from: number, limit: number): Promise<readonly LogEntry[]>;
  /** Audit path of the entry in the tree of `size` (RFC 6962 §2.1.1). */
  inclusion(workspace: Id, index: number, size: number): Promise<readonly Uint8Array[]>;
  /** Consistency path (RFC 6962 §2.1.2). */
  consistency(workspace: Id, oldSize: number, newSize: number): Promise<readonly Uint8Array[]>;
  /** Hashes of a tile, `width` of them, or `undefined` beyond the log. */
  tile(workspace: Id, level: number, index: number, width: number): Promise<Uint8Array | undefined>;
  /** Entry bundle `index` with `width` entries, or `undefined` beyond the log. */
  entryBundle(workspace: Id, index: number, width: number): Promise<Uint8Array | undefined>;
  /** Newest published signed checkpoint (a note), or `undefined` before the first. */
  checkpoint(workspace: Id): Promise<SignedCheckpoint | undefined>;
  /** Published checkpoints, oldest first. */
  checkpoints(workspace: Id): Promise<readonly SignedCheckpoint[]>;
}

export interface LogEntry {
  readonly index: number;
  readonly kind: 'event' | 'hashedrekord';
  /** Sequence number of the event; of a hashedrekord, that of the event before it. */
  readonly seq: number;
  readonly bytes: Uint8Array;
}

export interface SignedCheckpoint {
  readonly size: number;
  readonly root: Uint8Array;
  /** The signed note. */
  readonly text: string;
}
