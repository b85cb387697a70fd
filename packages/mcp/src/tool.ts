import type { Fields, Parsed, QuestionName } from '@countersign/analysis';
import type { Client, Refusal } from '@countersign/api';
import type { z } from 'zod';

/** What a tool is for. There is no kind that decides: for agents it does not exist (INV-12). */
export type ToolKind = 'read' | 'analyse' | 'draft' | 'request';

/** What a tool works with; each transport brings its own. */
export interface Ports {
  /** Calls the server with the caller's own token; `null` where nobody is signed in. */
  readonly api: Client | null;
  /** Answers a question about policies that needs no server, within limits of time and memory. */
  readonly analyse: (name: QuestionName, question: Fields) => Promise<Parsed<Fields>>;
  readonly now: () => Date;
  /** Resolves after that time, or at once when the call is given up. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** One call under way. */
export interface Call {
  readonly ports: Ports;
  readonly signal: AbortSignal;
  /** Tells the client how far it is; `done` only grows. */
  readonly progress: (done: number, total: number, message: string) => Promise<void>;
}

/** A call whose tool needs the server. */
export interface ServerCall extends Call {
  readonly api: Client;
}

/** What a tool answers: plain JSON, or every reason why not, with what to do. */
export type ToolAnswer =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | {
      readonly ok: false;
      readonly refusals: readonly Refusal[];
      readonly help?: string | undefined;
    };

/** One tool as data: both transports list and run the same. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly kind: ToolKind;
  readonly input: z.ZodObject;
  readonly annotations: ToolAnnotations;
  readonly run: (input: unknown, call: Call) => Promise<ToolAnswer>;
}

/** Hints of the protocol about what a call does. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  /** Whether it reaches beyond this installation; none does. */
  readonly openWorldHint: false;
}

export interface ToolSpec<S extends z.ZodObject, C extends Call> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: S;
  readonly run: (input: z.output<S>, call: C) => Promise<ToolAnswer>;
}

const LOOKING = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;

const ADDING = { ...LOOKING, readOnlyHint: false, idempotentHint: false } as const;

/** A tool that asks the analysis and nobody else. */
export function analysing<S extends z.ZodObject>(spec: ToolSpec<S, Call>): Tool {
  return { ...spec, kind: 'analyse', annotations: LOOKING, run: spec.run as Tool['run'] };
}

/** A tool that reads from the server: NOT_SIGNED_IN without a token. */
export function reading<S extends z.ZodObject>(spec: ToolSpec<S, ServerCall>): Tool {
  return { ...spec, kind: 'read', annotations: LOOKING, run: withServer(spec.run) };
}

/** A tool that puts a draft on the server: also AGENT_TOKEN_REQUIRED. */
export function drafting<S extends z.ZodObject>(
  spec: ToolSpec<S, ServerCall>,
  more: Partial<ToolAnnotations> = {},
): Tool {
  const annotations = { ...ADDING, ...more };
  return { ...spec, kind: 'draft', annotations, run: withServer(asAgent(spec.run)) };
}

/** A tool that asks humans to decide: also AGENT_TOKEN_REQUIRED. */
export function requesting<S extends z.ZodObject>(spec: ToolSpec<S, ServerCall>): Tool {
  return {
    ...spec,
    kind: 'request',
    annotations: ADDING,
    run: withServer(asAgent(spec.run)),
  };
}

type Run<C> = (input: never, call: C) => Promise<ToolAnswer>;

function withServer(run: Run<ServerCall>): Tool['run'] {
  return async (input, call) => {
    const { api } = call.ports;
    if (api !== null) return run(input as never, { ...call, api });
    return refuse('NOT_SIGNED_IN', 'nobody is signed in here, so there is no workspace to ask');
  };
}

/** What an agent writes says that an agent wrote it (INV-4): a person's own sign-in would say otherwise. */
function asAgent(run: Run<ServerCall>): Run<ServerCall> {
  return async (input, call) => {
    const who = await call.api.whoami();
    if (!who.ok) return problemAnswer(who.problem);
    const { kind } = who.value.actor;
    if (kind === 'agent' || kind === 'pipeline') return run(input, call);
    return refuse(
      'AGENT_TOKEN_REQUIRED',
      'this is the sign-in of a person; an agent drafts and submits with a token of its own',
    );
  };
}

/** One reason. */
export function refuse(code: string, message: string): ToolAnswer {
  return { ok: false, refusals: [{ code, message }] };
}

/** What the analysis refused. */
export function refusedBy(
  refusals: readonly {
    readonly code: string;
    readonly message: string;
    readonly details?: Readonly<Record<string, unknown>>;
  }[],
): ToolAnswer {
  const plain = refusals.map(({ code, message, details }) =>
    details === undefined ? { code, message } : { code, message, details: { ...details } },
  );
  return { ok: false, refusals: plain };
}

/** What the server refused, with the advice it gave. */
export function problemAnswer(problem: {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly refusals: readonly Refusal[];
}): ToolAnswer {
  const { code, detail, refusals, title } = problem;
  const all = refusals.length > 0 ? refusals : [{ code, message: detail }];
  return { ok: false, refusals: all, help: title === '' || title === detail ? undefined : title };
}
