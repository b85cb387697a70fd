import type { Requirement } from './requirement.ts';
import type { GrantsCase, RbacCase } from './requirement-v2.ts';

/**
 * What a Requirement asks access to, as patterns that a resource owner's are held against, without duplicates.
 *
 * AWS: the resource patterns. Kubernetes: `namespace/resource`, `namespace/resource.group` outside the core group, then
 * `/subresource` and `/name` where they are named, `*` where a word is left out, nothing before the slash for what has
 * no namespace; paths as they are. Grants: repositories, organizations, audiences and resources.
 */
export function resourcesOf(
  requirement: Pick<Requirement, 'v' | 'language' | 'allow'>,
): readonly string[] {
  const { allow, language } = requirement;
  const found = allow.flatMap((one): readonly string[] => {
    if (language === 'kubernetes-rbac') return rbacResources(one as unknown as RbacCase);
    if (language === 'grants') return grantsResources(one as unknown as GrantsCase);
    return (one as { readonly resources: readonly string[] | null }).resources ?? ['*'];
  });
  return [...new Set(found)];
}

function rbacResources(one: RbacCase): readonly string[] {
  if (one.paths !== null) return one.paths;
  const each = (words: readonly string[] | null) => words ?? ['*'];
  return each(one.namespaces).flatMap((namespace) =>
    each(one.resources).flatMap((resource) =>
      each(one.apiGroups).flatMap((group) =>
        inside(one, `${namespace}/${ofGroup(resource, group)}`),
      ),
    ),
  );
}

/** As `kubectl` writes it: `deployments.apps`; a resource of any group is one whatever follows. */
function ofGroup(resource: string, group: string): string {
  const [base = '', ...sub] = resource.split('/');
  const qualified = group === '' ? base : group === '*' ? `${base}*` : `${base}.${group}`;
  return [qualified, ...sub].join('/');
}

function inside({ subresources, names }: RbacCase, resource: string): readonly string[] {
  const within =
    subresources === null ? [resource] : subresources.map((sub) => under(resource, sub));
  return names === null ? within : within.flatMap((one) => names.map((name) => under(one, name)));
}

const under = (resource: string, step: string): string =>
  step === '' ? resource : `${resource}/${step}`;

function grantsResources(one: GrantsCase): readonly string[] {
  const named = [one.repository, one.organization, one.resource].flatMap((words) => words ?? []);
  return named.length === 0 ? ['*'] : named;
}
