import type { Faults } from '../../parse/faults.ts';
import type { JsonNode } from '../../parse/json.ts';
import type { Rule } from '../model.ts';
import { Fields } from './fields.ts';

const FIELDS: readonly string[] = [
  'verbs',
  'apiGroups',
  'resources',
  'resourceNames',
  'nonResourceURLs',
  // Of v1alpha1; it never came to mean anything, and old files hold it as `null`.
  'attributeRestrictions',
];

/** One policy rule, with the faults the API server finds in it (ValidatePolicyRule). */
export function readRule(node: JsonNode, pointer: string, faults: Faults): Rule {
  const fields = new Fields(node, 'a rule', pointer, faults);
  fields.allow(FIELDS);
  const rule: Rule = {
    verbs: fields.texts('verbs'),
    apiGroups: fields.texts('apiGroups'),
    resources: fields.texts('resources'),
    resourceNames: fields.texts('resourceNames'),
    nonResourceURLs: fields.texts('nonResourceURLs'),
    at: node.at,
  };
  if (node.kind !== 'object') return rule;
  if (fields.node('attributeRestrictions') !== undefined) {
    fields.wrongValue('attributeRestrictions', '`attributeRestrictions` must be null');
  }
  needOne(fields, 'verbs');
  if (fields.hasItems('nonResourceURLs')) checkUrlRule(fields);
  else for (const name of ['apiGroups', 'resources']) needOne(fields, name);
  return rule;
}

function needOne(fields: Fields, name: string): void {
  if (fields.hasItems(name)) return;
  const node = fields.node(name);
  if (node === undefined) fields.missing(name);
  else if (node.kind === 'array')
    fields.faults.add(
      'EMPTY_LIST',
      `\`${name}\` must not be an empty list`,
      node.at,
      fields.pointerTo(name),
    );
}

function checkUrlRule(fields: Fields): void {
  for (const name of ['apiGroups', 'resources', 'resourceNames']) {
    if (!fields.hasItems(name)) continue;
    const message = `the rule has both \`nonResourceURLs\` and \`${name}\``;
    fields.faults.add('CONFLICTING_ELEMENTS', message, fields.at, fields.pointer);
  }
}
