import type { Finding, Origin } from '../../questions/answer.ts';
import { aggregateLabel, DEFAULT_AGGREGATES, labelOf } from '../access/effective-role.ts';
import { ANONYMOUS, AUTHENTICATED, UNAUTHENTICATED } from '../access/identity.ts';
import { isVoid, roleOf } from '../access/world.ts';
import { isClustered } from '../decide/clustered.ts';
import { isGroup, isNameless, isResource, isVerb, pathsOf } from '../decide/sets.ts';
import {
  type Binding,
  isBinding,
  isRole,
  objectRef,
  type RbacObject,
  type RbacPolicy,
  type Role,
  type Rule,
  type Subject,
} from '../model.ts';
import { list, roleInWords } from '../questions/words.ts';
import type { RbacFindingCode } from './codes.ts';

/** What the objects themselves show: bindings that do not bind, rules that grant nothing, access for everyone. */
export function objectFindings(policy: RbacPolicy): Finding[] {
  const roles = policy.objects.filter(isRole);
  const bindings = policy.objects.filter(isBinding);
  const defined = new Set(roles.map(objectRef));
  return [
    ...bindings.flatMap((binding) => bindingFindings(binding, defined)),
    ...roles.flatMap((role) =>
      role.rules.flatMap((rule, index) => ruleFindings(rule, role, index)),
    ),
    ...roles.flatMap(labelFindings),
    ...policy.setAside
      .filter(({ why }) => why === 'replaced')
      .map(({ what, at }): Finding & { readonly code: RbacFindingCode } => ({
        code: 'DUPLICATE_OBJECT',
        message: `${roleInWords(what)} is in the input more than once and differs; the last one counts`,
        severity: 'medium',
        origins: [{ policy: 0, statement: 0, sid: null, object: what, ...at }],
      })),
  ];
}

function bindingFindings(binding: Binding, defined: ReadonlySet<string>): Finding[] {
  const findings: Finding[] = [];
  const name = roleInWords(objectRef(binding));
  const role = roleOf(binding);
  const add = (code: RbacFindingCode, severity: Finding['severity'], message: string): void => {
    findings.push(made(code, severity, message, binding, 0, binding.at));
  };
  if (isVoid(binding)) {
    add('VOID_BINDING', 'medium', `${name} names a Role, which is in a namespace: it binds nobody`);
  } else if (!defined.has(role) && role === 'ClusterRole/cluster-admin') {
    const isWide = binding.kind === 'ClusterRoleBinding';
    const what = `${name} binds the default role \`cluster-admin\`, which allows everything`;
    add(
      'BINDS_CLUSTER_ADMIN',
      isWide ? 'high' : 'medium',
      isWide ? what : `${what} in its namespace`,
    );
  } else if (!defined.has(role)) {
    const what = `${name} names ${roleInWords(role)}, which is not in the input`;
    add('DANGLING_BINDING', 'medium', `${what}: whoever creates such a role decides what is bound`);
  }
  for (const [index, subject] of binding.subjects.entries())
    findings.push(...subjectFindings(subject, binding, index));
  return findings;
}

function subjectFindings(subject: Subject, binding: Binding, index: number): Finding[] {
  const name = roleInWords(objectRef(binding));
  const role = roleInWords(roleOf(binding));
  const one = (
    code: RbacFindingCode,
    severity: Finding['severity'],
    message: string,
  ): Finding[] => [made(code, severity, message, binding, index, subject.at)];
  if (subject.kind === 'ServiceAccount') {
    const isNowhere = subject.namespace === null && binding.kind === 'ClusterRoleBinding';
    const message = `${name} names the service account \`${subject.name}\` without a namespace: that is nobody`;
    return isNowhere ? one('VOID_SUBJECT', 'medium', message) : [];
  }
  if (subject.kind === 'User' && subject.name === '*')
    return one(
      'NOT_A_WILDCARD',
      'low',
      `${name} names the user \`*\`, who is a user of that name and not everyone`,
    );
  const isAnonymous = subject.name === UNAUTHENTICATED || subject.name === ANONYMOUS;
  if (isAnonymous)
    return one(
      'ANONYMOUS_ACCESS',
      'high',
      `${name} gives ${role} to whoever reaches the API server without a credential`,
    );
  if (subject.kind !== 'Group') return [];
  if (subject.name === AUTHENTICATED)
    return one(
      'EVERYONE_ACCESS',
      'medium',
      `${name} gives ${role} to everyone with any credential, every service account included`,
    );
  if (subject.name === 'system:masters')
    return one(
      'SYSTEM_MASTERS',
      'medium',
      `${name} names the group \`system:masters\`, whose members pass all authorization anyway and cannot be limited by RBAC`,
    );
  return [];
}

function ruleFindings(rule: Rule, role: Role, index: number): Finding[] {
  const where = `${roleInWords(objectRef(role))}, rule ${index + 1},`;
  const nothing = (why: string): Finding =>
    made('GRANTS_NOTHING', 'low', `${where} grants nothing: ${why}`, role, index, rule.at);
  if (rule.nonResourceURLs.length > 0) {
    if (role.kind === 'Role') return [nothing('a Role cannot allow non-resource URLs')];
    return rule.nonResourceURLs
      .filter((url) => pathsOf(url) === null)
      .map((url) =>
        made(
          'GRANTS_NOTHING',
          'low',
          `${where} grants nothing on \`${url}\`: paths start with \`/\``,
          role,
          index,
          rule.at,
        ),
      );
  }
  const texts = [
    ...rule.verbs.filter((text) => !isVerb(text)),
    ...rule.apiGroups.filter((text) => !isGroup(text)),
    ...rule.resources.filter((text) => !isResource(text)),
  ];
  return [
    ...texts.map((text) =>
      made(
        'GRANTS_NOTHING',
        'low',
        `${where} grants nothing by \`${text}\`, which matches no request`,
        role,
        index,
        rule.at,
      ),
    ),
    ...namelessFindings(rule, role, index, where),
    ...clusteredFindings(rule, role, index, where),
    ...(rule.resourceNames.includes('*')
      ? [
          made(
            'NOT_A_WILDCARD',
            'low',
            `${where} names \`*\`, which is an object of that name and not every object`,
            role,
            index,
            rule.at,
          ),
        ]
      : []),
  ];
}

/** `create` limited to names: what does not exist yet has none. */
function namelessFindings(rule: Rule, role: Role, index: number, where: string): Finding[] {
  if (rule.resourceNames.length === 0 || rule.resourceNames.includes('')) return [];
  const verbs = rule.verbs.filter(
    (verb) =>
      rule.resources.length > 0 && rule.resources.every((resource) => isNameless(verb, resource)),
  );
  if (verbs.length === 0) return [];
  const message = `${where} grants nothing by \`${verbs.join('`, `')}\`: such a request has no name, and the rule is limited to names`;
  return [made('GRANTS_NOTHING', 'low', message, role, index, rule.at)];
}

/** A Role on what is in no namespace; a namespace counts as in itself. */
function clusteredFindings(rule: Rule, role: Role, index: number, where: string): Finding[] {
  const isKnown = rule.apiGroups.every((group) => group === '' || group.endsWith('.k8s.io'));
  if (role.kind !== 'Role' || !isKnown) return [];
  const resources = rule.resources.filter(
    (text) => isClustered(text) && !text.startsWith('namespaces'),
  );
  if (resources.length === 0) return [];
  const message = `${where} grants nothing on ${list(resources, 'resources')}: a Role does not reach what is in no namespace`;
  return [made('GRANTS_NOTHING', 'low', message, role, index, rule.at)];
}

function labelFindings(role: Role): Finding[] {
  if (role.kind !== 'ClusterRole') return [];
  return DEFAULT_AGGREGATES.filter(
    (name) => labelOf(role.labels, aggregateLabel(name)) === 'true',
  ).map((name) =>
    made(
      'AGGREGATED_BY_LABEL',
      'low',
      `${roleInWords(objectRef(role))} is added by its label to the default role \`${name}\`: whoever has that role has these rules`,
      role,
      0,
      role.at,
    ),
  );
}

function made(
  code: RbacFindingCode,
  severity: Finding['severity'],
  message: string,
  object: RbacObject,
  statement: number,
  at: { readonly line: number; readonly column: number },
): Finding {
  const origin: Origin = { policy: 0, statement, sid: null, object: objectRef(object), ...at };
  return { code, message, ...(severity === undefined ? {} : { severity }), origins: [origin] };
}
