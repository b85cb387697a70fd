import { entriesOf, listOf, type RawObject, type RawSet, textOf, textsOf } from './raw.ts';

/** A rule as written, and where. */
export interface RawRule {
  readonly body: ReadonlyMap<string, unknown>;
  readonly owner: RawObject;
  readonly index: number;
}

/** What a role holds on this set, or undefined where the set has no such role and adds nothing to it. */
export function rulesAt(ref: string, set: RawSet): RawRule[] | undefined {
  const role = set.roles.get(ref);
  return role === undefined ? labelledFor(ref, set) : rulesOf(role, set);
}

/** Rules of a role: those of the ClusterRoles its selectors match, if any, or its own. */
export function rulesOf(role: RawObject, set: RawSet, seen: Set<RawObject> = new Set()): RawRule[] {
  seen.add(role);
  const sources = sourcesOf(role, set);
  if (sources.length === 0) return writtenRules(role);
  return sources.flatMap((source) => (seen.has(source) ? [] : rulesOf(source, set, seen)));
}

function writtenRules(owner: RawObject): RawRule[] {
  return listOf(owner.body.get('rules')).map((rule, index) => ({
    body: entriesOf(rule),
    owner,
    index,
  }));
}

function sourcesOf(role: RawObject, { clusterRoles }: RawSet): RawObject[] {
  const aggregation = entriesOf(role.body.get('aggregationRule'));
  const selectors = listOf(aggregation.get('clusterRoleSelectors')).map(entriesOf);
  if (selectors.length === 0) return [];
  return clusterRoles.filter(
    (one) => one !== role && selectors.some((selector) => isSelected(one, selector)),
  );
}

function isSelected({ labels }: RawObject, selector: ReadonlyMap<string, unknown>): boolean {
  for (const [key, value] of entriesOf(selector.get('matchLabels'))) {
    if (labels.get(key) !== value) return false;
  }
  return listOf(selector.get('matchExpressions')).every((one) => {
    const expression = entriesOf(one);
    const label = labels.get(textOf(expression.get('key')));
    const operator = textOf(expression.get('operator'));
    if (operator === 'Exists') return label !== undefined;
    if (operator === 'DoesNotExist') return label === undefined;
    const isIn = label !== undefined && textsOf(expression.get('values')).includes(label);
    return operator === 'In' ? isIn : !isIn;
  });
}

const NARROWER: ReadonlyMap<string, readonly string[]> = new Map([
  ['ClusterRole/view', ['view']],
  ['ClusterRole/edit', ['view', 'edit']],
  ['ClusterRole/admin', ['view', 'edit', 'admin']],
]);

/** What labels add to a default role of every cluster; a default role takes in the narrower ones. */
function labelledFor(ref: string, set: RawSet): RawRule[] | undefined {
  const labels = (NARROWER.get(ref) ?? []).map(
    (one) => `rbac.authorization.k8s.io/aggregate-to-${one}`,
  );
  const sources = set.clusterRoles.filter((one) =>
    labels.some((label) => one.labels.get(label) === 'true'),
  );
  return sources.length === 0 ? undefined : sources.flatMap((source) => rulesOf(source, set));
}
