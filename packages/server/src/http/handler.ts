import type { AuthLevel, OutputOf, Refusal, Route, RouteName, Routes } from '@countersign/api';
import type { Digest } from '@countersign/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { WhoMay } from '../auth/principal.ts';
import type { Caller } from '../commands/deps.ts';
import type { AppContext } from './context.ts';

type Parsed<R, K extends 'params' | 'query' | 'body'> = R extends {
  readonly [P in K]: infer S extends z.ZodType;
}
  ? z.output<S>
  : undefined;

/** A checked request: the caller passed the route's level, every part fits its schema. */
export interface Call<N extends RouteName> {
  readonly context: AppContext;
  readonly who: WhoMay[LevelOf<Routes[N]>];
  /** For commands: the actor and the idempotency key. */
  readonly caller: LevelOf<Routes[N]> extends 'draft' | 'human' | 'decide' ? Caller : undefined;
  readonly params: Parsed<Routes[N], 'params'>;
  readonly query: Parsed<Routes[N], 'query'>;
  readonly body: Parsed<Routes[N], 'body'>;
  readonly ifMatch: Routes[N] extends { readonly ifMatch: true } ? Digest : undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type LevelOf<R> = R extends { readonly auth: infer L extends AuthLevel } ? L : never;

/** What a route answers; `etag` is the digest that `If-Match` will be held against. */
export type Handled<T> =
  | {
      readonly ok: true;
      readonly value: T;
      readonly etag?: string | null;
      readonly replayed?: boolean;
    }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

export type Handler<N extends RouteName> = (call: Call<N>) => Promise<Handled<Sent<N>>>;

/** Tars are streamed; a redirect's value is where to. */
type Sent<N extends RouteName> = Routes[N]['produces'] extends 'tar'
  ? NodeJS.ReadableStream | Uint8Array
  : Routes[N]['produces'] extends 'redirect'
    ? string
    : OutputOf<N>;

/** One handler per route of the table; a route without one does not compile. */
export type Handlers = { readonly [N in RouteName]: Handler<N> };

/** A handler with its route's name erased, for the loop that registers them. */
export type AnyHandler = (call: AnyCall) => Promise<Handled<unknown>>;

export interface AnyCall {
  readonly context: AppContext;
  readonly who: WhoMay[AuthLevel];
  readonly caller: Caller | undefined;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly ifMatch: Digest | undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export type AnyRoute = Route;

/** A value that was found, or the refusal that it was not. */
export function found<T>(
  value: T | undefined,
  otherwise: { readonly code: string; readonly what: string; readonly id: string },
): Handled<T> {
  if (value !== undefined) return { ok: true, value };
  const message = `there is no ${otherwise.what} \`${otherwise.id}\` in this workspace`;
  return {
    ok: false,
    refusals: [{ code: otherwise.code, message, details: { id: otherwise.id } }],
  };
}
