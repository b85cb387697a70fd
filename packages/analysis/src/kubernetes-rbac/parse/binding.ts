import type { Binding, Subject } from '../model.ts';
import { Fields } from './fields.ts';

const RBAC_GROUP = 'rbac.authorization.k8s.io';
const ALPHA = `${RBAC_GROUP}/v1alpha1`;
const SUBJECT_KINDS: readonly Subject['kind'][] = ['User', 'Group', 'ServiceAccount'];

/** `roleRef` of a binding. That a ClusterRoleBinding can only name a ClusterRole is a finding. */
export function readRoleRef(fields: Fields): Binding['roleRef'] {
  const node = fields.node('roleRef');
  if (node === undefined) {
    fields.missing('roleRef');
    return { kind: 'ClusterRole', name: '' };
  }
  const ref = new Fields(node, '`roleRef`', fields.pointerTo('roleRef'), fields.faults);
  ref.allow(['apiGroup', 'kind', 'name']);
  checkGroup(ref, [RBAC_GROUP, '']);
  const wanted = ref.requiredText('kind');
  if (wanted !== '' && wanted !== 'ClusterRole' && wanted !== 'Role') {
    ref.wrongValue('kind', `\`kind\` must be \`Role\` or \`ClusterRole\`, not \`${wanted}\``);
  }
  return { kind: wanted === 'Role' ? 'Role' : 'ClusterRole', name: ref.requiredText('name') };
}

/** `subjects` of a binding; none is a binding of nobody. */
export function readSubjects(fields: Fields, apiVersion: string): Subject[] {
  return fields
    .list('subjects')
    .map((one) =>
      readSubject(new Fields(one.node, 'a subject', one.pointer, fields.faults), apiVersion),
    );
}

function readSubject(fields: Fields, apiVersion: string): Subject {
  const isAlpha = apiVersion === ALPHA;
  fields.allow(['kind', 'name', 'namespace', 'apiGroup', ...(isAlpha ? ['apiVersion'] : [])]);
  const text = fields.requiredText('kind');
  const kind = SUBJECT_KINDS.find((one) => one === text);
  if (kind === undefined && text !== '') {
    fields.wrongValue('kind', `\`kind\` must be one of ${SUBJECT_KINDS.join(', ')}`);
  }
  if (kind !== undefined) checkGroup(fields, kind === 'ServiceAccount' ? [''] : [RBAC_GROUP, '']);
  const name = fields.requiredText('name');
  const namespace = fields.text('namespace') ?? '';
  // The conversion of v1alpha1 turns the user `*` into the group of everyone who is authenticated.
  const isEveryone = isAlpha && kind === 'User' && name === '*';
  return {
    kind: isEveryone ? 'Group' : (kind ?? 'User'),
    name: isEveryone ? 'system:authenticated' : name,
    namespace: namespace === '' ? null : namespace,
    at: fields.at,
  };
}

/** An empty or absent group means the one that fits the kind. */
function checkGroup(fields: Fields, allowed: readonly string[]): void {
  const group = fields.text('apiGroup') ?? '';
  if (allowed.includes(group)) return;
  const names = allowed.map((one) => (one === '' ? 'empty' : `\`${one}\``)).join(' or ');
  fields.wrongValue('apiGroup', `\`apiGroup\` must be ${names}, not \`${group}\``);
}
