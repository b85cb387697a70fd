import { isClustered } from './clustered.ts';
import type { Area, Coverage } from './coverage.ts';
import type { PathPiece, Piece, ResourcePiece } from './pieces.ts';
import { type Asked, asked } from './request.ts';
import { ALL, isNameless } from './sets.ts';

/** Verbs of the API server; a wildcard is shown by the first that is new. */
const VERBS: readonly string[] = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
];
/** Group and resource that a wildcard is shown by, the most telling first. */
const RESOURCES: readonly (readonly [string, string])[] = [
  ['', 'secrets'],
  ['', 'pods'],
  ['', 'configmaps'],
  ['apps', 'deployments'],
  ['rbac.authorization.k8s.io', 'clusterroles'],
];
const PATHS: readonly string[] = ['/metrics', '/healthz', '/logs', '/'];

/**
 * One request of the piece that `coverage` does not cover, a familiar one where there is one. The last of the
 * candidates has a fresh value under every wildcard and is never covered; null means that a piece was wrong.
 */
export function exampleOf(piece: Piece, coverage: Coverage): Asked | null {
  return exampleWith(piece, coverage, 'x') ?? exampleWith(piece, coverage, coverage.freshText());
}

function exampleWith(piece: Piece, coverage: Coverage, fresh: string): Asked | null {
  return piece.kind === 'path'
    ? examplePath(piece, coverage, fresh)
    : exampleResource(piece, coverage, fresh);
}

function exampleResource(piece: ResourcePiece, coverage: Coverage, fresh: string): Asked | null {
  for (const { verb, area } of candidates(piece, fresh)) {
    if (coverage.uncovered([verb], area).length > 0) return asked(verb, area);
  }
  return null;
}

function* candidates(
  { area, verbs }: ResourcePiece,
  fresh: string,
): Generator<{ readonly verb: string; readonly area: Area }> {
  const tried = verbs.includes(ALL) ? [...VERBS, fresh] : verbs;
  for (const [apiGroup, resource] of resourcesIn(area, fresh)) {
    const places = placesFor(resource, area, fresh);
    for (const verb of tried) {
      for (const name of namesFor(verb, resource, area, fresh)) {
        for (const namespace of places)
          yield { verb, area: { apiGroup, resource, name, namespace } };
      }
    }
  }
}

function resourcesIn({ apiGroup, resource }: Area, fresh: string): (readonly [string, string])[] {
  const subresource = resource.startsWith('*/') ? resource.slice(1) : '';
  const isOpen = resource === ALL || subresource !== '';
  const found = RESOURCES.filter(
    ([group, name]) => (apiGroup === ALL || apiGroup === group) && (isOpen || resource === name),
  ).map(([group, name]) => [group, `${name}${subresource}`] as const);
  const groups = apiGroup === ALL ? ['', 'apps', fresh] : [apiGroup];
  const texts = isOpen ? [`examples${subresource}`, `${fresh}${subresource}`] : [resource];
  // A verb that takes no name has one on a subresource.
  if (resource === ALL) texts.push(`${fresh}/${fresh}`);
  return [...found, ...texts.flatMap((text) => groups.map((group) => [group, text] as const))];
}

/** The empty name is a request without one. */
function namesFor(verb: string, resource: string, { name }: Area, fresh: string): string[] {
  if (isNameless(verb, resource)) return name === null || name === '' ? [''] : [];
  if (name !== null) return [name];
  const isOnCollection = verb === 'list' || verb === 'watch';
  return isOnCollection ? ['', fresh] : ['example', fresh];
}

function placesFor(
  resource: string,
  { namespace }: Area,
  fresh: string,
): readonly (string | null)[] {
  if (namespace !== null) return [namespace];
  return isClustered(resource) ? [null, 'example', fresh] : ['example', fresh, null];
}

function examplePath({ paths, verbs }: PathPiece, coverage: Coverage, fresh: string): Asked | null {
  const texts = 'path' in paths ? [paths.path] : pathsUnder(paths.prefix, fresh);
  for (const path of texts) {
    for (const verb of verbs.includes(ALL) ? ['get', 'post', fresh] : verbs) {
      if (!coverage.coversPaths(verb, { path })) return { verb, path };
    }
  }
  return null;
}

function pathsUnder(prefix: string, fresh: string): string[] {
  const familiar = PATHS.filter((path) => path.startsWith(prefix));
  const start = prefix === '' ? '/' : prefix;
  return [...familiar, start, `${start}example`, `${start}${fresh}`];
}
