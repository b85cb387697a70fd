import type { BareRule } from './brute-force.ts';

// The escalation check of the API server (component-helpers, auth/rbac/validation), written anew from its description:
// every part of a rule must be covered by one rule of the owner, list by list. Only tests use it.

/** The parts of the servant's rules that no rule of the owner covers. */
export function uncoveredParts(
  owner: readonly BareRule[],
  servant: readonly BareRule[],
): BareRule[] {
  return servant.flatMap(partsOf).filter((part) => !owner.some((rule) => covers(rule, part)));
}

/** One verb, group, resource and name, or one verb and URL, at a time. */
export function partsOf(rule: BareRule): BareRule[] {
  const names = rule.resourceNames ?? [];
  const named = names.length === 0 ? [[]] : names.map((name) => [name]);
  return rule.verbs.flatMap((verb) => [
    ...(rule.apiGroups ?? []).flatMap((group) =>
      (rule.resources ?? []).flatMap((resource) =>
        named.map((resourceNames) => ({
          verbs: [verb],
          apiGroups: [group],
          resources: [resource],
          resourceNames,
        })),
      ),
    ),
    ...(rule.nonResourceURLs ?? []).map((url) => ({ verbs: [verb], nonResourceURLs: [url] })),
  ]);
}

function covers(owner: BareRule, part: BareRule): boolean {
  const names = owner.resourceNames ?? [];
  const partNames = part.resourceNames ?? [];
  return (
    coversList(owner.verbs, part.verbs) &&
    coversList(owner.apiGroups, part.apiGroups) &&
    (part.resources ?? []).every((resource) => coversResource(owner.resources ?? [], resource)) &&
    (part.nonResourceURLs ?? []).every((url) => coversUrl(owner.nonResourceURLs ?? [], url)) &&
    (names.length === 0 || (partNames.length > 0 && coversList(names, partNames, false)))
  );
}

function coversList(owner: string[] = [], part: string[] = [], hasWildcard = true): boolean {
  return (hasWildcard && owner.includes('*')) || part.every((text) => owner.includes(text));
}

function coversResource(owner: readonly string[], resource: string): boolean {
  const [, subresource, ...rest] = resource.split('/');
  const isSub = subresource !== undefined && rest.length === 0;
  return (
    owner.includes('*') || owner.includes(resource) || (isSub && owner.includes(`*/${subresource}`))
  );
}

function coversUrl(owner: readonly string[], url: string): boolean {
  return owner.some(
    (one) => one === url || (one.endsWith('*') && url.startsWith(one.replace(/\*+$/, ''))),
  );
}
