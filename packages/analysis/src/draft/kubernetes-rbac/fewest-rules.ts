import { byUtf8Bytes, canonicalJson, type Json } from '../../canonical/jcs.ts';
import { sortedList } from '../../canonical/sorted-list.ts';
import type { RuleLists } from './rule-of-case.ts';

const LISTS = ['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'] as const;
type List = (typeof LISTS)[number];

/**
 * The same requests in few rules: rules that differ in one list only become one with the union of it, what `*` or another
 * rule covers goes, also what the rules `beside` cover, which hold anyway. What comes out depends on the sets only.
 */
export function fewestRules(
  rules: readonly RuleLists[],
  beside: readonly RuleLists[] = [],
): RuleLists[] {
  let left = rules.map(tidied);
  for (;;) {
    const next = withoutCovered(LISTS.reduce(mergedBy, left), beside);
    if (textOf(next) === textOf(left)) return next;
    left = next;
  }
}

/** Lists sorted, without what another member of the list covers. */
function tidied(rule: RuleLists): RuleLists {
  return Object.fromEntries(
    LISTS.flatMap((list) => {
      const texts = rule[list];
      return texts === undefined ? [] : [[list, uncovered(texts, list)]];
    }),
  ) as unknown as RuleLists;
}

function uncovered(texts: readonly string[], list: List): string[] {
  return sortedList(texts).filter(
    (text, _, all) => !all.some((other) => other !== text && coversText(other, text, list)),
  );
}

function coversText(outer: string, inner: string, list: List): boolean {
  if (outer === inner) return true;
  if (list === 'resourceNames') return false;
  if (outer === '*') return true;
  if (list === 'resources' && outer.startsWith('*/')) return inner.endsWith(outer.slice(1));
  const isBeginning = list === 'nonResourceURLs' && outer.endsWith('*');
  return isBeginning && inner.startsWith(outer.slice(0, -1));
}

function mergedBy(rules: readonly RuleLists[], list: List): RuleLists[] {
  const groups = new Map<string, RuleLists[]>();
  for (const rule of rules) {
    const { [list]: own, ...rest } = rule;
    const key = canonicalJson({ ...(rest as unknown as Json & object), has: own !== undefined });
    groups.set(key, [...(groups.get(key) ?? []), rule]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    if (first[list] === undefined) return [first];
    return [
      {
        ...first,
        [list]: uncovered(
          group.flatMap((rule) => rule[list] ?? []),
          list,
        ),
      },
    ];
  });
}

/** One after the other in the order of their texts, what the rules that stay give too. */
function withoutCovered(rules: readonly RuleLists[], beside: readonly RuleLists[]): RuleLists[] {
  let left = sorted(rules);
  for (const rule of sorted(rules)) {
    const others = [...left.filter((one) => one !== rule), ...beside];
    const next = LISTS.reduce<RuleLists | null>((own, list) => withoutIn(own, list, others), rule);
    left = left.flatMap((one) => (one === rule ? (next === null ? [] : [next]) : [one]));
  }
  return sorted(left);
}

function withoutIn(
  rule: RuleLists | null,
  list: List,
  others: readonly RuleLists[],
): RuleLists | null {
  const texts = rule?.[list];
  if (rule === null || texts === undefined) return rule;
  const kept = texts.filter(
    (text) => !others.some((other) => coversRule(other, { ...rule, [list]: [text] })),
  );
  return kept.length === 0 ? null : { ...rule, [list]: kept };
}

/** Errs towards false. */
function coversRule(outer: RuleLists, inner: RuleLists): boolean {
  return LISTS.every((list) => {
    const [own, other] = [outer[list], inner[list]];
    // No names means every name.
    if (list === 'resourceNames' && own === undefined) return true;
    if (own === undefined || other === undefined) return own === other;
    return other.every((text) => own.some((one) => coversText(one, text, list)));
  });
}

function sorted(rules: readonly RuleLists[]): RuleLists[] {
  const text = (rule: RuleLists): string => canonicalJson(rule as unknown as Json);
  const all = new Map(rules.map((rule) => [text(rule), rule]));
  return [...all].sort(([left], [right]) => byUtf8Bytes(left, right)).map(([, rule]) => rule);
}

function textOf(rules: readonly RuleLists[]): string {
  return canonicalJson(sorted(rules) as unknown as Json);
}
