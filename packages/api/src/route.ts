import type { z } from 'zod';

/**
 * Who may call a route. `public`: anyone. `setup`: the installer's setup token. `read`: everyone signed in, the
 * visitor of an evaluation too. `draft`: people and API tokens. `human`: a signed-in person. `decide`: a signed-in
 * person, and the act is a decision: for agents, pipelines and tokens it does not exist (INV-12).
 */
export type AuthLevel = 'public' | 'setup' | 'read' | 'draft' | 'human' | 'decide';

/** What a successful answer carries. */
export type Produces = 'json' | 'nothing' | 'text' | 'bytes' | 'tar' | 'redirect';

/** One route of the HTTP interface, as data: server, client, documentation and tests are made from it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:name` for a parameter and `*` for the rest of the path. */
  readonly path: string;
  readonly auth: AuthLevel;
  readonly summary: string;
  readonly tag: string;
  /** Status of success. */
  readonly status: 200 | 201 | 204 | 302;
  readonly produces: Produces;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly response?: z.ZodType;
  /** Whether `If-Match` with the current digest is required. */
  readonly ifMatch?: true;
  /** Whether the answer carries a strong `ETag`: the digest of what `If-Match` compares. */
  readonly etag?: true;
  /** Body larger than the usual 256 KB, in bytes. */
  readonly bodyLimitBytes?: number;
}

type In<S> = S extends z.ZodType ? z.input<S> : never;
type Part<R, K extends 'params' | 'query' | 'body'> = R extends { readonly [P in K]: infer S }
  ? Record<string, never> extends In<S>
    ? { readonly [P in K]?: In<S> }
    : { readonly [P in K]: In<S> }
  : unknown;

/** What a caller gives: path parameters, query, body and, where the route compares digests, `ifMatch`. */
export type RouteInput<R extends Route> = Part<R, 'params'> &
  Part<R, 'query'> &
  Part<R, 'body'> &
  (R extends { readonly ifMatch: true } ? { readonly ifMatch: string } : unknown);

/** What a caller gets when it holds. */
export type RouteOutput<R extends Route> = R['produces'] extends 'json'
  ? R extends { readonly response: infer S extends z.ZodType }
    ? z.output<S>
    : unknown
  : R['produces'] extends 'text'
    ? string
    : R['produces'] extends 'bytes' | 'tar'
      ? Uint8Array
      : undefined;
