import type { Id } from '@countersign/domain';

/** A size and root that the log has committed itself to, kept where a restored database cannot take it back. */
export interface AnchoredHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * Remembers the newest head of each log, outside the database. It compares and swaps and understands nothing: that
 * the new head extends the old one is the caller's to recompute. Methods throw when the anchor cannot be reached.
 */
export interface Anchor {
  /** The anchored head, or `undefined` when there is none. */
  read(workspace: Id): Promise<AnchoredHead | undefined>;
  /** Durably replaces `from` (`undefined`: nothing there) by `to`; `false` when another head is anchored. */
  swap(workspace: Id, from: AnchoredHead | undefined, to: AnchoredHead): Promise<boolean>;
}
