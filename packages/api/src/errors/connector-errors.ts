import type { ErrorRows } from './error-row.ts';

/** What files of other tools are refused for (`packages/connectors`). */
export const connectorErrors = {
  INCOMPLETE_INPUT: {
    status: null,
    help: 'Give the whole answer of the tool, with all its pages.',
  },
} as const satisfies ErrorRows;
