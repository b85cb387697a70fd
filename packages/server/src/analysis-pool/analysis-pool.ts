import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { type BoundedCache, boundedCache } from './bounded-cache.ts';
import { type AnalysisJob, type AnalysisResult, withoutTime } from './job.ts';

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
  /** Whether wall time ended this job, since this server started, and it has no answer yet. */
  wasEnded(job: AnalysisJob): boolean;
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
  readonly worker: Worker;
  busy: { readonly waiting: Waiting; readonly timer: NodeJS.Timeout } | null;
}

/** Starts workers lazily: the first job pays for the first worker. */
export function analysisPool(options: PoolOptions = DEFAULT_POOL): AnalysisPool {
  return new WorkerPool(options);
}

/** A job ended this often is not tried again until the server restarts. */
const ENDED_MAX = 3;

class WorkerPool implements AnalysisPool {
  readonly #options: PoolOptions;
  readonly #program: URL;
  readonly #cache: BoundedCache<AnalysisResult<AnalysisJob>>;
  /** How often a job was ended: not an answer, but a reason not to burn the time again and again. */
  readonly #ended: BoundedCache<number>;
  readonly #queue: Waiting[] = [];
  readonly #slots = new Set<Slot>();
  #nextId = 1;
  #isClosed: boolean = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#program = options.program ?? siblingProgram();
    this.#cache = boundedCache(options.cached);
    this.#ended = boundedCache(options.cached);
  }

  async run<J extends AnalysisJob>(job: J): Promise<Answered<J>> {
    if (this.#isClosed) return CLOSED;
    const key = keyOf(job);
    const known = this.#cache.get(key);
    if (known !== undefined) return { ok: true, value: known as AnalysisResult<J> };
    const lasting = keyOf(withoutTime(job));
    if ((this.#ended.get(lasting) ?? 0) >= ENDED_MAX) return OUT_OF_TIME;
    const answer = await new Promise<Answered<AnalysisJob>>((resolve) => {
      this.#queue.push({ id: this.#nextId++, job, answer: resolve });
      this.#pump();
    });
    if (answer.ok) this.#cache.set(key, answer.value);
    else if (answer.why === 'out-of-time') {
      this.#ended.set(lasting, (this.#ended.get(lasting) ?? 0) + 1);
    }
    return answer as Answered<J>;
  }

  wasEnded(job: AnalysisJob): boolean {
    const isAnswered = this.#cache.get(keyOf(job)) !== undefined;
    return !isAnswered && (this.#ended.get(keyOf(withoutTime(job))) ?? 0) > 0;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const waiting of this.#queue.splice(0)) waiting.answer(CLOSED);
    for (const slot of [...this.#slots]) this.#end(slot, CLOSED);
  }

  /** Hands waiting jobs to idle workers, starting workers up to the limit. */
  #pump(): void {
    for (let slot = this.#idleSlot(); slot !== undefined; slot = this.#idleSlot()) {
      const waiting = this.#queue.shift();
      if (waiting === undefined) return;
      this.#give(slot, waiting);
    }
  }

  #idleSlot(): Slot | undefined {
    if (this.#isClosed || this.#queue.length === 0) return undefined;
    const idle = [...this.#slots].find((slot) => slot.busy === null);
    return idle ?? (this.#slots.size < this.#options.workers ? this.#start() : undefined);
  }

  #start(): Slot {
    const worker = new Worker(this.#program, {
      resourceLimits: { maxOldGenerationSizeMb: this.#options.memoryMegabytes },
      execArgv: [],
    });
    const slot: Slot = { worker, busy: null };
    worker.unref();
    worker.on('message', (message: WorkerMessage) => this.#settle(slot, message));
    worker.on('error', (error) => this.#end(slot, noAnswer('crashed', String(error))));
    worker.on('exit', (code) => this.#end(slot, noAnswer('crashed', `it ended with ${code}`)));
    this.#slots.add(slot);
    return slot;
  }

  #give(slot: Slot, waiting: Waiting): void {
    const timer = setTimeout(() => this.#end(slot, OUT_OF_TIME), this.#options.wallMilliseconds);
    slot.busy = { waiting, timer };
    slot.worker.ref();
    slot.worker.postMessage({ id: waiting.id, job: waiting.job });
  }

  #settle(slot: Slot, message: WorkerMessage): void {
    const waiting = slot.busy?.waiting;
    if (waiting?.id !== message.id) return;
    release(slot);
    waiting.answer(
      message.ok ? { ok: true, value: message.value } : noAnswer('crashed', message.message),
    );
    this.#pump();
  }

  /** Ends a worker with what it was at; the next job gets a new one. */
  #end(slot: Slot, answer: NoAnswer): void {
    if (!this.#slots.delete(slot)) return;
    const waiting = slot.busy?.waiting;
    release(slot);
    void slot.worker.terminate();
    waiting?.answer(answer);
    this.#pump();
  }
}

/** Not canonical JSON: a job may carry text that has no canonical form, such as a lone surrogate. */
function keyOf(job: AnalysisJob): string {
  return createHash('sha256').update(JSON.stringify(job)).digest('hex');
}

function release(slot: Slot): void {
  if (slot.busy !== null) clearTimeout(slot.busy.timer);
  slot.busy = null;
  slot.worker.unref();
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

const OUT_OF_TIME = noAnswer('out-of-time', 'the analysis was ended by its wall time');
const CLOSED = noAnswer('crashed', 'the analysis pool is closed');
