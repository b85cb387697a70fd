import type { Origin } from '../../questions/answer.ts';
import { type Caller, readCaller } from './caller.ts';
import type { SetOutcome } from './evaluate-set.ts';
import { type Facts, factsOf, type Request } from './facts.ts';
import type { ReadDocument } from './read-document.ts';

/**
 * All policies that meet in one request. A stack is complete: a layer that is absent or has no document does not
 * exist. Only a level of `scp` or `rcp` that is there without a document allows nothing.
 */
export interface ReplayStack {
  readonly identity: readonly ReadDocument[];
  readonly resource?: readonly ReadDocument[];
  readonly boundary?: readonly ReadDocument[];
  readonly session?: readonly ReadDocument[];
  /** From the root to the account of the principal. */
  readonly scp?: readonly (readonly ReadDocument[])[];
  /** From the root to the account of the resource. */
  readonly rcp?: readonly (readonly ReadDocument[])[];
  /** Where the request names none; as Request takes it. */
  readonly principal?: unknown;
  /** The principal's account, where no principal is named. */
  readonly account?: string;
  /** The resource's account, where its ARN has none. */
  readonly resourceAccount?: string;
}

/** Documents of one layer, or of one level of it, that apply together. */
export interface Layer {
  readonly place: Partial<Origin> & { readonly layer: LayerName };
  readonly documents: readonly ReadDocument[];
}

/** What a layer says to a request. */
export interface LayerOutcome extends Layer {
  readonly found: SetOutcome;
}

/** The layers by name. */
export type LayerName = NonNullable<Origin['layer']>;

/** What is known of a request under a stack; a principal that is not the stack's is an error. */
export function stackFacts(stack: ReplayStack, request: Request): Facts {
  const { account, resourceAccount } = stack;
  const own = readCaller(stack.principal);
  const context = request.context ?? {};
  const isSession = isSessionOf(readCaller(request.principal), own);
  const facts = factsOf(
    {
      ...request,
      principal: request.principal ?? stack.principal,
      // The stack knows the path of the role, the ARN of its session does not.
      context: isSession ? { 'aws:PrincipalArn': arnOf(own), ...context } : context,
    },
    {
      ...(account === undefined ? {} : { account }),
      ...(resourceAccount === undefined ? {} : { resourceAccount }),
    },
  );
  return { ...facts, errors: [...facts.errors, ...contradictions(stack, request, isSession)] };
}

/** The layers that are there, those of the principal's side first. */
export function layersOf(stack: ReplayStack): Layer[] {
  const layer = (name: LayerName, documents: readonly ReadDocument[] = []): Layer[] =>
    documents.length > 0 ? [{ place: { layer: name }, documents }] : [];
  const levels = (name: LayerName, all: readonly (readonly ReadDocument[])[] = []): Layer[] =>
    all.map((documents, level) => ({ place: { layer: name, level }, documents }));
  return [
    ...levels('scp', stack.scp),
    ...layer('identity', stack.identity),
    ...layer('boundary', stack.boundary),
    ...layer('session', stack.session),
    ...levels('rcp', stack.rcp),
    ...layer('resource', stack.resource),
  ];
}

function contradictions(stack: ReplayStack, request: Request, isSession: boolean): string[] {
  const asked = readCaller(request.principal);
  const own = readCaller(stack.principal);
  const named = request.principal === undefined ? own : asked;
  const errors: string[] = [];
  const isSame = JSON.stringify(asked) === JSON.stringify(own);
  if (request.principal !== undefined && stack.principal !== undefined && !isSame && !isSession)
    errors.push('the principal of the request is not that of the stack');
  if (typeof named === 'object' && named.kind === 'aws' && stack.account !== undefined)
    if (named.account !== stack.account)
      errors.push(`the principal is not of the account \`${stack.account}\``);
  for (const { statements } of stack.resource ?? [])
    if (statements.some(({ principal }) => principal === null))
      errors.push('a statement of the resource policy has no `Principal`');
  return errors;
}

function isSessionOf(asked: Caller | string, own: Caller | string): boolean {
  if (typeof asked === 'string' || typeof own === 'string') return false;
  if (asked.kind !== 'aws' || own.kind !== 'aws') return false;
  if (asked.type !== 'session' || own.type !== 'role') return false;
  const sameAccount = asked.account === own.account && asked.partition === own.partition;
  return sameAccount && asked.name === own.name;
}

function arnOf(caller: Caller | string): string {
  return typeof caller === 'object' && caller.kind === 'aws' ? caller.arn : '';
}
