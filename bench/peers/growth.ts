import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { GrowthAnswer, GrowthCase, GrowthKind } from './growth-worker.ts';

const SIZES = [1, 10, 100, 1000, 10_000];
const KINDS: readonly GrowthKind[] = ['equal', 'added', 'deny'];
/** One measurement that takes longer or more is given up, and the figure says so. */
const LIMIT_MILLISECONDS = 60_000;
const LIMIT_MEGABYTES = 2048;

/**
 * Cost against statement count, median milliseconds from text to answer, both directions: `equalN` compares a policy of N
 * statements with itself in reverse order, `addedN` with one statement more, `denyN` with one Deny more. `…Verdict` says
 * what came out, or why nothing did; then the time is that of the attempt.
 */
export async function growthFigures(): Promise<Record<string, unknown>> {
  const figures: Record<string, unknown> = {};
  for (const size of SIZES) {
    for (const kind of KINDS) {
      const { milliseconds, verdict } = await measured({ kind, size });
      figures[`${kind}${size}Milliseconds`] = milliseconds;
      figures[`${kind}${size}Verdict`] = verdict;
    }
  }
  return figures;
}

async function measured(workerData: GrowthCase): Promise<GrowthAnswer> {
  const start = performance.now();
  const worker = new Worker(new URL('./growth-worker.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: LIMIT_MEGABYTES },
  });
  try {
    const signal = AbortSignal.timeout(LIMIT_MILLISECONDS);
    const [answer] = (await once(worker, 'message', { signal })) as [GrowthAnswer];
    return answer;
  } catch (error) {
    const verdict = error instanceof Error ? error.message : String(error);
    return { milliseconds: Math.round(performance.now() - start), verdict };
  } finally {
    await worker.terminate();
  }
}
