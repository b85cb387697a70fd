import { parentPort } from 'node:worker_threads';
import { type AnalysisJob, runJob } from './job.ts';

/** Runs one job at a time for the pool. Nothing here reads a clock: the pool ends what takes too long. */
parentPort?.on('message', ({ id, job }: { id: number; job: AnalysisJob }) => {
  try {
    parentPort?.postMessage({ id, ok: true, value: runJob(job) });
  } catch (error) {
    parentPort?.postMessage({ id, ok: false, message: String(error) });
  }
});
