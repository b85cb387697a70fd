import type { Ports } from './tool.ts';

/** Waits on the clock of this process; ends at once when the call is given up. */
export const waitOnClock: Ports['wait'] = (milliseconds, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
