import type { Handlers } from '../handler.ts';
import { candidateHandlers } from './candidate-handlers.ts';
import { governanceHandlers } from './governance-handlers.ts';
import { inventoryHandlers } from './inventory-handlers.ts';
import { logHandlers } from './log-handlers.ts';
import { releaseHandlers } from './release-handlers.ts';
import { snapshotHandlers } from './snapshot-handlers.ts';
import { templateHandlers } from './template-handlers.ts';
import { workspaceHandlers } from './workspace-handlers.ts';

/** A handler for every route of the table; one too few does not compile. */
export const handlers: Handlers = {
  ...workspaceHandlers,
  ...governanceHandlers,
  ...inventoryHandlers,
  ...candidateHandlers,
  ...releaseHandlers,
  ...templateHandlers,
  ...logHandlers,
  ...snapshotHandlers,
};
