import { matchesText } from '../aws-iam/service-table/matches-text.ts';
import type { Json } from '../canonical/jcs.ts';
import { parseCanonicalRbac } from '../kubernetes-rbac/canonical/canonical-rbac.ts';
import { kubernetesRbac } from '../kubernetes-rbac/language.ts';
import { isBinding, isRole, type RbacPolicy } from '../kubernetes-rbac/model.ts';
import { readRbacPolicy } from '../kubernetes-rbac/parse/read-policy.ts';
import type { Parsed } from '../refusal.ts';
import { type Answer, type Asker, answerOf, type Placed } from './asker.ts';
import type { Pattern } from './guardrail.ts';
import type { GuardrailContext } from './guardrail-context.ts';

/** Guardrails over the objects of a cluster. RBAC has no denials: nothing is kept by a control, only by what is absent. */
export const rbacAsker: Asker<RbacPolicy> = {
  place,
  narrowed: (pattern, identities) => {
    const isSaid = SAYS_WHO.some((word) => word in pattern);
    if (identities.includes('*') || isSaid) return { pattern, isInScope: () => true };
    return {
      pattern: { ...pattern, users: [...new Set(identities.map(widened))] },
      isInScope: ({ user }) => identities.some((one) => matchesText(one, String(user))),
    };
  },
  allowsNone: (subject, pattern, steps) =>
    answerOf(
      kubernetesRbac.prove({ property: 'must-deny', policies: [subject], pattern }, limits(steps)),
    ),
  allowsAll: (subject, pattern, steps) =>
    answerOf(
      kubernetesRbac.prove({ property: 'must-allow', policies: [subject], pattern }, limits(steps)),
    ),
  addsNone,
  denialsOnly: () => null,
  opened: () => null,
  except: (subject, identities) =>
    changedObjects(subject, (object) => [withoutSubjects(object, identities)]),
  controls: () => [],
  whereOf: (subject, witness) => {
    const found = kubernetesRbac.evaluate([subject], witness);
    if (!found.ok || found.value.decision !== 'allow') return [];
    return [...new Set(found.value.reasons.flatMap(({ object }) => object ?? []))];
  },
};

const SAYS_WHO: readonly string[] = ['user', 'users', 'group', 'groups', 'role', 'roles'];

function limits(steps: number | undefined): { steps?: number } {
  return steps === undefined ? {} : { steps };
}

/** The words of RBAC know a `*` at the end only: up to the first wildcard, which reaches further. */
function widened(identity: string): string {
  const at = identity.search(/[*?]/);
  return at < 0 ? identity : `${identity.slice(0, at)}*`;
}

function place(
  from: string | null,
  to: string,
  { surroundings }: GuardrailContext,
): Parsed<Placed<RbacPolicy>> {
  const others = surroundings?.language === 'kubernetes-rbac' ? surroundings.objects : [];
  const before = together(others, from, 'from');
  const after = together(others, to, 'to');
  if (!before.ok) return before;
  if (!after.ok) return after;
  const isComplete = surroundings?.language === 'kubernetes-rbac' && surroundings.complete;
  return {
    ok: true,
    value: { before: before.value, after: after.value, isComplete, assumptions: [] },
  };
}

/** Objects of the candidate come last: one that is there by the same name is replaced. */
function together(others: readonly Json[], text: string | null, name: string): Parsed<RbacPolicy> {
  if (text === null) return readRbacPolicy([...others]);
  const own = parseCanonicalRbac(text);
  if (!own.ok)
    throw new RangeError(`\`${name}\`: ${own.refusals.map(({ message }) => message).join('; ')}`);
  const inner: { readonly policy: readonly Json[] } = JSON.parse(text);
  return readRbacPolicy([...others, ...inner.policy]);
}

/**
 * The roles of `right` reduced to the rules that can be about the pattern add nothing to `left`. What is left out of
 * them allows no request of the pattern, so this errs towards adding.
 */
function addsNone(left: RbacPolicy, right: RbacPolicy, pattern: Pattern, steps?: number): Answer {
  const about = Object.fromEntries(
    Object.entries(pattern).filter(([word]) => !SAYS_WHO.includes(word)),
  );
  const meets = (rule: Json): boolean => {
    const alone = readRbacPolicy({ rules: [rule] });
    return !alone.ok || rbacAsker.allowsNone(alone.value, about, steps).verdict !== 'proved';
  };
  const reduced = changedObjects(right, (object) => {
    const { rules } = object as { readonly rules?: Json };
    return [Array.isArray(rules) ? { ...object, rules: rules.filter(meets) } : object];
  });
  const answer = answerOf(
    kubernetesRbac.prove({ property: 'implies', policies: [reduced, left] }, limits(steps)),
  );
  if (answer.verdict !== 'refuted') return answer;
  return { verdict: 'undetermined', reason: 'what is added may be beside the pattern' };
}

type Plain = { readonly [name: string]: Json };

/** The set with each of its objects changed, or left out. */
export function changedObjects(
  subject: RbacPolicy,
  change: (object: Plain) => readonly Plain[],
): RbacPolicy {
  const objects = objectsOf(JSON.parse(subject.source) as Json).flatMap(change);
  const read = readRbacPolicy(objects);
  if (!read.ok) throw new Error(read.refusals.map(({ message }) => message).join('; '));
  return read.value;
}

function objectsOf(value: Json): Plain[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(objectsOf);
  const object = value as Plain;
  const { items } = object as { readonly items?: Json };
  return Array.isArray(items) ? objectsOf(items as Json) : [object];
}

/** A binding without the subjects that go by one of these names. */
function withoutSubjects(object: Plain, identities: readonly string[]): Plain {
  const { kind, subjects, metadata } = object as {
    readonly kind?: Json;
    readonly subjects?: readonly Plain[] | null;
    readonly metadata?: { readonly namespace?: string };
  };
  if (!String(kind).endsWith('RoleBinding') || !Array.isArray(subjects)) return object;
  const kept = (subjects as readonly Plain[]).filter((subject) => {
    const name = subjectName(subject, metadata?.namespace);
    return !identities.some((one) => matchesText(one, name));
  });
  return { ...object, subjects: kept };
}

function subjectName(subject: Plain, home: string | undefined): string {
  const { kind, name, namespace } = subject as Readonly<Record<string, string | undefined>>;
  if (kind !== 'ServiceAccount') return name ?? '';
  return `system:serviceaccount:${namespace ?? home ?? 'default'}:${name}`;
}

/** Whether every role that a binding names is among the objects, and none collects its rules from others. */
export function isSelfContained({ objects }: RbacPolicy): boolean {
  const roles = objects.filter(isRole);
  const names = new Set(
    roles.map(
      ({ kind, name, namespace }) =>
        `${kind} ${kind === 'ClusterRole' ? '' : (namespace ?? 'default')} ${name}`,
    ),
  );
  const isThere = objects.filter(isBinding).every(({ roleRef, namespace }) => {
    const home = roleRef.kind === 'ClusterRole' ? '' : (namespace ?? 'default');
    return names.has(`${roleRef.kind} ${home} ${roleRef.name}`);
  });
  return isThere && roles.every(({ selectors }) => selectors === null);
}
