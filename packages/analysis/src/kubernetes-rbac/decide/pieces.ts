import type { Budget } from '../../engine/budget.ts';
import type { Area, Coverage } from './coverage.ts';
import type { ScopedRule } from './scoped-rule.ts';
import { ALL, isGroup, isNameless, isResource, isVerb, type Paths, pathsOf } from './sets.ts';

/** Requests of one rule on one group, resource and name, with some of its verbs. */
export interface ResourcePiece {
  readonly kind: 'resource';
  readonly rule: ScopedRule;
  readonly area: Area;
  readonly verbs: readonly string[];
  /** What `*` among the verbs adds nothing to. */
  readonly except: readonly string[];
}

/** Requests of one rule on non-resource paths. */
export interface PathPiece {
  readonly kind: 'path';
  readonly rule: ScopedRule;
  readonly paths: Paths;
  readonly url: string;
  readonly verbs: readonly string[];
  readonly except: readonly string[];
}

/** A part of a difference; never empty. */
export type Piece = ResourcePiece | PathPiece;

/**
 * Hands over, piece by piece, all requests that the rules allow and `coverage` does not; nothing handed over is a
 * proof that there are none. `take` returns true to end the search.
 */
export function subtract(
  rules: readonly ScopedRule[],
  coverage: Coverage,
  budget: Budget,
  take: (piece: Piece) => boolean,
): boolean {
  return rules.some((rule) => {
    budget.charge(1);
    if (coverage.hasAlike(rule)) return false;
    return subtractResources(rule, coverage, budget, take) || subtractPaths(rule, coverage, take);
  });
}

function subtractResources(
  scoped: ScopedRule,
  coverage: Coverage,
  budget: Budget,
  take: (piece: Piece) => boolean,
): boolean {
  const { rule } = scoped.owned;
  const verbs = rule.verbs.filter(isVerb);
  const names: readonly (string | null)[] =
    rule.resourceNames.length === 0 ? [null] : rule.resourceNames;
  for (const apiGroup of rule.apiGroups.filter(isGroup)) {
    for (const resource of rule.resources.filter(isResource)) {
      budget.charge(1);
      for (const name of names) {
        const area = { apiGroup, resource, name, namespace: scoped.namespace };
        const piece = resourcePiece(scoped, verbs, area, coverage);
        if (piece !== null && take(piece)) return true;
      }
    }
  }
  return false;
}

function resourcePiece(
  rule: ScopedRule,
  verbs: readonly string[],
  area: Area,
  coverage: Coverage,
): ResourcePiece | null {
  const possible =
    area.name === null || area.name === ''
      ? verbs
      : verbs.filter((verb) => !isNameless(verb, area.resource));
  const left = coverage.uncovered(possible, area);
  if (left.length === 0) return null;
  const except = left.includes(ALL) ? coverage.covered(area) : [];
  return { kind: 'resource', rule, area, verbs: left.includes(ALL) ? [ALL] : left, except };
}

function subtractPaths(
  scoped: ScopedRule,
  coverage: Coverage,
  take: (piece: Piece) => boolean,
): boolean {
  const { rule } = scoped.owned;
  if (scoped.namespace !== null) return false;
  return rule.nonResourceURLs.some((url) => {
    const paths = pathsOf(url);
    if (paths === null) return false;
    const verbs = rule.verbs.filter((verb) => isVerb(verb) && !coverage.coversPaths(verb, paths));
    if (verbs.length === 0) return false;
    const shown = verbs.includes(ALL) ? [ALL] : verbs;
    return take({ kind: 'path', rule: scoped, paths, url, verbs: shown, except: [] });
  });
}
