import type { Json } from '../../canonical/jcs.ts';
import { holderOf, roleOf } from '../../kubernetes-rbac/access/world.ts';
import { parseCanonicalRbac } from '../../kubernetes-rbac/canonical/canonical-rbac.ts';
import { isGroup, isResource, isVerb, pathsOf } from '../../kubernetes-rbac/decide/sets.ts';
import {
  type Binding,
  isBinding,
  isRole,
  namespaceOf,
  objectRef,
  type RbacPolicy,
  type Role,
  type Rule,
} from '../../kubernetes-rbac/model.ts';
import { readRbacPolicy } from '../../kubernetes-rbac/parse/read-policy.ts';
import { proveRbac } from '../../kubernetes-rbac/questions/prove.ts';
import type { Parsed } from '../../refusal.ts';
import { patternOf, type RequirementCase } from '../../requirement/requirement-case.ts';
import { CaseIds } from '../case-id.ts';
import type { DraftProof, StatedPolicy, Unsaid } from '../drafter.ts';
import { namedProof } from '../proofs.ts';

/**
 * What Kubernetes objects allow, as cases: one for each rule and whom a binding gives it to; a role that nobody is bound
 * to is a case about that role. What hangs on an object that is not here is in `unsaid`.
 */
export function casesOfRbac(text: string): Parsed<StatedPolicy> {
  const canonical = parseCanonicalRbac(text);
  const policy = canonical.ok ? canonical : readRbacPolicy(text);
  if (!policy.ok) return policy;
  const said = new Said(policy.value);
  for (const object of policy.value.objects) {
    if (isBinding(object)) said.binding(object);
    else if (isRole(object)) said.role(object);
  }
  const { allow, unsaid } = said;
  const proof = withinPolicy(allow, policy.value);
  return { ok: true, value: { cases: { allow, deny: [] }, unsaid, proof } };
}

/** Labels by which the default roles of a cluster collect rules. */
const AGGREGATE_TO = 'rbac.authorization.k8s.io/aggregate-to-';

type Words = Readonly<Record<string, Json>>;

class Said {
  readonly allow: RequirementCase[] = [];
  readonly unsaid: Unsaid[] = [];
  readonly #ids = new CaseIds();
  readonly #roles: ReadonlyMap<string, Role>;
  readonly #bound: ReadonlySet<string>;

  constructor({ objects }: RbacPolicy) {
    this.#roles = new Map(objects.filter(isRole).map((role) => [objectRef(role), role]));
    const bindings = objects.filter(isBinding);
    this.#bound = new Set(
      bindings
        .filter((one) => one.subjects.some((subject) => holderOf(subject, one) !== null))
        .map(roleOf),
    );
  }

  /** A role that nobody is bound to. */
  role(role: Role): void {
    const ref = objectRef(role);
    if (this.#bound.has(ref)) return;
    const place = role.kind === 'Role' ? { namespaces: [namespaceOf(role)] } : {};
    this.#rules(role, ref, { roles: [ref] }, place);
  }

  binding(binding: Binding): void {
    const ref = roleOf(binding);
    const role = this.#roles.get(ref);
    const place = binding.kind === 'RoleBinding' ? { namespaces: [namespaceOf(binding)] } : {};
    for (const subject of binding.subjects) {
      const holder = holderOf(subject, binding);
      if (holder === null) continue;
      const who = holder.kind === 'group' ? { groups: [holder.name] } : { users: [holder.name] };
      if (role === undefined)
        this.#leave('ROLE_MISSING', `\`${ref}\` is not here`, objectRef(binding));
      else this.#rules(role, `${ref} ${holder.name}`, who, place);
    }
  }

  #rules(role: Role, name: string, who: Words, place: Words): void {
    if (role.selectors !== null)
      this.#leave('AGGREGATED', 'the cluster fills its rules from other roles', objectRef(role));
    if (Object.keys(role.labels).some((label) => label.startsWith(AGGREGATE_TO)))
      this.#leave('AGGREGATED', 'its labels add its rules to other roles', objectRef(role));
    for (const [at, rule] of role.rules.entries()) {
      if (rule.resourceNames.some((name) => name.includes('*')))
        this.#leave(
          'LITERAL_STAR',
          'a name with `*`, which a case takes for a beginning',
          objectRef(role),
        );
      const words = wordsOf(rule);
      const isHere = rule.nonResourceURLs.length === 0 || place['namespaces'] === undefined;
      // A rule about paths in a namespace allows nothing.
      if (words === null || !isHere) continue;
      const id = this.#ids.next(`${name} rule ${at + 1}`);
      this.allow.push({ id, ...words, ...who, ...placed(rule, place) });
    }
  }

  #leave(code: string, reason: string, object: string): void {
    this.unsaid.push({ code, reason, origin: { policy: 0, object } });
  }
}

function placed(rule: Rule, place: Words): Words {
  return rule.nonResourceURLs.length > 0 ? {} : place;
}

/** The words of what a rule matches; null: texts that no request has, such as `pods/*`, are all there is. */
function wordsOf(rule: Rule): Words | null {
  const verbs = rule.verbs.filter(isVerb);
  if (rule.nonResourceURLs.length > 0) {
    const paths = rule.nonResourceURLs
      .flatMap((url) => pathsOf(url) ?? [])
      .map((one) => ('path' in one ? one.path : `${one.prefix}*`));
    return verbs.length * paths.length === 0 ? null : { verbs, paths };
  }
  const apiGroups = rule.apiGroups.filter(isGroup);
  const resources = rule.resources.filter(isResource);
  if (verbs.length * apiGroups.length * resources.length === 0) return null;
  const resourceNames = rule.resourceNames.filter((name) => !name.includes('*'));
  if (resourceNames.length < rule.resourceNames.length && resourceNames.length === 0) return null;
  return {
    verbs,
    apiGroups,
    resources,
    ...(resourceNames.length === 0 ? {} : { names: resourceNames }),
  };
}

/** Each case is allowed by the policy: told about it, and not made from it. */
function withinPolicy(cases: readonly RequirementCase[], policy: RbacPolicy): DraftProof {
  for (const one of cases) {
    const pattern = patternOf(one);
    const proof = proveRbac({ property: 'must-allow', policies: [policy], pattern });
    if (!proof.ok) throw new Error(proof.refusals.map(({ message }) => message).join('; '));
    if (proof.value.verdict !== 'proved') return namedProof('within-policy', proof.value);
  }
  return { name: 'within-policy', verdict: 'proved', reason: null, witness: null };
}
