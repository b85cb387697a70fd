import type { Evaluation, TraceStep } from '../../questions/answer.ts';
import { mismatchOf, type ReplayRequest } from './match-rule.ts';
import { entriesOf, listOf, type RawObject, type RawSet, rawSet, refOf, textOf } from './raw.ts';
import { type RawRule, rulesAt, rulesOf } from './raw-rules.ts';

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
  const steps = applicable(rawSet(members), request, errors).flatMap((one) =>
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
export function isAllowed(set: RawSet, request: ReplayRequest): boolean {
  return applicable(set, request, []).some(
    ({ rules, namespace }) =>
      holdsIn(namespace, request) && rules.some((rule) => mismatchOf(rule, request) === null),
  );
}

function originOf({ owner, index }: RawRule): Evaluation['reasons'][number] {
  return { policy: owner.policy, object: refOf(owner), statement: index, sid: null };
}

function applicable(set: RawSet, request: ReplayRequest, errors: string[]): Applicable[] {
  const asIfBound = (role: RawObject): Applicable => ({
    rules: rulesOf(role, set),
    namespace: role.namespace,
    via: null,
  });
  const bare = set.bare.map(asIfBound);
  if (request.role !== null) return [...bare, onlyRole(request.role, set)];
  const isNobody = request.user === null && (request.groups ?? []).length === 0;
  const isUnbound = set.bindings.length === 0;
  if (isNobody && isUnbound) return [...set.roles.values()].map(asIfBound);
  if (isNobody) errors.push('the request names neither `user` nor `groups`');
  else if (isUnbound && bare.length < set.roles.size)
    errors.push('no binding is here; without `user` and `groups` roles are asked as if bound');
  const bound = set.bindings.flatMap((binding) => throughBinding(binding, set, request, errors));
  return [...bare, ...bound];
}

function onlyRole(ref: string, set: RawSet): Applicable {
  const namespace = set.roles.get(ref)?.namespace ?? '';
  return { rules: rulesAt(ref, set) ?? [], namespace, via: null };
}

function throughBinding(
  binding: RawObject,
  set: RawSet,
  request: ReplayRequest,
  errors: string[],
): Applicable[] {
  const subjects = listOf(binding.body.get('subjects')).map(entriesOf);
  if (!subjects.some((subject) => isAppliedTo(subject, binding, request))) return [];
  const ref = entriesOf(binding.body.get('roleRef'));
  const [kind, name] = [textOf(ref.get('kind')), textOf(ref.get('name'))];
  // There is no Role outside of a namespace.
  if (kind === 'Role' && binding.kind === 'ClusterRoleBinding') return [];
  const role = kind === 'Role' ? `Role/${binding.namespace}/${name}` : `${kind}/${name}`;
  if (!set.roles.has(role))
    errors.push(`\`${refOf(binding)}\` names ${kind} \`${name}\`, which is not here`);
  return [{ rules: rulesAt(role, set) ?? [], namespace: binding.namespace, via: binding }];
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
