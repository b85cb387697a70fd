import { getCompileCacheDir } from 'node:module';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Asked, Row } from './answer-line.ts';
import type { WorkerStart } from './worker.ts';

/** A row, or why the line has none: its analysis was ended, or its worker broke. */
export type PoolAnswer =
  | { readonly ok: true; readonly row: Row }
  | (Ended & { readonly ok: false; readonly elapsedMs: number });

interface Ended {
  readonly why: 'ended' | 'crashed';
  readonly message: string;
}

/** Answers lines off the main thread. A line that outlives its limits is ended with its worker; the others live on. */
export interface LinePool {
  answer(line: string): Promise<PoolAnswer>;
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly workers: number;
  /** Hard limit of one line, milliseconds of wall time. It only kills; no answer depends on it otherwise. */
  readonly wallMilliseconds: number;
  /** Old-generation heap of one worker. */
  readonly memoryMegabytes: number;
  /** The worker's program; tests give one that hangs. */
  readonly program?: URL;
}

export const DEFAULT_POOL: PoolOptions = {
  workers: Math.min(availableParallelism(), 16),
  wallMilliseconds: 20_000,
  memoryMegabytes: 512,
};

/** Lines a worker holds, so that it never waits for the main thread; it answers one after the other. */
const AHEAD = 8;
/** New objects of a worker before they are collected: more is faster by a little and larger by as much. */
const YOUNG_MEGABYTES = 16;
/** Workers that break before they take a line, one after the other, until the pool gives up. */
const BROKEN_MAX = 3;

interface Job {
  readonly line: string;
  readonly answer: (answer: PoolAnswer) => void;
}

interface Slot {
  readonly worker: Worker;
  readonly jobs: Job[];
  isReady: boolean;
  timer: NodeJS.Timeout | null;
  /** When the line it is at came to its turn. */
  since: number;
}

/** Starts workers as lines come. */
export function linePool(asked: Asked, options: PoolOptions = DEFAULT_POOL): LinePool {
  return new WorkerPool(asked, options);
}

class WorkerPool implements LinePool {
  readonly #start: WorkerStart;
  readonly #options: PoolOptions;
  readonly #queue: Job[] = [];
  readonly #slots = new Set<Slot>();
  #broken = 0;

  constructor(asked: Asked, options: PoolOptions) {
    this.#start = { asked, codeFolder: getCompileCacheDir() };
    this.#options = options;
  }

  answer(line: string): Promise<PoolAnswer> {
    return new Promise((resolve) => {
      this.#queue.push({ line, answer: resolve });
      this.#pump();
    });
  }

  async close(): Promise<void> {
    const slots = [...this.#slots];
    this.#slots.clear();
    for (const { timer } of slots) if (timer !== null) clearTimeout(timer);
    await Promise.all(slots.map(({ worker }) => worker.terminate()));
  }

  #pump(): void {
    while (this.#queue.length > 0) {
      const slot = this.#roomiest();
      const job = slot === undefined ? undefined : this.#queue.shift();
      if (slot === undefined || job === undefined) return;
      slot.jobs.push(job);
      slot.worker.postMessage(job.line);
      if (slot.jobs.length === 1) this.#watch(slot);
    }
  }

  /** An idle worker, a new one while there may be more, or the one with the fewest lines. */
  #roomiest(): Slot | undefined {
    const [best] = [...this.#slots].sort((left, right) => left.jobs.length - right.jobs.length);
    if (best?.jobs.length === 0) return best;
    if (this.#slots.size < this.#options.workers) return this.#begin();
    return best !== undefined && best.jobs.length < AHEAD ? best : undefined;
  }

  #begin(): Slot {
    const worker = new Worker(this.#options.program ?? siblingProgram(), {
      workerData: this.#start,
      resourceLimits: {
        maxOldGenerationSizeMb: this.#options.memoryMegabytes,
        maxYoungGenerationSizeMb: YOUNG_MEGABYTES,
      },
      execArgv: [],
    });
    const slot: Slot = { worker, jobs: [], isReady: false, timer: null, since: 0 };
    worker.on('message', (message: Row | 'ready') => this.#heard(slot, message));
    worker.on('error', (error) => this.#end(slot, endOf(error)));
    worker.on('exit', (code) => this.#end(slot, crashed(`the worker ended with ${code}`)));
    this.#slots.add(slot);
    return slot;
  }

  #heard(slot: Slot, message: Row | 'ready'): void {
    if (!this.#slots.has(slot)) return;
    if (message === 'ready') {
      slot.isReady = true;
      this.#broken = 0;
    } else {
      slot.jobs.shift()?.answer({ ok: true, row: message });
    }
    this.#watch(slot);
    this.#pump();
  }

  /** The wall time of a line starts when its worker has started and no line is before it. */
  #watch(slot: Slot): void {
    if (slot.timer !== null) clearTimeout(slot.timer);
    slot.timer = null;
    if (!slot.isReady || slot.jobs.length === 0) return;
    slot.since = performance.now();
    slot.timer = setTimeout(() => this.#end(slot, OUT_OF_TIME), this.#options.wallMilliseconds);
  }

  /** Ends a worker with the line it was at; those that waited behind it go to another. */
  #end(slot: Slot, end: Ended): void {
    if (!this.#slots.delete(slot)) return;
    if (slot.timer !== null) clearTimeout(slot.timer);
    void slot.worker.terminate();
    if (!slot.isReady) this.#broken += 1;
    const [current, ...waiting] = slot.jobs;
    this.#queue.unshift(...waiting);
    // A worker that broke before it took a line says nothing of the line, until there have been too many.
    if (current !== undefined && !slot.isReady && this.#broken < BROKEN_MAX) {
      this.#queue.unshift(current);
    } else {
      current?.answer({ ok: false, ...end, elapsedMs: performance.now() - slot.since });
    }
    this.#pump();
  }
}

const OUT_OF_TIME: Ended = { why: 'ended', message: 'the analysis was ended by its wall time' };
const OUT_OF_MEMORY: Ended = {
  why: 'ended',
  message: 'the analysis was ended by its memory limit',
};

function crashed(message: string): Ended {
  return { why: 'crashed', message };
}

function endOf(error: unknown): Ended {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return OUT_OF_MEMORY;
  return crashed(String(message ?? error));
}

/** Node 24 loads the `.ts` beside this file; a built tree has a `.js` there. */
function siblingProgram(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./worker.${extension}`, import.meta.url);
}
