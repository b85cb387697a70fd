import type { Found } from '../../packages/analysis/src/index.ts';
import { findCvc5 } from '../../scripts/second-opinion/cvc5.ts';
import { NotEncoded, type SmtQuestion } from '../../scripts/second-opinion/smt-text.ts';
import type { Solver } from '../../scripts/second-opinion/solver.ts';
import { Z3 } from '../../scripts/second-opinion/z3.ts';
import { named, quantile, quantiles, round } from './quantiles.ts';

/** One question that the engine has answered, to be put to solvers. */
export interface PeerQuestion {
  readonly id: string;
  readonly engine: Found;
  readonly engineMilliseconds: number;
  /** Whether `some` of the engine must be `some` of the solver too; `none` must always be `none`. */
  readonly isSameQuestion: boolean;
  /** The question as text; throws `NotEncoded` where it has none. */
  encode(): SmtQuestion;
}

/** A solver may take this long for one question. */
const LIMITS = { milliseconds: 2000 };
const WARM_UP = 20;

/**
 * Flat figures of every solver there is on the same questions, and the engine's beside them: `sampleQuestions`,
 * `sampleP50Milliseconds` … of the engine; for each solver, with its name in front: `Version`, `Decided`, `Undecided` (by
 * limit or own word), `NotEncoded`, `Disagreements` (ids, one string), `P50Milliseconds` … from text to answer (of
 * undecided ones what they took), and `P50Ratio`, `P95Ratio`: its quantile over the engine's.
 */
export async function solverFigures(
  questions: readonly PeerQuestion[],
): Promise<Record<string, unknown>> {
  const cvc5 = findCvc5();
  const engine = questions.map(({ engineMilliseconds }) => engineMilliseconds);
  return {
    sampleQuestions: questions.length,
    ...quantiles('sample', engine),
    ...(await figuresOf('z3', new Z3(), questions)),
    ...(cvc5 === null ? { cvc5: 'not on PATH' } : await figuresOf('cvc5', cvc5, questions)),
  };
}

interface Asked {
  readonly question: PeerQuestion;
  readonly found: Found | 'not encoded';
  readonly milliseconds: number;
}

async function figuresOf(
  prefix: string,
  solver: Solver,
  questions: readonly PeerQuestion[],
): Promise<Record<string, unknown>> {
  for (const question of questions.slice(0, WARM_UP)) await askOne(question, solver);
  const asked: Asked[] = [];
  for (const question of questions) asked.push(await askOne(question, solver));
  const { name } = solver;
  await solver.close();
  const encoded = asked.filter(({ found }) => found !== 'not encoded');
  const times = encoded.map(({ milliseconds }) => milliseconds);
  const engine = encoded.map(({ question }) => question.engineMilliseconds);
  const ratio = (share: number): number =>
    round(quantile(times, share) / Math.max(quantile(engine, share), 0.001));
  const count = (word: Asked['found']): number =>
    asked.filter(({ found }) => found === word).length;
  return {
    [named(prefix, 'version')]: name,
    [named(prefix, 'decided')]: count('some') + count('none'),
    [named(prefix, 'undecided')]: count('undetermined'),
    [named(prefix, 'notEncoded')]: count('not encoded'),
    [named(prefix, 'disagreements')]: asked.filter(isDisagreement).map(nameOf).join('; '),
    ...quantiles(prefix, times),
    [named(prefix, 'p50Ratio')]: ratio(0.5),
    [named(prefix, 'p95Ratio')]: ratio(0.95),
  };
}

async function askOne(question: PeerQuestion, solver: Solver): Promise<Asked> {
  let text: SmtQuestion;
  try {
    text = question.encode();
  } catch (error) {
    if (!(error instanceof NotEncoded)) throw error;
    return { question, found: 'not encoded', milliseconds: 0 };
  }
  const { answer, milliseconds } = await solver.ask(text, LIMITS);
  return { question, found: FOUND[answer], milliseconds };
}

const FOUND = { sat: 'some', unsat: 'none', unknown: 'undetermined' } as const;

function isDisagreement({ question, found }: Asked): boolean {
  if (question.engine === 'none') return found === 'some';
  return question.engine === 'some' && found === 'none' && question.isSameQuestion;
}

const nameOf = ({ question, found }: Asked): string =>
  `${question.id}: engine ${question.engine}, solver ${found}`;
