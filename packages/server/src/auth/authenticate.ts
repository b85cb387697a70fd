import type { Refusal } from '@countersign/api';
import {
  activeHuman,
  credentialInForce,
  type Id,
  type Instant,
  isExpired,
} from '@countersign/domain';
import { parseSecret } from '../store/secrets.ts';
import type { Store } from '../store/store.ts';
import type { Principal } from './principal.ts';
import type { ReadRoster } from './roster.ts';
import type { SetupToken } from './setup-token.ts';

/** What a request shows of its sender. */
export interface Presented {
  readonly authorization: string | undefined;
  /** The visitor's cookie. */
  readonly cookie: string | undefined;
}

export interface AuthenticateDeps {
  readonly store: Store;
  readonly now: () => Instant;
  readonly rosterOf: ReadRoster;
  readonly setupToken: SetupToken;
}

export type Authenticated =
  | { readonly ok: true; readonly who: Principal }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/**
 * Who sends a request. A bearer credential that does not hold is refused (SESSION_EXPIRED, TOKEN_NOT_LIVE,
 * NOT_IN_ROSTER, CREDENTIAL_NOT_IN_FORCE) rather than taken for nobody, so that the sender learns why.
 */
export async function authenticate(
  deps: AuthenticateDeps,
  presented: Presented,
): Promise<Authenticated> {
  const bearer = /^Bearer +(\S+)$/i.exec(presented.authorization ?? '')?.[1];
  if (bearer !== undefined) return byBearer(deps, bearer);
  if (presented.authorization !== undefined) {
    return refused('NOT_SIGNED_IN', 'the `authorization` header is not of the form `Bearer …`');
  }
  if (presented.cookie !== undefined) return bySession(deps, presented.cookie, 'visitor');
  return { ok: true, who: { kind: 'anonymous' } };
}

async function byBearer(deps: AuthenticateDeps, bearer: string): Promise<Authenticated> {
  if (deps.setupToken.matches(bearer)) return { ok: true, who: { kind: 'installer' } };
  const kind = parseSecret(bearer)?.kind;
  switch (kind) {
    case 'session':
      return bySession(deps, bearer, 'human');
    case 'api-token':
      return byApiToken(deps, bearer);
    case undefined:
      return refused('NOT_SIGNED_IN', 'the credential sent is none of this server');
    default:
      return kind satisfies never;
  }
}

async function bySession(
  deps: AuthenticateDeps,
  secret: string,
  kind: 'human' | 'visitor',
): Promise<Authenticated> {
  const at = deps.now();
  const session =
    parseSecret(secret)?.kind === 'session'
      ? await deps.store.access.session(secret, at)
      : undefined;
  if (session === undefined || session.kind !== kind) {
    return refused('SESSION_EXPIRED', 'the sign-in is over');
  }
  const { workspace, human, credential, expiresAt } = session;
  if (session.kind === 'visitor')
    return { ok: true, who: { kind: 'visitor', workspace, expiresAt } };
  if (human === null || credential === null) throw new Error('a human session without a human');
  return byRoster(deps, { workspace, id: human, credential });
}

/** A session holds while the newest Roster lists its human and the key that opened it (INV-8). */
async function byRoster(
  deps: AuthenticateDeps,
  person: { readonly workspace: Id; readonly id: Id; readonly credential: Id },
): Promise<Authenticated> {
  const roster = await deps.rosterOf(person.workspace);
  const at = deps.now();
  const owner = { human: person.id, credential: person.credential };
  if (roster === undefined || activeHuman(roster, person.id, at) === undefined) {
    return refused('NOT_IN_ROSTER', 'the newest roster does not list you');
  }
  if (credentialInForce(roster, owner, at) === undefined) {
    return refused(
      'CREDENTIAL_NOT_IN_FORCE',
      'the newest roster does not list the key you signed in with',
    );
  }
  return { ok: true, who: { kind: 'human', ...person } };
}

async function byApiToken(deps: AuthenticateDeps, secret: string): Promise<Authenticated> {
  const at = deps.now();
  const found = await deps.store.access.apiToken(secret, at);
  const token =
    found === undefined
      ? undefined
      : (await deps.store.aggregate(found.workspace, 'token', found.id))?.state;
  if (found === undefined || token === undefined) return notLive();
  if (token.revokedAt !== null || isExpired(token.expiresAt, at)) return notLive();
  const roster = await deps.rosterOf(found.workspace);
  if (roster === undefined || activeHuman(roster, token.sponsor, at) === undefined) {
    return refused('TOKEN_NOT_LIVE', 'the human behind the token is no longer in the roster');
  }
  const { workspace, id } = found;
  return { ok: true, who: { kind: token.kind, workspace, id, sponsor: token.sponsor } };
}

function notLive(): Authenticated {
  return refused('TOKEN_NOT_LIVE', 'the API token is unknown, expired or revoked');
}

function refused(code: string, message: string): Authenticated {
  return { ok: false, refusals: [{ code, message }] };
}
