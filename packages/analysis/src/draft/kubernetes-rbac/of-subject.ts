import type { Json } from '../../canonical/jcs.ts';
import { holderOf, roleOf } from '../../kubernetes-rbac/access/world.ts';
import { canonicalRbac } from '../../kubernetes-rbac/canonical/canonical-rbac.ts';
import type { Binding, RbacObject, RbacPolicy } from '../../kubernetes-rbac/model.ts';
import { isBinding, isRole, objectRef } from '../../kubernetes-rbac/model.ts';
import { readRbacPolicy } from '../../kubernetes-rbac/parse/read-policy.ts';
import { type Holding, userOf } from './objects.ts';

/** A set of objects reduced to what one subject is bound to by name; what a role as such gives stays as it is. */
export function ofSubjectAlone(policy: RbacPolicy, who: Holding): RbacPolicy {
  if (who.kind !== 'subjects') return policy;
  const names = new Set(who.subjects.map(userOf));
  const bindings = policy.objects.filter(isBinding).flatMap((one) => ofThem(one, names));
  const roles = new Set(bindings.map(roleOf));
  const kept: RbacObject[] = [
    ...bindings,
    ...policy.objects.filter((one) => isRole(one) && roles.has(objectRef(one))),
  ];
  const { policy: objects }: { readonly policy: Json } = JSON.parse(
    canonicalRbac({ ...policy, objects: kept }).text,
  );
  const read = readRbacPolicy(objects);
  if (!read.ok) throw new Error(read.refusals.map(({ message }) => message).join('; '));
  return read.value;
}

function ofThem(binding: Binding, names: ReadonlySet<string>): Binding[] {
  const subjects = binding.subjects.filter((subject) =>
    names.has(holderOf(subject, binding)?.name ?? ''),
  );
  return subjects.length === 0 ? [] : [{ ...binding, subjects }];
}
