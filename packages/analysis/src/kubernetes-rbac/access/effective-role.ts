import type { Budget } from '../../engine/budget.ts';
import {
  type LabelExpression,
  type LabelSelector,
  namespaceOf,
  objectRef,
  type Role,
  type Rule,
} from '../model.ts';

/** A rule and whose it is: `owner` wrote it, though an aggregated role may hold it. */
export interface OwnedRule {
  readonly rule: Rule;
  readonly owner: Role;
  readonly index: number;
  /** Equal keys mean rules with the same texts, in whatever order. */
  readonly key: string;
}

/** What a role comes to once its selectors are expanded. */
export interface EffectiveRole {
  readonly ref: string;
  readonly kind: Role['kind'];
  /** Of a Role: where it is. */
  readonly namespace: string | null;
  readonly rules: readonly OwnedRule[];
  /**
   * `written`: its own rules; `aggregated`: those of the ClusterRoles its selectors match; `unmatched`: aggregated, but
   * no ClusterRole here matches, so its written rules stand; `extended`: a default role of every cluster that is not
   * here, of which only what the labels of others add is known.
   */
  readonly made: 'written' | 'aggregated' | 'unmatched' | 'extended';
}

const AGGREGATE_TO = 'rbac.authorization.k8s.io/aggregate-to-';

/** The aggregated roles that every cluster has, narrowest first; each label also flows on to the next. */
export const DEFAULT_AGGREGATES: readonly string[] = ['view', 'edit', 'admin'];

/** The label by which a ClusterRole adds its rules to a default role. */
export function aggregateLabel(name: string): string {
  return `${AGGREGATE_TO}${name}`;
}

/**
 * Every role by reference, aggregation expanded as the controller does: rules of matching ClusterRoles replace what is
 * written, through chains and round cycles.
 */
export function effectiveRoles(roles: readonly Role[], budget: Budget): Map<string, EffectiveRole> {
  const found = new Map<string, EffectiveRole>();
  const clusterRoles = roles.filter(({ kind }) => kind === 'ClusterRole');
  const owned = new Map(roles.map((role) => [role, ownRules(role)]));
  for (const role of roles) {
    const { kind } = role;
    const ref = objectRef(role);
    const namespace = kind === 'Role' ? namespaceOf(role) : null;
    const sources = role.selectors === null ? [] : matching(role, clusterRoles, budget);
    if (sources.length === 0) {
      const made = role.selectors === null ? 'written' : 'unmatched';
      found.set(ref, { ref, kind, namespace, rules: owned.get(role) ?? [], made });
    } else {
      const rules = collect(role, clusterRoles, budget).flatMap(
        (source) => owned.get(source) ?? [],
      );
      budget.charge(rules.length);
      found.set(ref, { ref, kind, namespace, rules, made: 'aggregated' });
    }
  }
  extendDefaults(found, clusterRoles, owned);
  return found;
}

function ownRules(owner: Role): OwnedRule[] {
  return owner.rules.map((rule, index) => ({ rule, owner, index, key: ruleKey(rule) }));
}

function ruleKey({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: Rule): string {
  const lists = [verbs, apiGroups, resources, resourceNames, nonResourceURLs];
  return JSON.stringify(lists.map(sorted));
}

function sorted(list: readonly string[]): readonly string[] {
  return list.length < 2 ? list : [...new Set(list)].sort();
}

/** The ClusterRoles whose written rules end up in the aggregated one. */
function collect(start: Role, all: readonly Role[], budget: Budget): Role[] {
  const seen = new Set<Role>([start]);
  const written: Role[] = [];
  const todo = [start];
  for (let role = todo.pop(); role !== undefined; role = todo.pop()) {
    const sources = role.selectors === null ? [] : matching(role, all, budget);
    if (sources.length === 0) written.push(role);
    for (const source of sources) {
      if (seen.has(source)) continue;
      seen.add(source);
      todo.push(source);
    }
  }
  return written;
}

/** The controller passes over the aggregated role itself. */
function matching(role: Role, all: readonly Role[], budget: Budget): Role[] {
  budget.charge(all.length);
  return all.filter(
    (other) =>
      other !== role && role.selectors?.some((selector) => selects(selector, other.labels)),
  );
}

function selects(
  { matchLabels, matchExpressions }: LabelSelector,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labelOf(labels, key) === value) &&
    matchExpressions.every((expression) => holds(expression, labelOf(labels, expression.key)))
  );
}

/** Labels are plain objects, so that `constructor` must not be found in their prototype. */
export function labelOf(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function holds({ operator, values }: LabelExpression, value: string | undefined): boolean {
  switch (operator) {
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    default:
      return operator satisfies never;
  }
}

function extendDefaults(
  found: Map<string, EffectiveRole>,
  clusterRoles: readonly Role[],
  owned: ReadonlyMap<Role, readonly OwnedRule[]>,
): void {
  const added = new Set<OwnedRule>();
  for (const name of DEFAULT_AGGREGATES) {
    const label = aggregateLabel(name);
    const labelled = clusterRoles.filter((role) => labelOf(role.labels, label) === 'true');
    const rulesOf = (role: Role): readonly OwnedRule[] | undefined =>
      role.selectors === null ? owned.get(role) : found.get(objectRef(role))?.rules;
    for (const rule of labelled.flatMap((role) => rulesOf(role) ?? [])) added.add(rule);
    const ref = `ClusterRole/${name}`;
    if (added.size === 0 || found.has(ref)) continue;
    const rules = [...added];
    found.set(ref, { ref, kind: 'ClusterRole', namespace: null, rules, made: 'extended' });
  }
}
