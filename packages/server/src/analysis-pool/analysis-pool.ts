import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { boundedCache } from './bounded-cache.ts';
import type { AnalysisJob, AnalysisResult } from './job.ts';

/** Why a job has no answer: wall time ended it, or the worker died. Neither is ever cached. */
export interface NoAnswer {
  readonly ok: false;
  readonly why: 'out-of-time' | 'crashed';
  readonly message: string;
}

export type Answered<J extends AnalysisJob> =
  | { readonly ok: true; readonly value: AnalysisResult<J> }
  | NoAnswer;

/** Analysis off the event loop. A job that outlives its wall time is ended with its worker, and a new one starts. */
export interface AnalysisPool {
  run<J extends AnalysisJob>(job: J): Promise<Answered<J>>;
  close(): Promise<void>;
}

export interface PoolOptions {
  /** Workers kept; the machine's cores less one is a good number. */
  readonly workers: number;
  /** Hard limit for one job, milliseconds of wall time; it ends the worker and never enters a digest. */
  readonly wallMilliseconds: number;
  /** Old-generation heap of one worker; beyond it the job counts as crashed. */
  readonly memoryMegabytes: number;
  /** Answers kept, by digest of the job. */
  readonly cached: number;
  /** The worker's program; tests give one that hangs. */
  readonly program?: URL;
}

export const DEFAULT_POOL: PoolOptions = {
  workers: 2,
  wallMilliseconds: 20_000,
  memoryMegabytes: 512,
  cached: 500,
};

interface Waiting {
  readonly id: number;
  readonly job: AnalysisJob;
  readonly answer: (answer: Answered<AnalysisJob>) => void;
}

interface Slot {
  worker: Worker;
  busy: { waiting: Waiting; timer: NodeJS.Timeout } | null;
}

/** Starts workers lazily: the first job pays for the first worker. */
export function analysisPool(options: PoolOptions = DEFAULT_POOL): AnalysisPool {
  const program = options.program ?? siblingProgram();
  const cache = boundedCache<AnalysisResult<AnalysisJob>>(options.cached);
  const queue: Waiting[] = [];
  const slots: Slot[] = [];
  let nextId = 1;
  let closed = false;

  function startSlot(): Slot {
    const worker = new Worker(program, {
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMegabytes },
      execArgv: [],
    });
    const slot: Slot = { worker, busy: null };
    worker.unref();
    worker.on('message', (message: WorkerMessage) => settle(slot, message));
    worker.on('error', (error) => replace(slot, noAnswer('crashed', String(error))));
    worker.on('exit', (code) =>
      replace(slot, noAnswer('crashed', `the worker ended with ${code}`)),
    );
    slots.push(slot);
    return slot;
  }

  function settle(slot: Slot, message: WorkerMessage): void {
    const busy = slot.busy;
    if (busy === null || busy.waiting.id !== message.id) return;
    release(slot);
    busy.waiting.answer(
      message.ok ? { ok: true, value: message.value } : noAnswer('crashed', message.message),
    );
    pump();
  }

  function release(slot: Slot): void {
    if (slot.busy !== null) clearTimeout(slot.busy.timer);
    slot.busy = null;
    slot.worker.unref();
  }

  function replace(slot: Slot, answer: NoAnswer): void {
    const at = slots.indexOf(slot);
    if (at < 0) return;
    slots.splice(at, 1);
    const waiting = slot.busy?.waiting;
    release(slot);
    void slot.worker.terminate();
    waiting?.answer(answer);
    pump();
  }

  function pump(): void {
    while (!closed && queue.length > 0) {
      const idle = slots.find((slot) => slot.busy === null);
      const slot = idle ?? (slots.length < options.workers ? startSlot() : undefined);
      const waiting = slot === undefined ? undefined : queue.shift();
      if (slot === undefined || waiting === undefined) return;
      give(slot, waiting);
    }
  }

  function give(slot: Slot, waiting: Waiting): void {
    const timer = setTimeout(
      () => replace(slot, noAnswer('out-of-time', 'the analysis was ended by its wall time')),
      options.wallMilliseconds,
    );
    slot.busy = { waiting, timer };
    slot.worker.ref();
    slot.worker.postMessage({ id: waiting.id, job: waiting.job });
  }

  async function run<J extends AnalysisJob>(job: J): Promise<Answered<J>> {
    if (closed) return noAnswer('crashed', 'the analysis pool is closed');
    const key = createHash('sha256').update(JSON.stringify(job)).digest('hex');
    const known = cache.get(key);
    if (known !== undefined) return { ok: true, value: known as AnalysisResult<J> };
    const answer = await new Promise<Answered<AnalysisJob>>((resolve) => {
      queue.push({ id: nextId++, job, answer: resolve });
      pump();
    });
    if (answer.ok) cache.set(key, answer.value);
    return answer as Answered<J>;
  }

  async function close(): Promise<void> {
    closed = true;
    for (const waiting of queue.splice(0)) {
      waiting.answer(noAnswer('crashed', 'the analysis pool is closed'));
    }
    for (const slot of [...slots])
      replace(slot, noAnswer('crashed', 'the analysis pool is closed'));
  }

  return { run, close };
}

type WorkerMessage =
  | { readonly id: number; readonly ok: true; readonly value: AnalysisResult<AnalysisJob> }
  | { readonly id: number; readonly ok: false; readonly message: string };

function noAnswer(why: NoAnswer['why'], message: string): NoAnswer {
  return { ok: false, why, message };
}

/** Node 24 loads the `.ts` beside this file; a built tree has a `.js` there. */
function siblingProgram(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./worker.${extension}`, import.meta.url);
}
