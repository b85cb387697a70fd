import type { PrincipalElement, Statement } from '../model.ts';
import { accountNamed } from './who.ts';

/**
 * How a `Principal` of a resource policy meets an identity of the same account. `direct`: by everyone, or by the ARN of
 * a user or session, which no boundary and no session policy limits; `role`: by the ARN of a role; `account`: by its
 * account, which only lets the identity's own policies decide.
 */
export type Way = 'direct' | 'role' | 'account';

/** The statement for those of its names that meet in these ways: none, or one with these names alone. */
export function byWay(statement: Statement, ways: readonly Way[]): readonly Statement[] {
  const { Principal, NotPrincipal } = statement;
  if (Principal === undefined || Principal === '*' || NotPrincipal !== undefined)
    return ways.includes('direct') ? [statement] : [];
  const names = Object.entries(Principal).map(([kind, list]): [string, readonly string[]] => [
    kind,
    list.filter((name) => ways.includes(wayOf(kind, name))),
  ]);
  const kept = names.filter(([, list]) => list.length > 0);
  if (kept.length === 0) return [];
  return [{ ...statement, Principal: Object.fromEntries(kept) satisfies PrincipalElement }];
}

function wayOf(kind: string, name: string): Way {
  if (kind !== 'AWS' || name === '*') return 'direct';
  if (accountNamed(name) !== undefined) return 'account';
  return /^arn:[^:]*:iam::[^:]*:role\//.test(name) ? 'role' : 'direct';
}
