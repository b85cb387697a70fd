import { type Faults, step } from '../../parse/faults.ts';
import type { JsonNode } from '../../parse/json.ts';
import { readStrings } from '../../parse/values.ts';
import type { PrincipalElement } from '../model.ts';

const KINDS: readonly string[] = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

/** `Principal` or `NotPrincipal`: `"*"` or an object of kinds. */
export function readPrincipal(
  node: JsonNode,
  name: string,
  pointer: string,
  faults: Faults,
): PrincipalElement {
  if (node.kind === 'string' && node.value === '*') return '*';
  if (node.kind !== 'object') {
    faults.wrongType(`\`${name}\``, '`"*"` or an object such as `{"AWS": …}`', node, pointer);
    return {};
  }
  const kinds: [string, string[]][] = [];
  for (const member of node.members) {
    const at = step(pointer, member.name);
    if (!KINDS.includes(member.name)) {
      faults.unknown('UNKNOWN_PRINCIPAL', 'the kind of principal', member, at, KINDS);
    }
    kinds.push([member.name, readStrings(member.value, `\`${member.name}\``, at, faults)]);
  }
  if (kinds.length === 0)
    faults.add('EMPTY_LIST', `\`${name}\` must name someone`, node.at, pointer);
  return Object.fromEntries(kinds);
}
