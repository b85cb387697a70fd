import type { AwsCaller, Caller } from './caller.ts';
import { type GlobChar, globMatches, plain } from './glob.ts';
import type { Element, PrincipalName } from './read-document.ts';
import { all, any, not, type Tri } from './tri.ts';

/**
 * How a `Principal` meets the caller; the stack asks which. `direct`: by everyone, its user or session ARN, or by a
 * service, provider or canonical name; `role`: by the ARN of its role; `account`: by its account, which delegates.
 */
export interface Meeting {
  readonly direct: Tri;
  readonly role: Tri;
  readonly account: Tri;
}

/** Whether the element matches at all. */
export function meets({ direct, role, account }: Meeting): Tri {
  return any(direct, role, account);
}

/** Whether one of the ways is open, even if another holds. */
export function isOpen(meeting: Meeting): boolean {
  return Object.values(meeting).includes('unknown');
}

/** The same ways, as far as the rest of a statement holds. */
export function narrowed({ direct, role, account }: Meeting, rest: Tri): Meeting {
  return { direct: all(direct, rest), role: all(role, rest), account: all(account, rest) };
}

/** A statement without `Principal`, as in a policy of an identity, meets everyone. */
export const EVERYONE: Meeting = { direct: true, role: false, account: false };

/** No way at all. */
export const NOBODY: Meeting = { direct: false, role: false, account: false };

/** `Principal` against a caller; `NotPrincipal` is the complement over all callers and meets directly. */
export function matchPrincipal(element: Element<PrincipalName>, caller: Caller): Meeting {
  const each = element.members.map((name) => meetName(name, caller));
  const direct = any(...each.map((one) => one.direct));
  const role = any(...each.map((one) => one.role));
  const account = any(...each.map((one) => one.account));
  if (!element.negated) return { direct, role, account };
  return { direct: not(any(direct, role, account)), role: false, account: false };
}

const OPEN: Meeting = { direct: 'unknown', role: 'unknown', account: 'unknown' };

function meetName({ kind, name }: PrincipalName, caller: Caller): Meeting {
  // `*` and `{"AWS": "*"}` are everyone: signed, anonymous and services alike.
  if (kind === 'AWS' && name === '*') return EVERYONE;
  switch (caller.kind) {
    case 'anonymous':
      return NOBODY;
    case 'service':
      return exactly(kind === 'Service', name, caller.name);
    case 'federated':
      return exactly(kind === 'Federated', name, caller.name);
    case 'canonical':
      return exactly(kind === 'CanonicalUser', name, caller.name);
    case 'unnamed':
      return meetUnnamed(kind, name, caller.account);
    case 'aws':
      return kind === 'AWS' ? meetAws(name, caller) : NOBODY;
  }
}

function exactly(isKind: boolean, name: string, caller: string): Meeting {
  return isKind && (name === '*' || name === caller) ? EVERYONE : NOBODY;
}

/**
 * Without an account the caller may be anyone. Somebody of a known account is met by its account for certain, by a
 * name in it perhaps.
 */
function meetUnnamed(kind: string, name: string, account: string | null): Meeting {
  if (account === null) return OPEN;
  const fields = fieldsOf(name);
  if (kind !== 'AWS' || !fieldMatches(fields[4] ?? '', account)) return NOBODY;
  if (fields[5] === 'root') return { direct: false, role: false, account: true };
  return { ...OPEN, account: fieldMatches(fields[5] ?? '', 'root') };
}

function meetAws(name: string, caller: AwsCaller): Meeting {
  const root = `arn:${caller.partition}:iam::${caller.account}:root`;
  const account = arnMatches(name, root);
  const itself = arnMatches(name, caller.arn);
  switch (caller.type) {
    case 'root':
      return { direct: false, role: false, account };
    case 'user':
      return { direct: itself, role: false, account };
    case 'role':
      return { direct: false, role: itself, account };
    case 'session':
      return { direct: itself, role: matchesRole(name, caller), account };
    case 'federated-user':
      return { direct: itself, role: perhapsUser(name, caller), account };
  }
}

/**
 * The ARN of a session has lost the path of its role, so a role is met by its last name; by its whole ARN where the
 * context gives `aws:PrincipalArn` with a path.
 */
function matchesRole(
  name: string,
  { name: role, account, partition, roleArn }: AwsCaller,
): boolean {
  const bare = `arn:${partition}:iam::${account}:role/${role}`;
  if (roleArn !== null && roleArn !== bare) return arnMatches(name, roleArn);
  const fields = fieldsOf(name);
  const resource = fields[5] ?? '';
  if (!resource.startsWith('role/')) return arnMatches(name, bare);
  const last = `role/${resource.slice(resource.lastIndexOf('/') + 1)}`;
  return arnMatches([...fields.slice(0, 5), last].join(':'), bare);
}

/** The session of a federated user does not say which user of the account made it. */
function perhapsUser(name: string, { partition, account }: AwsCaller): Tri {
  const fields = fieldsOf(name);
  const isUser = fields[2] === 'iam' && (fields[5] ?? '').startsWith('user/');
  return all(
    isUser,
    fieldMatches(fields[1] ?? '', partition) && fieldMatches(fields[4] ?? '', account),
    'unknown',
  );
}

/** Six fields matched one by one; wildcards in a name are for reference policies, AWS takes none in a real one. */
function arnMatches(pattern: string, arn: string): boolean {
  const patterns = fieldsOf(pattern);
  const fields = splitArn(arn);
  return patterns.length === 6 && patterns.every((one, at) => fieldMatches(one, fields[at] ?? ''));
}

/**
 * The six fields of a name, the sixth with its colons. An account id and the ARN of its root are the same, and an
 * account lies in one partition, whichever that is.
 */
function fieldsOf(name: string): string[] {
  const [, id, ofRoot] = /^(?:(\d{12})|arn:[^:]+:iam::(\d{12}):root)$/.exec(name) ?? [];
  const account = id ?? ofRoot;
  return account === undefined ? splitArn(name) : ['arn', '*', 'iam', '', account, 'root'];
}

function splitArn(name: string): string[] {
  const fields = name.split(':');
  return fields.length <= 6 ? fields : [...fields.slice(0, 5), fields.slice(5).join(':')];
}

function fieldMatches(pattern: string, field: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === field;
  return globMatches(
    Array.from(pattern, (char): GlobChar => plain(char)),
    field,
  );
}
