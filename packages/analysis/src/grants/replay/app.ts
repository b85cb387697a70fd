import { asObject, type Plain, texts } from './plain.ts';

const STRENGTH: Readonly<Record<string, number>> = { read: 1, write: 2, admin: 3 };

/** Why a `github-app` object does not grant a request; null when it does. */
export function appRefusal(grant: Plain, request: Plain): string | null {
  if ('scope' in request) return 'it gives permissions, not scopes';
  const action = typeof request['action'] === 'string' ? request['action'] : '';
  const colon = action.lastIndexOf(':');
  const name = request['permission'] ?? action.slice(0, Math.max(0, colon));
  const level = request['level'] ?? action.slice(colon + 1);
  const held = heldLevel(grant, String(name));
  const needed = STRENGTH[String(level)];
  if (needed === undefined) return `\`${String(level)}\` is no level`;
  if (held < needed) {
    const has = Object.keys(STRENGTH).find((one) => STRENGTH[one] === held) ?? 'nothing';
    return `it gives ${has} of \`${String(name)}\``;
  }
  if (name === 'single_file' && !texts(grant['singleFiles']).includes(String(request['path']))) {
    return `it does not reach the file \`${String(request['path'])}\``;
  }
  return placeRefusal(placeOf(grant, String(name)), grant, request);
}

const PLACES = {
  repositoryPermissions: 'repository',
  organizationPermissions: 'organization',
  accountPermissions: 'account',
} as const;

type Place = (typeof PLACES)[keyof typeof PLACES];

/** The level held, as a number; `metadata: read` comes with every permission of a repository. */
function heldLevel(grant: Plain, name: string): number {
  const written = ['permissions', ...Object.keys(PLACES)].map((place) => {
    const level = asObject(grant[place])[name];
    return typeof level === 'string' ? (STRENGTH[level] ?? 0) : 0;
  });
  const best = Math.max(...written);
  if (best > 0 || name !== 'metadata') return best;
  const given = ['permissions', 'repositoryPermissions'].flatMap((place) =>
    Object.keys(asObject(grant[place])),
  );
  return given.some((one) => placeOf(grant, one) === 'repository') ? 1 : 0;
}

const OF_ACCOUNT =
  /^(?:blocking|codespaces_user_secrets|email_addresses|emails|followers|gists|git_ssh_keys|gpg_keys|interaction_limits|keys|profile|starring|watching|enterprise_.*)$/;
const OF_ORGANIZATION =
  /^(?:organization_.*|members|team_discussions|custom_properties_for_organizations)$/;

function placeOf(grant: Plain, name: string): Place {
  for (const [place, of] of Object.entries(PLACES)) {
    if (Object.hasOwn(asObject(grant[place]), name)) return of;
  }
  if (OF_ACCOUNT.test(name)) return 'account';
  return OF_ORGANIZATION.test(name) ? 'organization' : 'repository';
}

function placeRefusal(place: Place, grant: Plain, request: Plain): string | null {
  const resource = request['resource'] ?? request['repository'] ?? request['organization'];
  const name = typeof resource === 'string' ? resource.toLowerCase() : null;
  if (place === 'account') return name === null ? null : 'its permission has no resource';
  if (name === null) return `the request names no ${place}`;
  if (name.includes('/') !== (place === 'repository')) return `\`${name}\` is no ${place}`;
  const account = typeof grant['account'] === 'string' ? grant['account'].toLowerCase() : null;
  const isReached =
    place === 'organization'
      ? account === null || account === name
      : reachesRepository(name, grant['repositories'], account);
  return isReached ? null : `it does not reach the ${place} \`${name}\``;
}

function reachesRepository(name: string, listed: unknown, account: string | null): boolean {
  if (listed === 'all') return account === null || name.startsWith(`${account}/`);
  return texts(listed).some((one) => one.toLowerCase() === name);
}
