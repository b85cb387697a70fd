import type { Fields, Parsed, QuestionName } from '@countersign/analysis';
import { type Ports, serveOverStdio, waitOnClock } from '@countersign/mcp';
import { endedRow } from '../batch/answer-line.ts';
import { DEFAULT_POOL, type LinePool, linePool } from '../batch/line-pool.ts';
import { serverAt } from '../client/server.ts';
import { readSignIn } from '../config/config.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { VERSION } from '../version.ts';

/** The Model Context Protocol on standard input and output, until the client closes its end. */
export async function mcpCommand(_given: Given, io: Io): Promise<Outcome> {
  const pools = new Map<QuestionName, LinePool>();
  const ports: Ports = {
    api: await clientOf(io),
    analyse: (name, question) => analysed(pools, name, question),
    now: io.now,
    wait: waitOnClock,
  };
  try {
    await serveOverStdio(ports, VERSION);
  } finally {
    await Promise.all([...pools.values()].map((pool) => pool.close()));
  }
  return done(undefined, '');
}

/** The server that is signed in to; without one the tools that need none still answer. */
async function clientOf({ env }: Io): Promise<Ports['api']> {
  const { server, token } = await readSignIn(env);
  if (server === undefined || token === undefined) return null;
  return (await serverAt(server, token)).api;
}

/** One worker for each kind of question: an agent asks one thing after the other. */
const POOL = { ...DEFAULT_POOL, workers: 1 };

async function analysed(
  pools: Map<QuestionName, LinePool>,
  name: QuestionName,
  question: Fields,
): Promise<Parsed<Fields>> {
  const pool = pools.get(name) ?? linePool({ command: name, language: 'aws-iam' }, POOL);
  pools.set(name, pool);
  const line = JSON.stringify(question);
  const answer = await pool.answer(line);
  if (answer.ok) return answerOf(answer.row.text);
  if (answer.why === 'ended') return answerOf(endedRow(name, line, answer).text);
  return { ok: false, refusals: [{ code: 'CRASHED', message: answer.message }] };
}

function answerOf(row: string): Parsed<Fields> {
  const { id: _, error, ...value } = JSON.parse(row) as Fields & { readonly error?: RowError };
  if (error === undefined) return { ok: true, value };
  const { more = [], ...first } = error;
  return { ok: false, refusals: [first, ...more] };
}

interface RowError extends Refused {
  readonly more?: readonly Refused[];
}

interface Refused {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}
