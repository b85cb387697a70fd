import type { ErrorRows } from './error-row.ts';

/** What a gate or an audit refuses (`packages/assurance`). */
export const assuranceErrors = {} as const satisfies ErrorRows;
