import type { RbacPart } from './rbac-objects.ts';

/**
 * Someone a binding names, or a service account, by the name the API server knows it by; `group:` before that of a
 * group, which may be the name of a user as well.
 */
export interface Subject {
  readonly id: string;
  readonly type: 'user' | 'group' | 'service-account';
  /** Groups every request of it carries; those that a user's credential names are not in a cluster's objects. */
  readonly groups: readonly string[];
}

/** The subjects of a binding, or the service account itself. */
export function subjectsOf(part: RbacPart): Subject[] {
  if (part.kind === 'ServiceAccount') return [serviceAccount(part.namespace, part.name)];
  const subjects = (part.object['subjects'] ?? []) as unknown as readonly Written[];
  return subjects.map(({ kind, name, namespace }) => {
    if (kind === 'ServiceAccount') return serviceAccount(namespace ?? part.namespace, name);
    // The API server knows a service account as a user of this name.
    const [, home, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
    if (kind === 'User' && home !== undefined && account !== undefined)
      return serviceAccount(home, account);
    return kind === 'Group'
      ? { id: `group:${name}`, type: 'group', groups: [] }
      : { id: name, type: 'user', groups: ['system:authenticated'] };
  });
}

interface Written {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

function serviceAccount(namespace: string, name: string): Subject {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  return {
    id: `system:serviceaccount:${namespace}:${name}`,
    type: 'service-account',
    groups: [...groups, 'system:authenticated'],
  };
}
