import { analysisErrors } from './errors/analysis-errors.ts';
import { assuranceErrors } from './errors/assurance-errors.ts';
import { cliErrors } from './errors/cli-errors.ts';
import { connectorErrors } from './errors/connector-errors.ts';
import { domainErrors } from './errors/domain-errors.ts';
import { draftErrors } from './errors/draft-errors.ts';
import type { ErrorRow } from './errors/error-row.ts';
import { evidenceErrors } from './errors/evidence-errors.ts';
import { httpErrors } from './errors/http-errors.ts';
import { operationErrors } from './errors/operation-errors.ts';

/** Every code anything of Countersign refuses with: the closed list (DESIGN section 7). */
export const errorTable = {
  ...cliErrors,
  ...connectorErrors,
  ...operationErrors,
  ...assuranceErrors,
  ...analysisErrors,
  ...draftErrors,
  ...evidenceErrors,
  ...domainErrors,
  ...httpErrors,
} as const;

export type ErrorCode = keyof typeof errorTable;

/** Status and help of a code; `undefined` for a code that is not in the list. */
export function errorRow(code: string): ErrorRow | undefined {
  return Object.hasOwn(errorTable, code) ? errorTable[code as ErrorCode] : undefined;
}
