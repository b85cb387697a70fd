import { hasText, membersOf, type TextSet } from '../decide/text-set.ts';
import {
  ANONYMOUS,
  AUTHENTICATED,
  accountUser,
  type Holder,
  type Identity,
  leastIdentity,
  ownGroups,
  UNAUTHENTICATED,
} from './identity.ts';

const OF_ACCOUNTS = /^system:serviceaccounts(?::|$)/;

/**
 * An identity among `users` that carries `groups` and to which the holder's bindings apply, or null: there is none.
 * Groups of service accounts are carried by them only, and they carry no others.
 */
export function identityAmong(
  holder: Holder,
  users: readonly TextSet[],
  groups: readonly string[],
  isTaken: (user: string) => boolean,
): Identity | null {
  const needed = holder.kind === 'group' ? [holder.name, ...groups] : groups;
  const candidates =
    holder.kind === 'user'
      ? [holder.name]
      : [
          ...(holder.kind === 'group' ? [leastIdentity(holder, isTaken).user] : []),
          ...candidatesIn(users, needed, isTaken),
        ];
  for (const user of candidates) {
    if (users.some((set) => hasText(set, user)) && canCarry(user, needed))
      return { user, groups: [...new Set([...needed, ...ownGroups(user)])] };
  }
  return null;
}

/** The identities with the least rights among `users` that carry `groups`: what they all may, everybody may. */
export function leastIdentities(
  users: readonly TextSet[],
  groups: readonly string[],
  isTaken: (user: string) => boolean,
): Identity[] {
  return candidatesIn(users, groups, isTaken)
    .filter((user) => users.some((set) => hasText(set, user)) && canCarry(user, groups))
    .map((user) => ({ user, groups: [...new Set([...groups, ...ownGroups(user)])] }));
}

function candidatesIn(
  users: readonly TextSet[],
  groups: readonly string[],
  isTaken: (user: string) => boolean,
): string[] {
  let fresh = 'example';
  const open = users.filter(({ kind }) => kind !== 'one');
  while (open.some((set) => membersOf(set, [], fresh).some(isTaken))) fresh += 'x';
  const namespaces = groups.flatMap((group) => group.split(':').slice(2));
  const accounts = [fresh, ...namespaces].map((namespace) => accountUser(namespace, fresh));
  const made = users.flatMap((set) =>
    set.kind === 'one'
      ? [set.text]
      : membersOf(set, [], fresh).flatMap((user) => [user, `${user}:${fresh}`]),
  );
  return [...made, ...accounts, ANONYMOUS];
}

function canCarry(user: string, groups: readonly string[]): boolean {
  const own = ownGroups(user);
  const isFixed = own.length > 1 || own.includes(UNAUTHENTICATED);
  if (isFixed) return groups.every((group) => own.includes(group));
  return groups.every(
    (group) => group === AUTHENTICATED || !(group === UNAUTHENTICATED || OF_ACCOUNTS.test(group)),
  );
}
