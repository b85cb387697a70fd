import type { RequestSet, ResourceSet } from '../../kubernetes-rbac/decide/request-set.ts';
import { hasText, type TextSet } from '../../kubernetes-rbac/decide/text-set.ts';
import { readRbacPattern } from '../../kubernetes-rbac/questions/request-pattern.ts';
import { patternOf, type RequirementCase } from '../../requirement/requirement-case.ts';
import type { PlacedRules, RuleLists } from './rule-of-case.ts';

/** Whether every request that the rules allow is one of the case, list by list; it shares nothing with how they are made. */
export function areWithinCase({ rules, namespaces }: PlacedRules, one: RequirementCase): boolean {
  const pattern = readRbacPattern(patternOf(one));
  if (!pattern.ok) return false;
  const { requests } = pattern.value;
  return rules.every((rule) =>
    rule.nonResourceURLs === undefined
      ? isResourceRuleWithin(rule, namespaces, requests)
      : namespaces === null &&
        areIn(rule.verbs, requests.verbs) &&
        areIn(rule.nonResourceURLs, requests.paths),
  );
}

function isResourceRuleWithin(
  rule: RuleLists,
  namespaces: readonly string[] | null,
  requests: RequestSet,
): boolean {
  return (
    areIn(rule.verbs, requests.verbs) &&
    areIn(rule.apiGroups ?? [], requests.apiGroups) &&
    areIn(rule.resourceNames ?? ['*'], requests.names) &&
    areIn(namespaces ?? ['*'], requests.namespaces) &&
    (rule.resources ?? []).every((text) => requests.resources.some((set) => isIn(text, set)))
  );
}

function areIn(texts: readonly string[], sets: readonly TextSet[]): boolean {
  return texts.every((text) => sets.some((set) => isTextIn(text, set)));
}

/** `*` is every text, and `x*` every text that begins so. */
function isTextIn(text: string, set: TextSet): boolean {
  if (set.kind === 'all') return true;
  if (text === '*') return false;
  if (!text.endsWith('*')) return hasText(set, text);
  return set.kind === 'prefix' && text.slice(0, -1).startsWith(set.prefix);
}

function isIn(text: string, { base, sub }: ResourceSet): boolean {
  if (text === '*') return base.kind === 'all' && sub === 'any';
  const [own = '', under = null] = text.split('/');
  if (!isTextIn(own, base)) return false;
  if (sub === 'any') return true;
  return sub === null ? under === null : under !== null && isTextIn(under, sub);
}
