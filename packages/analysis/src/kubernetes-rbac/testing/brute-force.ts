// Brute force knows nothing of the prover: every request over a small alphabet, with one value in each place that no
// policy mentions, decided by the code below. Only tests use it.

export interface BareRule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}
export interface Bare {
  kind: string;
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  rules?: BareRule[];
  selects?: string | undefined;
  role?: string;
  subjects?: { kind: string; name: string; namespace?: string }[];
}
export interface Asked {
  verb: string;
  apiGroup?: string;
  resource?: string;
  subresource?: string;
  name?: string;
  namespace?: string;
  path?: string;
}

const VERBS = ['get', 'create', 'use', 'fresh'];
const RESOURCES = ['a', 'b', 'a/s', 'b/s', 'a/t', 'fresh', 'fresh/s', 'fresh/t'];

/** Every request with texts of the alphabet above and one fresh text each. */
export const REQUESTS: Asked[] = VERBS.flatMap((verb) => [
  ...['/p', '/p/', '/p/q', '/pq', '/', '/fresh'].map((path) => ({ verb, path })),
  ...['', 'g', 'fresh'].flatMap((apiGroup) =>
    RESOURCES.flatMap((text) => requestsOn(verb, apiGroup, text)),
  ),
]);

function requestsOn(verb: string, apiGroup: string, text: string): Asked[] {
  const [resource = '', subresource] = text.split('/');
  const isNameless = verb === 'create' && subresource === undefined;
  const about = { verb, apiGroup, resource, ...optional('subresource', subresource ?? '') };
  return (isNameless ? [''] : ['', 'n', 'm', 'fresh']).flatMap((name) =>
    ['', 'x', 'y', 'fresh'].map((namespace) => ({
      ...about,
      ...optional('name', name),
      ...optional('namespace', namespace),
    })),
  );
}

function optional(name: string, text: string): Record<string, string> {
  return text === '' ? {} : { [name]: text };
}

export function matches(rule: BareRule, asked: Asked): boolean {
  const any = (list: string[] | undefined, text: string): boolean =>
    (list ?? []).some((one) => one === '*' || one === text);
  if (!any(rule.verbs, asked.verb)) return false;
  if (asked.path !== undefined) {
    const path = asked.path;
    return (rule.nonResourceURLs ?? []).some((url) =>
      url.endsWith('*') ? path.startsWith(url.slice(0, -1)) : url === path,
    );
  }
  const full = `${asked.resource}${asked.subresource === undefined ? '' : `/${asked.subresource}`}`;
  const names = rule.resourceNames ?? [];
  return (
    any(rule.apiGroups, asked.apiGroup ?? '') &&
    (any(rule.resources, full) ||
      (asked.subresource !== undefined && any(rule.resources, `*/${asked.subresource}`))) &&
    (names.length === 0 || names.includes(asked.name ?? ''))
  );
}

/** Rules of a role of the set; an aggregated one has those of the labelled ones, through chains. */
function rulesOf(role: Bare, set: readonly Bare[], seen: Bare[] = []): BareRule[] {
  seen.push(role);
  const label = role.selects;
  const sources =
    label === undefined
      ? []
      : set.filter(
          (one) => one.kind === 'ClusterRole' && one !== role && one.labels?.[label] === 'true',
        );
  if (sources.length === 0) return role.rules ?? [];
  return sources.flatMap((one) => (seen.includes(one) ? [] : rulesOf(one, set, seen)));
}

export const refOf: (object: Bare) => string = ({ kind, name, namespace }) =>
  `${kind}/${namespace ?? ''}/${name}`;
export const targetOf: (binding: Bare) => string = (binding) =>
  binding.role?.startsWith('r')
    ? `Role/${binding.namespace}/${binding.role}`
    : `ClusterRole//${binding.role}`;

/** Which of the requests a role gives, everywhere or in one namespace. */
export function given(role: Bare, place: string | undefined, set: readonly Bare[]): boolean[] {
  const list = rulesOf(role, set);
  return REQUESTS.map((asked) => {
    const isHere = place === undefined || (asked.path === undefined && asked.namespace === place);
    return isHere && list.some((rule) => matches(rule, asked));
  });
}

/** A binding and which of the requests it gives. */
export interface Given {
  binding: Bare;
  gives: boolean[];
}

/** Which of the requests each binding gives to its subjects. */
export function givenBy(set: readonly Bare[]): Given[] {
  return set
    .filter(({ kind }) => kind.endsWith('Binding'))
    .flatMap((binding) => {
      const role = set.find((one) => refOf(one) === targetOf(binding));
      return role === undefined ? [] : [{ binding, gives: given(role, binding.namespace, set) }];
    });
}

function isSubject(binding: Bare, user: string, groups: readonly string[]): boolean {
  return (binding.subjects ?? []).some((subject) => {
    if (subject.kind === 'Group') return groups.includes(subject.name);
    if (subject.kind === 'User') return user === subject.name;
    const namespace = subject.namespace ?? binding.namespace;
    return namespace !== undefined && user === ACCOUNT(namespace, subject.name)[0];
  });
}

export function allowed(bindings: readonly Given[], user: string, groups: string[]): boolean[] {
  const applying = bindings.filter(({ binding }) => isSubject(binding, user, groups));
  return REQUESTS.map((_, index) => applying.some(({ gives }) => gives[index]));
}

function exceeds(more: readonly boolean[], less: readonly boolean[]): boolean {
  return more.some((is, index) => is && less[index] !== true);
}

const ACCOUNT = (namespace: string, name: string): [string, string[]] => [
  `system:serviceaccount:${namespace}:${name}`,
  ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
];
/** Every kind of identity there is for the subjects below. */
export const IDENTITIES: [string, string[]][] = [
  ...['u', 'fresh', 'system:fresh'].flatMap((user): [string, string[]][] =>
    [[], ['d'], ['e'], ['d', 'e']].map((groups) => [user, [...groups, 'system:authenticated']]),
  ),
  ['system:anonymous', ['system:unauthenticated']],
  ...['x', 'y', 'fresh'].flatMap((namespace) =>
    ['s', 'fresh'].map((name) => ACCOUNT(namespace, name)),
  ),
];

/** As Kubernetes writes it. */
export function objectOf({
  kind,
  name,
  namespace,
  labels,
  rules: list,
  selects,
  role,
  subjects,
}: Bare): unknown {
  const roleRef = { kind: role?.startsWith('r') ? 'Role' : 'ClusterRole', name: role };
  const selector = { matchLabels: { [selects ?? '']: 'true' } };
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name, namespace: namespace ?? null, labels: labels ?? null },
    ...(list === undefined ? { roleRef, subjects } : { rules: list }),
    ...(selects === undefined ? {} : { aggregationRule: { clusterRoleSelectors: [selector] } }),
  };
}

/** Whether a binding reaches somebody at all; one without does not make its role anybody's. */
export const isReaching: (binding: Bare) => boolean = (binding) =>
  (binding.subjects ?? []).some(
    (one) => one.kind !== 'ServiceAccount' || (one.namespace ?? binding.namespace) !== undefined,
  );

/** What `to` gives that `from` does not, for any identity or, where no binding names it, for a role by itself. */
export function isMore(from: readonly Bare[], to: readonly Bare[]): boolean {
  const isBinding = ({ kind }: Bare): boolean => kind.endsWith('Binding');
  const bound = new Set([...from, ...to].filter(isBinding).filter(isReaching).map(targetOf));
  const [before, after] = [givenBy(from), givenBy(to)];
  const byIdentity = IDENTITIES.some(([user, groups]) =>
    exceeds(allowed(after, user, groups), allowed(before, user, groups)),
  );
  const latent = to.filter((one) => !(isBinding(one) || bound.has(refOf(one))));
  const byRole = latent.some((mine) => {
    const theirs = from.find((one) => refOf(one) === refOf(mine));
    const old = theirs === undefined ? [] : given(theirs, theirs.namespace, from);
    return exceeds(given(mine, mine.namespace, to), old);
  });
  return byIdentity || byRole;
}
