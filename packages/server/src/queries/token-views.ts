import type { Page, TokenView } from '@countersign/api';
import { type Id, isExpired, type TokenState } from '@countersign/domain';
import { type PageQuery, pageOf } from './page.ts';
import type { QueryDeps } from './people.ts';
import { textOf } from './texts.ts';

/** API tokens and the humans behind them, newest first; never a secret. */
export function listTokens(
  deps: QueryDeps,
  workspace: Id,
  query: PageQuery,
): Promise<Page<TokenView>> {
  return pageOf(deps, workspace, 'token', query, (state) => tokenOf(deps, workspace, state));
}

async function tokenOf(deps: QueryDeps, workspace: Id, token: TokenState): Promise<TokenView> {
  const { id, kind, sponsor, createdAt, expiresAt } = token;
  const name = await textOf(deps, workspace, token.name);
  return { id, kind, name, sponsor, createdAt, expiresAt, state: stateOf(token, deps.now()) };
}

function stateOf(token: TokenState, at: string): TokenView['state'] {
  if (token.revokedAt !== null) return 'revoked';
  return isExpired(token.expiresAt, at) ? 'expired' : 'active';
}
