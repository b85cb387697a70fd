import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Asked } from './answer-line.ts';

/** What a worker is started with. */
export interface WorkerStart {
  readonly asked: Asked;
  /** Where compiled code is kept, as in the main thread. */
  readonly codeFolder: string | undefined;
}

const { asked, codeFolder } = workerData as WorkerStart;
if (codeFolder !== undefined) enableCompileCache(codeFolder);
const { lineAnswerer } = await import('./answer-line.ts');
const answer = lineAnswerer(asked);

// One line after the other, in the order they come. Nothing here reads a clock to decide: the pool ends what takes
// too long.
parentPort?.on('message', (line: string) => parentPort?.postMessage(answer(line)));
parentPort?.postMessage('ready');
