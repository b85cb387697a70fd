import type { Refusal } from '@countersign/evidence';

/** What the replay of an export came to. `ok` means: no finding. */
export interface AuditReport {
  readonly ok: boolean;
  readonly workspace: string | null;
  readonly mode: 'founded' | 'evaluation' | null;
  /** Log origin, number of entries and recomputed root (base64). */
  readonly origin: string | null;
  readonly size: number;
  readonly root: string;
  readonly events: number;
  readonly releases: number;
  /** Signed checkpoints whose root was recomputed from the entries. */
  readonly checkpoints: number;
  /** Texts that events refer to and that were erased; their digests still stand in the log. */
  readonly erased: number;
  /** `shown` only against a checkpoint that the auditor knew before. */
  readonly completeness: 'shown' | 'not-shown';
  /** How many entries, from the first, are shown to be all there were; `null` without a known checkpoint. */
  readonly shownEntries: number | null;
  readonly findings: readonly AuditFinding[];
}

/** One thing that is wrong, with the log index it is about where there is one. */
export interface AuditFinding {
  readonly code: AuditCode;
  readonly message: string;
  readonly index: number | null;
  /** For `ILLEGITIMATE`: why the domain would have refused. */
  readonly refusals: readonly Refusal[];
}

/** Everything an audit can find. */
export type AuditCode =
  | 'EXPORT_MISSING_FILE'
  | 'EXPORT_FORMAT'
  | 'ENTRY_FORMAT'
  | 'ENTRY_ORDER'
  | 'EVENT_ORDER'
  | 'FOREIGN_WORKSPACE'
  | 'GENESIS'
  | 'CHECKPOINT_SIGNATURE'
  | 'CHECKPOINT_MISMATCH'
  | 'NOT_CHECKPOINTED'
  | 'DOCUMENT_DIGEST'
  | 'DOCUMENT_UNKNOWN'
  | 'TEXT_DIGEST'
  | 'HASHEDREKORD'
  | 'APPROVAL_CHECKPOINT'
  | 'ILLEGITIMATE'
  | 'KNOWN_CHECKPOINT_FORMAT'
  | 'LOG_TRUNCATED'
  | 'LOG_REWRITTEN';

/** A finding about the entry at `index`, or about the export as a whole. */
export function finding(
  code: AuditCode,
  message: string,
  index: number | null = null,
  refusals: readonly Refusal[] = [],
): AuditFinding {
  return { code, message, index, refusals };
}
