/** Who holds permissions: a user, a group, or, where nobody is bound, a role as if it were. */
export interface Holder {
  /** `anyone` holds bare rules: they stand for whoever they are compared with. */
  readonly kind: 'user' | 'group' | 'role' | 'anyone';
  readonly name: string;
}

/** What an authenticated request says about who makes it. */
export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
}

/** Groups that the API server gives by itself. */
export const AUTHENTICATED = 'system:authenticated';
export const UNAUTHENTICATED = 'system:unauthenticated';
export const ANONYMOUS = 'system:anonymous';
const ACCOUNTS = 'system:serviceaccounts';
const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;
const ACCOUNTS_OF = /^system:serviceaccounts:([^:]+)$/;

export function holderKey({ kind, name }: Holder): string {
  return `${kind}:${name}`;
}

/** The user name of a service account. */
export function accountUser(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

/** Namespace and name of the service account a user name stands for. */
export function accountOf(user: string): { namespace: string; name: string } | null {
  const [, namespace, name] = ACCOUNT.exec(user) ?? [];
  return namespace === undefined || name === undefined ? null : { namespace, name };
}

/** The groups every request of this user carries. */
export function ownGroups(user: string): readonly string[] {
  if (user === ANONYMOUS) return [UNAUTHENTICATED];
  const account = accountOf(user);
  if (account === null) return [AUTHENTICATED];
  return [ACCOUNTS, `${ACCOUNTS}:${account.namespace}`, AUTHENTICATED];
}

/**
 * The least identity that the holder's bindings apply to: every real request they apply to carries at least this.
 * Permissions only add up, so that what this identity lacks, and only that, somebody among them lacks.
 */
export function leastIdentity(holder: Holder, isTaken: (user: string) => boolean): Identity {
  if (holder.kind === 'user') return { user: holder.name, groups: ownGroups(holder.name) };
  const user = leastUser(holder.name, isTaken);
  const own = ownGroups(user);
  return { user, groups: own.includes(holder.name) ? own : [holder.name, ...own] };
}

function leastUser(group: string, isTaken: (user: string) => boolean): string {
  if (group === UNAUTHENTICATED) return ANONYMOUS;
  const [, namespace] = ACCOUNTS_OF.exec(group) ?? [];
  if (namespace !== undefined)
    return free((end) => accountUser(namespace, `example${end}`), isTaken);
  if (group !== ACCOUNTS) return free((end) => `example-user${end}`, isTaken);
  return free((end) => accountUser(`example${end}`, 'example'), isTaken);
}

function free(make: (end: string) => string, isTaken: (user: string) => boolean): string {
  for (let count = 1; ; count += 1) {
    const user = make(count === 1 ? '' : `-${count}`);
    if (!isTaken(user)) return user;
  }
}
