import type { ErrorRows } from './error-row.ts';

/** What a gate or an audit refuses (`packages/assurance`). */
export const assuranceErrors = {
  CHECKPOINT_MISMATCH: {
    status: null,
    help: 'The export does not contain the log this checkpoint describes.',
  },
  DOCUMENT_DIGEST: {
    status: null,
    help: 'A document does not have the digest it is filed under: it was changed.',
  },
  ENTRY_FORMAT: { status: null, help: 'An entry of the export cannot be read.' },
  ENTRY_ORDER: { status: null, help: 'Entries of the export are not in order.' },
  EVENT_ORDER: { status: null, help: 'Events of the export are not in their total order.' },
  EXPORT_FORMAT: { status: null, help: 'Give the tar that `countersign audit export` wrote.' },
  EXPORT_MISSING_FILE: { status: null, help: 'The export is not complete; export again.' },
  FOREIGN_WORKSPACE: { status: null, help: 'An entry is of another workspace.' },
  KNOWN_CHECKPOINT_FORMAT: { status: null, help: 'Give a checkpoint as this log published it.' },
  LOG_REWRITTEN: {
    status: null,
    help: 'The log is not the one the known checkpoint describes: history was changed.',
  },
  LOG_TRUNCATED: { status: null, help: 'The log is shorter than the known checkpoint says.' },
  NOT_CHECKPOINTED: {
    status: null,
    help: 'Entries beyond the last checkpoint are not proved yet.',
  },
  TEXT_DIGEST: {
    status: null,
    help: 'A text does not have the digest the log names: it was changed.',
  },
} as const satisfies ErrorRows;
