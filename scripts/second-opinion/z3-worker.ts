// Runs Z3 (WebAssembly) in a thread that can be ended: the library has no hard stop, leaks contexts that are not deleted
// and can die as a whole.
import { parentPort } from 'node:worker_threads';
import { init } from 'z3-solver';
import type { SmtQuestion } from './smt-text.ts';
import type { Limits, SolverAnswer } from './solver.ts';

/** A question and how long Z3 may take by its own, soft counts. */
export interface Z3Request {
  readonly question: SmtQuestion;
  readonly limits: Limits;
}

/** An answer, or what Z3 said of a text it cannot read. */
export type Z3Reply = SolverAnswer | { readonly error: string };

/** The parts of the module behind the library that its types leave open. */
interface Memory {
  readonly HEAPU8: Uint8Array;
  _malloc(size: number): number;
  _free(pointer: number): void;
  _Z3_solver_from_string(context: unknown, solver: unknown, text: number): void;
}

const { Z3, em } = await init();
const memory = em as Memory;
const config = Z3.mk_config();

parentPort?.on('message', (request: Z3Request) => {
  void reply(request).then((answer: Z3Reply) => parentPort?.postMessage(answer));
});
// Ready; the package and the engine inside have different versions.
parentPort?.postMessage(Z3.get_full_version());

async function reply(request: Z3Request): Promise<Z3Reply> {
  const start = performance.now();
  const context = Z3.mk_context(config);
  try {
    return await ask(context, request, start);
  } finally {
    Z3.del_context(context);
  }
}

type Context = ReturnType<typeof Z3.mk_context>;

async function ask(
  context: Context,
  { question, limits }: Z3Request,
  start: number,
): Promise<Z3Reply> {
  const solver = Z3.mk_solver(context);
  Z3.solver_inc_ref(context, solver);
  const parameters = Z3.mk_params(context);
  Z3.params_inc_ref(context, parameters);
  const { milliseconds: timeout, resources: rlimit = 0 } = limits;
  for (const [name, limit] of Object.entries({ timeout, rlimit })) {
    Z3.params_set_uint(context, parameters, Z3.mk_string_symbol(context, name), limit);
  }
  Z3.solver_set_params(context, solver, parameters);
  load(context, solver, question.text);
  const read = Z3.ast_vector_size(context, Z3.solver_get_assertions(context, solver));
  // A text that does not parse leaves no assertion and no exception; then everything is satisfiable.
  if (Z3.get_error_code(context) !== 0 || read !== question.assertions) {
    const message = Z3.get_error_msg(context, Z3.get_error_code(context));
    return { error: `${message}; ${read} of ${question.assertions} assertions read` };
  }
  const verdict: number = await Z3.solver_check(context, solver);
  const milliseconds = performance.now() - start;
  if (verdict === -1) return { answer: 'unsat', milliseconds };
  if (verdict === 1) return { answer: 'sat', model: modelOf(context, solver), milliseconds };
  return {
    answer: 'unknown',
    reason: Z3.solver_get_reason_unknown(context, solver),
    milliseconds,
  };
}

/** Hands the text over in memory that outlives the call; the library's own string passing uses its small stack. */
function load(context: unknown, solver: unknown, text: string): void {
  const bytes = new TextEncoder().encode(text);
  const pointer = memory._malloc(bytes.length + 1);
  memory.HEAPU8.set(bytes, pointer);
  memory.HEAPU8[pointer + bytes.length] = 0;
  try {
    memory._Z3_solver_from_string(context, solver, pointer);
  } finally {
    memory._free(pointer);
  }
}

function modelOf(context: Context, solver: ReturnType<typeof Z3.mk_solver>): string {
  return Z3.model_to_string(context, Z3.solver_get_model(context, solver));
}
