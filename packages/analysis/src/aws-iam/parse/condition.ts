import { foldCase } from '../../engine/fold.ts';
import { type Faults, step } from '../../parse/faults.ts';
import type { JsonMember, JsonNode } from '../../parse/json.ts';
import { readConditionValues } from '../../parse/values.ts';
import type { ConditionElement } from '../model.ts';

/** The operators of the IAM condition grammar, without set prefix and `IfExists`. */
const OPERATORS: readonly string[] = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnLike',
  'ArnNotEquals',
  'ArnNotLike',
  'Null',
];
const KNOWN = new Set(OPERATORS.map((operator) => foldCase(operator)));
const DECORATION = /^(?:forallvalues:|foranyvalue:)?(.*?)(?:ifexists)?$/s;

/** The `Condition` element: operator, key, values. */
export function readCondition(node: JsonNode, pointer: string, faults: Faults): ConditionElement {
  if (node.kind !== 'object') {
    faults.wrongType('`Condition`', 'an object', node, pointer);
    return {};
  }
  checkSpellings(node.members, faults, pointer);
  return Object.fromEntries(
    node.members.map((member) => [
      member.name,
      readOperator(member, step(pointer, member.name), faults),
    ]),
  );
}

function readOperator(
  member: JsonMember,
  pointer: string,
  faults: Faults,
): Record<string, string[]> {
  const bare = DECORATION.exec(foldCase(member.name))?.[1] ?? '';
  if (!KNOWN.has(bare)) {
    faults.unknown('UNKNOWN_OPERATOR', 'the condition operator', member, pointer, OPERATORS);
  }
  if (member.value.kind !== 'object') {
    faults.wrongType(`the operator \`${member.name}\``, 'an object of keys', member.value, pointer);
    return {};
  }
  checkSpellings(member.value.members, faults, pointer);
  return Object.fromEntries(
    member.value.members.map((key) => [
      key.name,
      readConditionValues(
        key.value,
        `the values of \`${key.name}\``,
        step(pointer, key.name),
        faults,
      ),
    ]),
  );
}

/** Operators and keys are compared without case: two spellings of one could be read as both or as either. */
function checkSpellings(members: readonly JsonMember[], faults: Faults, pointer: string): void {
  const seen = new Map<string, string>();
  for (const { name, at } of members) {
    const earlier = seen.get(foldCase(name));
    seen.set(foldCase(name), name);
    if (earlier === undefined || earlier === name) continue;
    const message = `the name \`${name}\` stands twice in one object, as \`${earlier}\` before`;
    faults.add('JSON_DUPLICATE_KEY', message, at, step(pointer, name));
  }
}
