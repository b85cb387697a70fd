import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SmtQuestion } from './smt-text.ts';
import type { Limits, Solver, SolverAnswer } from './solver.ts';
import type { Z3Reply, Z3Request } from './z3-worker.ts';

/** A thread answers this many questions and is replaced, as its memory only grows. */
const QUESTIONS_PER_THREAD = 150;
/** Z3 notices its own limit late; after limit times factor plus grace the thread is ended. */
const HARD_FACTOR = 2;
const GRACE_MILLISECONDS = 2000;

/** Z3 from the package `z3-solver`, in a thread of its own. */
export class Z3 implements Solver {
  name = 'z3';
  private worker: Worker | null = null;
  private answered = 0;

  async ask(question: SmtQuestion, limits: Limits): Promise<SolverAnswer> {
    const worker = await this.ready();
    const request: Z3Request = { question, limits };
    const hardMilliseconds = limits.milliseconds * HARD_FACTOR + GRACE_MILLISECONDS;
    const reply = await answerOf(worker, request, hardMilliseconds);
    this.answered += 1;
    if (reply === null) {
      await this.close();
      return { answer: 'unknown', reason: 'ended from outside', milliseconds: hardMilliseconds };
    }
    if ('error' in reply) throw new Error(`z3 cannot read the question: ${reply.error}`);
    return reply;
  }

  async close(): Promise<void> {
    const worker = this.worker;
    this.worker = null;
    this.answered = 0;
    await worker?.terminate();
  }

  private async ready(): Promise<Worker> {
    if (this.answered >= QUESTIONS_PER_THREAD) await this.close();
    if (this.worker !== null) return this.worker;
    const worker = new Worker(new URL('./z3-worker.ts', import.meta.url));
    const [version] = (await once(worker, 'message')) as [string];
    this.name = version;
    this.worker = worker;
    return worker;
  }
}

/** The reply, or null where the thread did not answer in time or died. */
async function answerOf(
  worker: Worker,
  request: Z3Request,
  hardMilliseconds: number,
): Promise<Z3Reply | null> {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), hardMilliseconds);
  const exit = (): void => ended.abort();
  worker.once('exit', exit);
  try {
    // once() rejects on the event `error` too: the library can die as a whole.
    const reply = once(worker, 'message', { signal: ended.signal });
    worker.postMessage(request);
    const [message] = (await reply) as [Z3Reply];
    return message;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    worker.off('exit', exit);
  }
}
