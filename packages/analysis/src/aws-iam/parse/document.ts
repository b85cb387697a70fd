import { Faults, step } from '../../parse/faults.ts';
import type { JsonMember, JsonNode } from '../../parse/json.ts';
import { readString } from '../../parse/values.ts';
import type { AwsPolicy, PolicyDocument, Position, Statement } from '../model.ts';
import { readStatement } from './statement.ts';

const ELEMENTS: readonly string[] = ['Version', 'Id', 'Statement'];

/** What a JSON tree means as a policy, and every fault in it. */
export interface DocumentReading {
  readonly policy: Omit<AwsPolicy, 'source'>;
  readonly faults: Faults;
}

/** Reads a whole policy document; a missing `Version` is AWS's default, `2008-10-17`. */
export function readDocument(node: JsonNode, pointer: string): DocumentReading {
  const faults = new Faults();
  const members = node.kind === 'object' ? node.members : [];
  if (node.kind !== 'object') faults.wrongType('a policy', 'an object', node, pointer);
  for (const member of members) {
    if (ELEMENTS.includes(member.name)) continue;
    faults.unknown(
      'UNKNOWN_ELEMENT',
      'the policy element',
      member,
      step(pointer, member.name),
      ELEMENTS,
    );
  }
  const at = (name: string): JsonMember | undefined =>
    members.find((member) => member.name === name);
  const statements = readStatements(at('Statement'), node, pointer, faults);
  const id = readId(at('Id'), pointer, faults);
  const document: PolicyDocument = {
    Version: readVersion(at('Version'), pointer, faults),
    ...(id === undefined ? {} : { Id: id }),
    Statement: statements.values,
  };
  return { policy: { document, positions: statements.positions }, faults };
}

function readVersion(
  member: JsonMember | undefined,
  pointer: string,
  faults: Faults,
): PolicyDocument['Version'] {
  if (member === undefined) return '2008-10-17';
  const value = readString(member.value, '`Version`', step(pointer, 'Version'), faults);
  if (value === '2012-10-17' || value === '2008-10-17') return value;
  if (value !== undefined) {
    const message = `\`Version\` must be \`2012-10-17\` or \`2008-10-17\`, not \`${value}\``;
    faults.add('WRONG_VALUE', message, member.value.at, step(pointer, 'Version'));
  }
  return '2012-10-17';
}

function readId(
  member: JsonMember | undefined,
  pointer: string,
  faults: Faults,
): string | undefined {
  return member && readString(member.value, '`Id`', step(pointer, 'Id'), faults);
}

function readStatements(
  member: JsonMember | undefined,
  document: JsonNode,
  pointer: string,
  faults: Faults,
): { values: Statement[]; positions: Position[] } {
  if (member === undefined) {
    if (document.kind === 'object') {
      faults.add('MISSING_ELEMENT', 'the policy has no `Statement`', document.at, pointer);
    }
    return { values: [], positions: [] };
  }
  const at = step(pointer, 'Statement');
  const isList = member.value.kind === 'array';
  const nodes = member.value.kind === 'array' ? member.value.items : [member.value];
  const values = nodes.map((node, index) =>
    readStatement(node, isList ? step(at, index) : at, faults),
  );
  return { values, positions: nodes.map((node) => node.at) };
}
