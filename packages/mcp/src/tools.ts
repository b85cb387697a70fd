import type { Tool } from './tool.ts';
import { analyseTools } from './tools/analyse-tools.ts';
import { draftTools } from './tools/draft-tools.ts';
import { readTools } from './tools/read-tools.ts';
import { requestTools } from './tools/request-tools.ts';

/** Every tool there is, over both transports. What is not here cannot be asked for, and nothing here decides (INV-12). */
export const tools: readonly Tool[] = [
  ...readTools,
  ...analyseTools,
  ...draftTools,
  ...requestTools,
];
