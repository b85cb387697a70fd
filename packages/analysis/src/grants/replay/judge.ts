import { appRefusal } from './app.ts';
import { asObject, type Plain } from './plain.ts';
import { type Beside, scopeRefusal } from './scopes.ts';

// Decides one concrete request by looking at the grants one after the other. Reads the JSON by itself and shares
// nothing with the proof: no parsing, no tables, no sets.

/** Grants objects as they came out of the platform's own parser. */
export type ReadGrants = readonly Plain[];

/** One grants object in view of a request: whether it grants it, and why or why not. */
export interface Judged {
  readonly grant: number;
  readonly matches: boolean;
  readonly because: string;
}

/** Reads a JSON text once for many requests. */
export function readSource(source: string): ReadGrants {
  const value: unknown = JSON.parse(source);
  return (Array.isArray(value) ? value : [value]).map(asObject);
}

/** Whether some grants object of the set grants the request. */
export function isGranted(grants: ReadGrants, request: Plain): boolean {
  return judge(grants, request).some(({ matches }) => matches);
}

/**
 * Every grants object of the set, in order, with its own judgement. `withParts`: as if a scope of GitHub included also
 * those it holds a part of, or may hold.
 */
export function judge(grants: ReadGrants, request: Plain, withParts = false): Judged[] {
  return grants.map((grant, index) => {
    const no = refusalOf(grant, request, { all: grants, withParts });
    return { grant: index, matches: no === null, because: no ?? 'it grants the request' };
  });
}

/** Why a grants object does not grant a request; null when it does. */
function refusalOf(grant: Plain, request: Plain, beside: Beside): string | null {
  const asked = request['subject'] ?? request['app'] ?? request['client'] ?? request['key'];
  const holder = grant['app'] ?? grant['client'] ?? grant['key'];
  if (asked !== undefined && asked !== holder) return `it is for \`${String(holder)}\``;
  const wanted = kindAsked(request);
  if (wanted !== null && wanted !== grant['kind'])
    return `it is of the kind \`${String(grant['kind'])}\``;
  return grant['kind'] === 'github-app'
    ? appRefusal(grant, request)
    : scopeRefusal(grant, request, beside);
}

function kindAsked(request: Plain): string | null {
  if ('app' in request || 'permission' in request || 'repository' in request) return 'github-app';
  if ('organization' in request) return 'github-app';
  if ('client' in request || 'audience' in request) return 'oauth';
  return 'key' in request ? 'api-key' : null;
}
