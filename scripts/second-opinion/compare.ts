import type { Found } from '../../packages/analysis/src/index.ts';
import { iamQuestion, isSensitive } from './iam-smt.ts';
import { type KeyFacts, NO_FACTS } from './keys-smt.ts';
import { RESOURCE_READINGS, type ResourceReading } from './resource-smt.ts';
import { NotEncoded, type SmtQuestion } from './smt-text.ts';
import type { Limits, Solver, SolverAnswer } from './solver.ts';
import type { Scope } from './subjects.ts';

/** A solver's answer over all readings: whether `to` allows something that `from` does not under one of them. */
export interface Opinion {
  readonly found: Found;
  /** Why it is undetermined. */
  readonly reason?: string;
  readonly model?: string;
  readonly reading?: ResourceReading;
  /** Time in the solver, all readings together. */
  readonly milliseconds: number;
}

/** How to ask. */
export interface Asking {
  readonly solver: Solver;
  readonly limits: Limits;
  readonly facts?: KeyFacts;
  /** The scopes to ask in turn; only `all`, the last, can deny. */
  readonly scopes?: readonly Scope[];
}

/** Asks under every reading of resource wildcards until one has a request. */
export async function secondOpinion(from: unknown, to: unknown, asking: Asking): Promise<Opinion> {
  const readings = isSensitive(from, to) ? RESOURCE_READINGS : RESOURCE_READINGS.slice(0, 1);
  let milliseconds = 0;
  let reason: string | undefined;
  for (const reading of readings) {
    const answer = await askUnder(reading, from, to, asking);
    milliseconds += answer.milliseconds;
    if (answer.answer === 'sat')
      return { found: 'some', reading, ...modelOf(answer), milliseconds };
    if (answer.answer === 'unknown') reason = answer.reason ?? 'unknown';
  }
  if (reason !== undefined) return { found: 'undetermined', reason, milliseconds };
  return { found: 'none', milliseconds };
}

async function askUnder(
  reading: ResourceReading,
  from: unknown,
  to: unknown,
  { solver, limits, facts = NO_FACTS, scopes = ['likely', 'all'] }: Asking,
): Promise<SolverAnswer> {
  let milliseconds = 0;
  let answer: SolverAnswer = { answer: 'unknown', milliseconds };
  for (const scope of scopes) {
    const question = questionOf(() => iamQuestion(from, to, reading, { facts, scope }));
    answer =
      question instanceof NotEncoded
        ? { answer: 'unknown', reason: `not encoded: ${question.message}`, milliseconds: 0 }
        : await solver.ask(question, limits);
    milliseconds += answer.milliseconds;
    if (answer.answer === 'sat') break;
  }
  return { ...answer, milliseconds };
}

function questionOf(encode: () => SmtQuestion): SmtQuestion | NotEncoded {
  try {
    return encode();
  } catch (error) {
    if (error instanceof NotEncoded) return error;
    throw error;
  }
}

function modelOf({ model }: SolverAnswer): { model?: string } {
  return model === undefined ? {} : { model };
}

/** Both decided, and not the same. */
export function disagrees(engine: Found, solver: Found): boolean {
  return engine !== 'undetermined' && solver !== 'undetermined' && engine !== solver;
}
