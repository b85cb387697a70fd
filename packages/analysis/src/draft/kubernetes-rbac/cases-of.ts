import type { Json } from '../../canonical/jcs.ts';
import { holderOf, roleOf } from '../../kubernetes-rbac/access/world.ts';
import { parseCanonicalRbac } from '../../kubernetes-rbac/canonical/canonical-rbac.ts';
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
    for (const [at, rule] of role.rules.entries()) {
      const isHere = rule.nonResourceURLs.length === 0 || place['namespaces'] === undefined;
      // A rule about paths in a namespace allows nothing.
      if (isHere)
        this.allow.push({
          id: this.#ids.next(`${name} rule ${at + 1}`),
          ...wordsOf(rule),
          ...who,
          ...placed(rule, place),
        });
    }
  }

  #leave(code: string, reason: string, object: string): void {
    this.unsaid.push({ code, reason, origin: { policy: 0, object } });
  }
}

function placed(rule: Rule, place: Words): Words {
  return rule.nonResourceURLs.length > 0 ? {} : place;
}

function wordsOf(rule: Rule): Words {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  if (nonResourceURLs.length > 0) return { verbs, paths: nonResourceURLs };
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
