import { asObject, type Plain, texts } from './plain.ts';

/** What a decision needs beside the grant and the request. */
export interface Beside {
  readonly all: readonly Plain[];
  readonly withParts: boolean;
}

/** Why an `oauth` or `api-key` object does not grant a request; null when it does. */
export function scopeRefusal(grant: Plain, request: Plain, beside: Beside): string | null {
  const provider = request['provider'];
  const isNamed = 'client' in request || 'key' in request || provider !== undefined;
  if (isNamed && (provider ?? null) !== (grant['provider'] ?? null)) {
    return `its provider is \`${String(grant['provider'] ?? 'not named')}\``;
  }
  const scope = String(request['scope'] ?? request['action']);
  if (!texts(grant['scopes']).some((held) => includes(held, scope, grant, beside, []))) {
    return `it does not hold the scope \`${scope}\``;
  }
  return whereRefusal(grant, request['resource'] ?? request['audience']);
}

function whereRefusal(grant: Plain, resource: unknown): string | null {
  const where = grant['kind'] === 'oauth' ? grant['audience'] : grant['resources'];
  if (where === undefined || where === 'all') return null;
  if (texts(where).some((one) => one === resource)) return null;
  return `it does not reach \`${String(resource ?? 'a resource that is not named')}\``;
}

/** Whether a scope is another or includes it, by declaration or, at GitHub, by its documentation. */
function includes(
  held: string,
  wanted: string,
  grant: Plain,
  beside: Beside,
  seen: string[],
): boolean {
  if (held === wanted) return true;
  if (seen.includes(held)) return false;
  seen.push(held);
  const declared = beside.all
    .filter((one) => isSameProvider(one, grant))
    .flatMap((one) => {
      const implies = asObject(one['implies']);
      return Object.hasOwn(implies, held) ? texts(implies[held]) : [];
    });
  const documented = grant['provider'] === 'github' ? gitHubIncludes(held, beside.withParts) : [];
  return [...declared, ...documented].some((next) => includes(next, wanted, grant, beside, seen));
}

function isSameProvider(one: Plain, other: Plain): boolean {
  if (one['kind'] === 'github-app') return false;
  if (one['provider'] !== undefined || other['provider'] !== undefined) {
    return one['provider'] === other['provider'];
  }
  const holder = (grant: Plain): unknown => grant['client'] ?? grant['key'];
  return one['kind'] === other['kind'] && holder(one) === holder(other);
}

const GITHUB_INCLUDES: Readonly<Record<string, string>> = {
  repo: 'repo:status repo_deployment public_repo repo:invite security_events admin:repo_hook',
  user: 'read:user user:email user:follow',
  project: 'read:project',
  'admin:org': 'write:org manage_runners:org',
  'admin:enterprise': 'manage_runners:enterprise manage_billing:enterprise read:enterprise',
};

const GITHUB_MAY_INCLUDE: Readonly<Record<string, string>> = {
  repo: 'write:org admin:org_hook project',
  public_repo: 'repo:status repo_deployment repo:invite admin:repo_hook',
  'write:packages': 'read:packages',
  'delete:packages': 'read:packages',
};

function gitHubIncludes(scope: string, withParts: boolean): string[] {
  const tables = withParts ? [GITHUB_INCLUDES, GITHUB_MAY_INCLUDE] : [GITHUB_INCLUDES];
  const named = tables.flatMap((table) =>
    Object.hasOwn(table, scope) ? (table[scope]?.split(' ') ?? []) : [],
  );
  const ladder = /^(admin|write):(repo_hook|org|public_key|gpg_key|ssh_signing_key)$/.exec(scope);
  const below = ladder === null ? [] : [`${ladder[1] === 'admin' ? 'write' : 'read'}:${ladder[2]}`];
  return [...named, ...below];
}
