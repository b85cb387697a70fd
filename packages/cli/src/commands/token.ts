import { idArgument } from '../client/people.ts';
import { answered, everyPage, signedIn } from '../client/server.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { inert, table } from '../terminal/layout.ts';

const THIRTY_DAYS_SECONDS = 2_592_000;

/** Makes an API token and prints its secret, once. */
export async function tokenCreate(given: Given, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const kind = given.text('kind') === 'agent' ? 'agent' : 'pipeline';
  const ttlSeconds = given.seconds('ttl') ?? THIRTY_DAYS_SECONDS;
  const token = answered(
    await api.createToken({ body: { kind, name: given.text('name'), ttlSeconds } }),
  );
  return done(
    token,
    `${token.secret}\n${io.style.dim(`token ${token.id}, until ${token.expiresAt}; the secret is not shown again`)}`,
  );
}

/** Ends a token. */
export async function tokenRevoke(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'token');
  const { api } = await signedIn(io);
  answered(await api.revokeToken({ params: { id } }));
  return done({ id, revoked: true }, `revoked token ${id}`);
}

/** The tokens of the workspace. */
export async function tokenList(_given: Given, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const tokens = await everyPage((query) => api.listTokens({ query }));
  const rows = tokens.map(({ id, kind, name, state, expiresAt }) => [
    id,
    kind,
    inert(name ?? ''),
    state,
    expiresAt,
  ]);
  return done(
    { items: tokens },
    rows.length === 0
      ? 'no tokens'
      : table(['id', 'kind', 'name', 'state', 'until'], rows, io.style),
  );
}
