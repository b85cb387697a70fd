import type { Deps } from '../commands/deps.ts';
import { sweepDeadlines } from '../commands/sweep-deadlines.ts';

const PERIOD_MS = 60_000;

/** Records what time has done and removes what expired, once a minute. A sweep that fails is made up for by the next one. */
export function startSweeper(deps: Deps, onError: (error: unknown) => void): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(() => sweep(deps)).catch(onError);
  }, PERIOD_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return running;
  };
}

async function sweep(deps: Deps): Promise<void> {
  for (const { id } of await deps.store.workspaces()) await sweepDeadlines(deps, id);
  await deps.store.prune(deps.now());
}
