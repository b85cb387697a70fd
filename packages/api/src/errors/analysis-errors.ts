import type { ErrorRows } from './error-row.ts';

/** What a policy text is refused for (`packages/analysis`). */
export const analysisErrors = {} as const satisfies ErrorRows;
