import type { Evaluation, TraceStep } from '../../questions/answer.ts';
import { mismatchOf, type ReplayRequest } from './match-rule.ts';
import { entriesOf, listOf, type RawObject, rawObjects, textOf } from './raw.ts';
import { type RawRule, rulesOf, rulesOfRole } from './raw-rules.ts';

/** Rules that apply to whoever asks, and the binding that says so. */
interface Applicable {
  readonly rules: readonly RawRule[];
  /** Empty: everywhere. */
  readonly namespace: string;
  readonly via: RawObject | null;
}

/**
 * Evaluates one request on parsed members, binding by binding, as the RBAC authorizer does: allow, or no opinion. It
 * reads JSON by itself and shares nothing with the prover. Without bindings, and where the request names nobody, every
 * role counts as if bound.
 */
export function evaluateObjects(members: readonly unknown[], request: ReplayRequest): Evaluation {
  const errors: string[] = [];
  const steps = applicable(rawObjects(members), request, errors).flatMap((one) =>
    stepsOf(one, request),
  );
  const allowing = steps.filter(({ step }) => step.matches);
  const decision = allowing.length > 0 ? 'allow' : 'no-opinion';
  return {
    decision,
    explicit: false,
    reasons: allowing.flatMap(({ step, via }) => [
      step.origin,
      ...(via === null ? [] : [{ policy: via.policy, object: refOf(via), sid: null }]),
    ]),
    // A missing role can only add: where something allows, the answer is certain.
    errors: decision === 'allow' ? [] : [...new Set(errors)],
    trace: steps.map(({ step }) => step),
  };
}

function stepsOf(
  { rules, namespace, via }: Applicable,
  request: ReplayRequest,
): { step: TraceStep; via: RawObject | null }[] {
  const isHere = holdsIn(namespace, request);
  return rules.map((rule) => {
    const because = isHere ? mismatchOf(rule, request) : `it holds in \`${namespace}\` only`;
    const matches = because === null;
    const text = because ?? 'every list matches';
    return { step: { origin: originOf(rule), effect: 'Allow', matches, because: text }, via };
  });
}

/** A RoleBinding is asked only about requests in its namespace, and never about a URL. */
function holdsIn(namespace: string, request: ReplayRequest): boolean {
  return namespace === '' || (request.path === null && namespace === request.namespace);
}

/** Only whether some rule allows the request. */
export function isAllowed(objects: readonly RawObject[], request: ReplayRequest): boolean {
  return applicable(objects, request, []).some(
    ({ rules, namespace }) =>
      holdsIn(namespace, request) && rules.some((rule) => mismatchOf(rule, request) === null),
  );
}

function originOf({ owner, index }: RawRule): Evaluation['reasons'][number] {
  return { policy: owner.policy, object: refOf(owner), statement: index, sid: null };
}

function refOf({ kind, namespace, name }: RawObject): string {
  if (kind === '') return 'rules';
  return namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

function applicable(
  objects: readonly RawObject[],
  request: ReplayRequest,
  errors: string[],
): Applicable[] {
  const isBinding = ({ kind }: RawObject): boolean => kind.endsWith('Binding');
  const asIfBound = (role: RawObject): Applicable => ({
    rules: rulesOf(role, objects),
    namespace: role.namespace,
    via: null,
  });
  const bare = objects.filter(({ kind }) => kind === '').map(asIfBound);
  if (request.role !== null) return [...bare, ...onlyRole(request.role, objects)];
  const bindings = objects.filter(isBinding);
  const isNobody = request.user === null && (request.groups ?? []).length === 0;
  if (isNobody && bindings.length === 0) return objects.map(asIfBound);
  if (isNobody) errors.push('the request names neither `user` nor `groups`');
  else if (bindings.length === 0 && bare.length < objects.length)
    errors.push('no binding is here; without `user` and `groups` roles are asked as if bound');
  return [
    ...bare,
    ...bindings.flatMap((binding) => throughBinding(binding, objects, request, errors)),
  ];
}

function onlyRole(ref: string, objects: readonly RawObject[]): Applicable[] {
  const role = objects.find((one) => one.kind !== '' && refOf(one) === ref);
  if (role !== undefined)
    return [{ rules: rulesOf(role, objects), namespace: role.namespace, via: null }];
  const name = ref.startsWith('ClusterRole/') ? ref.slice('ClusterRole/'.length) : '';
  return [{ rules: rulesOfRole('ClusterRole', '', name, objects) ?? [], namespace: '', via: null }];
}

function throughBinding(
  binding: RawObject,
  objects: readonly RawObject[],
  request: ReplayRequest,
  errors: string[],
): Applicable[] {
  const subjects = listOf(binding.body.get('subjects')).map(entriesOf);
  if (!subjects.some((subject) => isAppliedTo(subject, binding, request))) return [];
  const ref = entriesOf(binding.body.get('roleRef'));
  const [kind, name] = [textOf(ref.get('kind')), textOf(ref.get('name'))];
  // There is no Role outside of a namespace.
  if (kind === 'Role' && binding.kind === 'ClusterRoleBinding') return [];
  const isPresent = objects.some(
    (one) =>
      one.kind === kind &&
      one.name === name &&
      one.namespace === (kind === 'Role' ? binding.namespace : ''),
  );
  if (!isPresent) errors.push(`\`${refOf(binding)}\` names ${kind} \`${name}\`, which is not here`);
  const rules = rulesOfRole(kind, kind === 'Role' ? binding.namespace : '', name, objects) ?? [];
  return [{ rules, namespace: binding.namespace, via: binding }];
}

function isAppliedTo(
  subject: ReadonlyMap<string, unknown>,
  binding: RawObject,
  { user, groups }: ReplayRequest,
): boolean {
  const kind = textOf(subject.get('kind'));
  const name = textOf(subject.get('name'));
  if (kind === 'ServiceAccount') {
    const namespace = textOf(subject.get('namespace')) || binding.namespace;
    return namespace !== '' && user === `system:serviceaccount:${namespace}:${name}`;
  }
  const isAlpha = textOf(binding.body.get('apiVersion')).endsWith('/v1alpha1');
  const carried = groups ?? impliedGroups(user);
  if (kind === 'Group') return carried.includes(name);
  if (isAlpha && name === '*') return carried.includes('system:authenticated');
  return user === name;
}

/** Groups the API server gives by itself, for a request that does not say. */
function impliedGroups(user: string | null): readonly string[] {
  if (user === null) return [];
  if (user === 'system:anonymous') return ['system:unauthenticated'];
  const parts = user.split(':');
  const [system, kind, namespace = ''] = parts;
  if (parts.length !== 4 || system !== 'system' || kind !== 'serviceaccount')
    return ['system:authenticated'];
  const account = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  return [...account, 'system:authenticated'];
}
