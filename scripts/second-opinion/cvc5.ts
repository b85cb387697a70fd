import { spawn, spawnSync } from 'node:child_process';
import { text as textOf } from 'node:stream/consumers';
import type { SmtQuestion } from './smt-text.ts';
import type { Limits, Solver, SolverAnswer } from './solver.ts';

/** The native solver `cvc5`, or null where it is not on PATH. */
export function findCvc5(): Solver | null {
  const version = spawnSync('cvc5', ['--version'], { encoding: 'utf8' });
  if (version.error !== undefined) return null;
  const name = /cvc5 version \S+/.exec(version.stdout)?.[0] ?? 'cvc5';
  return { name, ask: askCvc5, close: () => Promise.resolve() };
}

/** One process a question; its time is with the start of the process. */
async function askCvc5(question: SmtQuestion, { milliseconds }: Limits): Promise<SolverAnswer> {
  const start = performance.now();
  const options = ['--lang=smt2', '--strings-exp', '--produce-models'];
  const child = spawn('cvc5', [...options, `--tlimit=${milliseconds}`, '-'], {
    timeout: milliseconds * 2,
    killSignal: 'SIGKILL',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // The process may be gone before it has read everything.
  child.stdin.on('error', () => {});
  const shown = `(get-value (${question.constants.join(' ')}))`;
  child.stdin.end(`(set-logic ALL)\n${question.text}(check-sat)\n${shown}\n`);
  const output = await textOf(child.stdout);
  return answerOf(output, performance.now() - start);
}

function answerOf(output: string, milliseconds: number): SolverAnswer {
  const [first = '', ...rest] = output.split('\n');
  if (first.startsWith('(error')) throw new Error(`cvc5 cannot read the question: ${output}`);
  if (first === 'unsat') return { answer: 'unsat', milliseconds };
  if (first === 'sat') return { answer: 'sat', model: rest.join('\n').trim(), milliseconds };
  const reason = first === '' ? 'the limit' : first;
  return { answer: 'unknown', reason, milliseconds };
}
