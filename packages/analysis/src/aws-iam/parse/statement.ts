import { type Faults, step } from '../../parse/faults.ts';
import type { JsonMember, JsonNode } from '../../parse/json.ts';
import { readString, readStrings } from '../../parse/values.ts';
import type { Statement } from '../model.ts';
import { readCondition } from './condition.ts';
import { readPrincipal } from './principal.ts';

const ELEMENTS: readonly string[] = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
// As lenient as AWS: one of its own policies has a space after the colon.
const ACTION = /^(?:\*+|[^:]+:.+)$/s;

type Draft = { -readonly [K in keyof Statement]?: Statement[K] };

/** One statement with every fault in it; what it returns is only used when there was none. */
export function readStatement(node: JsonNode, pointer: string, faults: Faults): Statement {
  const draft: Draft = {};
  if (node.kind === 'object') {
    for (const member of node.members)
      readElement(draft, member, step(pointer, member.name), faults);
    checkTogether(draft, node, pointer, faults);
  } else {
    faults.wrongType('a statement', 'an object', node, pointer);
  }
  return { ...draft, Effect: draft.Effect ?? 'Deny' };
}

function readElement(draft: Draft, member: JsonMember, pointer: string, faults: Faults): void {
  const { name, value } = member;
  switch (name) {
    case 'Sid':
      draft.Sid = readString(value, '`Sid`', pointer, faults) ?? '';
      return;
    case 'Effect':
      draft.Effect = readEffect(value, pointer, faults);
      return;
    case 'Principal':
    case 'NotPrincipal':
      draft[name] = readPrincipal(value, name, pointer, faults);
      return;
    case 'Action':
    case 'NotAction':
      draft[name] = readActions(value, name, pointer, faults);
      return;
    case 'Resource':
    case 'NotResource':
      draft[name] = readResources(value, name, pointer, faults);
      return;
    case 'Condition':
      draft.Condition = readCondition(value, pointer, faults);
      return;
    default:
      faults.unknown('UNKNOWN_ELEMENT', 'the statement element', member, pointer, ELEMENTS);
  }
}

function readEffect(node: JsonNode, pointer: string, faults: Faults): 'Allow' | 'Deny' {
  const value = readString(node, '`Effect`', pointer, faults);
  if (value === 'Allow' || value === 'Deny') return value;
  if (value !== undefined) {
    const message = `\`Effect\` must be \`Allow\` or \`Deny\`, not \`${value}\``;
    faults.add('WRONG_VALUE', message, node.at, pointer);
  }
  return 'Deny';
}

function readActions(node: JsonNode, name: string, pointer: string, faults: Faults): string[] {
  const actions = readStrings(node, `\`${name}\``, pointer, faults);
  for (const action of actions) {
    if (ACTION.test(action)) continue;
    faults.add(
      'WRONG_ACTION',
      `\`${action}\` is not \`*\` or \`service:action\``,
      node.at,
      pointer,
    );
  }
  return actions;
}

function readResources(node: JsonNode, name: string, pointer: string, faults: Faults): string[] {
  const resources = readStrings(node, `\`${name}\``, pointer, faults);
  if (resources.includes('')) {
    faults.add('WRONG_RESOURCE', 'a resource must not be empty', node.at, pointer);
  }
  return resources;
}

function checkTogether(draft: Draft, node: JsonNode, pointer: string, faults: Faults): void {
  const missing = (name: string): void =>
    faults.add('MISSING_ELEMENT', `the statement has no \`${name}\``, node.at, pointer);
  const both = (one: string, other: string): void =>
    faults.add(
      'CONFLICTING_ELEMENTS',
      `the statement has both \`${one}\` and \`${other}\``,
      node.at,
      pointer,
    );
  const hasPrincipal = draft.Principal !== undefined || draft.NotPrincipal !== undefined;
  if (draft.Effect === undefined) missing('Effect');
  if (draft.Action === undefined && draft.NotAction === undefined) missing('Action');
  // A trust policy names principals and has no resource: the role itself is meant.
  if (draft.Resource === undefined && draft.NotResource === undefined && !hasPrincipal)
    missing('Resource');
  if (draft.Action !== undefined && draft.NotAction !== undefined) both('Action', 'NotAction');
  if (draft.Resource !== undefined && draft.NotResource !== undefined)
    both('Resource', 'NotResource');
  if (draft.Principal !== undefined && draft.NotPrincipal !== undefined)
    both('Principal', 'NotPrincipal');
}
