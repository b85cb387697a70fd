import type { RbacPolicy, Role } from '../kubernetes-rbac/model.ts';
import { explainRbac } from '../kubernetes-rbac/questions/explain.ts';
import { resourceText } from '../kubernetes-rbac/questions/words.ts';
import type { Class, DiffResult, Finding } from '../questions/answer.ts';
import { type Effect, type EffectCode, effect } from './effect.ts';
import { isStopped } from './gains.ts';
import { sentence } from './words.ts';

/** A change of Kubernetes objects, as read. */
export interface RbacChange {
  readonly from: RbacPolicy | null;
  readonly to: RbacPolicy;
  readonly diff: DiffResult;
  readonly steps: number;
}

/** What a change of roles and bindings does. The comparison's own findings are the paths that are new with it. */
export function rbacEffects({ from, to, diff, steps }: RbacChange): readonly Effect[] {
  if (diff.allowed === 'none') return [];
  const classes = [
    ...diff.newlyAllowed,
    ...diff.possible.filter(({ direction }) => direction === 'allowed'),
  ];
  // Where the comparison stopped nobody looked for paths: all that the new set has may be new.
  const findings = isStopped(diff) ? explainRbac(to, steps).findings : diff.findings;
  return [
    ...findingEffects(findings),
    ...verbEffects(classes),
    ...scopeEffects(classes, from),
    ...holderEffects(classes, from),
  ];
}

/** What each finding means; those left out say nothing about what a holder may do. */
const MEANING: Readonly<Record<string, EffectCode>> = {
  EVERYTHING: 'ADDS_ADMINISTRATOR',
  BINDS_CLUSTER_ADMIN: 'ADDS_ADMINISTRATOR',
  SYSTEM_MASTERS: 'ADDS_ADMINISTRATOR',
  BIND_ROLES: 'ADDS_ESCALATION',
  ESCALATE_ROLES: 'ADDS_ESCALATION',
  IMPERSONATE: 'ADDS_ESCALATION',
  RUN_PODS: 'ADDS_ESCALATION',
  EXEC_INTO_PODS: 'ADDS_ESCALATION',
  REQUEST_TOKENS: 'ADDS_ESCALATION',
  MAKE_TOKEN_SECRETS: 'ADDS_ESCALATION',
  APPROVE_CERTIFICATES: 'ADDS_ESCALATION',
  REACH_KUBELET: 'ADDS_ESCALATION',
  CREATE_VOLUMES: 'ADDS_ESCALATION',
  BUDGET_SPENT: 'ADDS_ESCALATION',
  WITNESS_MISMATCH: 'UNDETERMINED_CLASS',
  CHANGE_ADMISSION: 'ADDS_EVASION',
  CHANGE_DNS: 'ADDS_EVASION',
  READ_SECRETS: 'ADDS_SENSITIVE_READ',
  WRITE_RBAC: 'ADDS_PERMISSIONS_MANAGEMENT',
  AGGREGATED_BY_LABEL: 'ADDS_PERMISSIONS_MANAGEMENT',
  ANONYMOUS_ACCESS: 'PUBLIC_ACCESS',
  EVERYONE_ACCESS: 'PUBLIC_ACCESS',
};

function findingEffects(findings: readonly Finding[]): readonly Effect[] {
  return findings.flatMap(({ code, message, witness }) => {
    const meaning = MEANING[code];
    return meaning === undefined ? [] : [effect(meaning, message, actionIn(witness))];
  });
}

function actionIn(witness: Finding['witness']): readonly string[] {
  const { verb, resource, subresource } = witness ?? {};
  if (typeof verb !== 'string' || typeof resource !== 'string') return [];
  const sub = typeof subresource === 'string' && subresource !== '' ? `/${subresource}` : '';
  return [`${verb} ${resource}${sub}`];
}

const READS: readonly string[] = ['get', 'list', 'watch'];
const WRITES: readonly string[] = ['create', 'update', 'patch', 'delete', 'deletecollection', '*'];
/** Verbs that only admission and RBAC itself ask for; the findings say what they come to. */
const SPECIAL: readonly string[] = [
  'bind',
  'escalate',
  'impersonate',
  'approve',
  'sign',
  'attest',
  'use',
];

/** What the verbs say: what is read is read whole, so that nothing is only listed. */
function verbEffects(classes: readonly Class[]): readonly Effect[] {
  const actions = classes.flatMap(actionsOf);
  const of = (isOf: (verb: string) => boolean): readonly string[] =>
    actions.filter(({ verb }) => isOf(verb)).map(({ text }) => text);
  const grants = of((verb) => SPECIAL.includes(verb));
  const writes = of((verb) => WRITES.includes(verb));
  const reads = of((verb) => READS.includes(verb));
  const others = of((verb) => ![...SPECIAL, ...WRITES, ...READS].includes(verb));
  return [
    ...some('ADDS_PERMISSIONS_MANAGEMENT', 'more can be done about who may do what', grants),
    ...some('UNKNOWN_ACTION', 'verbs are allowed that no table has', others),
    ...some('ADDS_WRITE', 'more can be changed', writes),
    ...some('ADDS_READ', 'more can be read', reads),
  ];
}

function some(code: EffectCode, what: string, actions: readonly string[]): readonly Effect[] {
  return actions.length === 0 ? [] : [effect(code, sentence(what, actions), actions)];
}

interface Asked {
  readonly verb: string;
  readonly resource: string;
  readonly text: string;
}

function actionsOf({ actions, resources }: Class): readonly Asked[] {
  const verbs = actions.map((one) => (one.startsWith('* except ') ? '*' : one));
  return verbs.flatMap((verb) =>
    resources.map((resource) => ({ verb, resource, text: `${verb} ${resource}` })),
  );
}

/** Requests of verbs and resources that some role had before: in other places, of other names or holders. */
function scopeEffects(classes: readonly Class[], from: RbacPolicy | null): readonly Effect[] {
  const rules = rolesOf(from).flatMap((role) => role.rules);
  const held = rules.flatMap(({ verbs, apiGroups, resources, nonResourceURLs }) => {
    const texts = apiGroups.flatMap((group) => resources.map((one) => resourceText(group, one)));
    return verbs.flatMap((verb) => [...texts, ...nonResourceURLs].map((one) => ({ verb, one })));
  });
  const isHeld = ({ verb, resource }: Asked): boolean =>
    held.some((rule) => isWithin(verb, rule.verb) && isWithin(resource, rule.one));
  const widened = classes.flatMap(actionsOf).filter(isHeld);
  return some(
    'SCOPE_WIDENED',
    'is allowed on more than before',
    widened.map(({ text }) => text),
  );
}

/** Whether a rule's text is the one asked about or a star over it. */
function isWithin(asked: string, written: string): boolean {
  if (written === '*' || written === asked) return true;
  return written.endsWith('*') && asked.startsWith(written.slice(0, -1));
}

function rolesOf(policy: RbacPolicy | null): readonly Role[] {
  return (policy?.objects ?? []).flatMap((one) => ('rules' in one ? [one] : []));
}

/** Users and groups that no binding named before. */
function holderEffects(classes: readonly Class[], from: RbacPolicy | null): readonly Effect[] {
  if (from === null) return [];
  const known = new Set(
    from.objects.flatMap((one) =>
      'subjects' in one ? one.subjects.map((subject) => nameOf(subject, one.namespace)) : [],
    ),
  );
  const named = classes.flatMap(({ conditions }) =>
    conditions
      .filter(({ key }) => key === 'user' || key === 'group')
      .flatMap(({ key, values }) => values.map((name) => `${key} ${name}`)),
  );
  const added = named.filter((name) => !known.has(name));
  return some('TRUST_WIDENED', 'is given something for the first time', added);
}

function nameOf(
  { kind, name, namespace }: { kind: string; name: string; namespace: string | null },
  home: string | null,
): string {
  if (kind === 'Group') return `group ${name}`;
  if (kind !== 'ServiceAccount') return `user ${name}`;
  return `user system:serviceaccount:${namespace ?? home ?? ''}:${name}`;
}
