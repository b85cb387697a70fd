import type { ErrorRows } from './error-row.ts';

/** What files of other tools are refused for (`packages/connectors`). */
export const connectorErrors = {
  INCOMPLETE_INPUT: {
    status: null,
    help: 'Give the whole answer of the tool, with all its pages.',
  },
  NO_FILES: { status: null, help: 'Give a folder with YAML or JSON files.' },
  NOT_GZIP: { status: null, help: 'Download the file again, or give it inflated.' },
  UNKNOWN_KIND: { status: null, help: 'Name a kind that `countersign schema` lists.' },
  UNKNOWN_SUBJECT: { status: null, help: 'Name an identity as the log does: an ARN, a user name.' },
} as const satisfies ErrorRows;
