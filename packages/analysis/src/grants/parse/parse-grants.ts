import { Faults, step } from '../../parse/faults.ts';
import { type JsonNode, readJson } from '../../parse/json.ts';
import { MAX_POLICY_BYTES, readPolicyText } from '../../parse/text.ts';
import { readString } from '../../parse/values.ts';
import type { Parsed } from '../../refusal.ts';
import type { Grant, GrantsPolicy } from '../model.ts';
import { readGitHubApp } from './github-app.ts';
import { readScoped } from './scoped.ts';

const KINDS = ['github-app', 'oauth', 'api-key'] as const;

/**
 * Parses one grants object or a list of them, strictly. Refused, all reasons at once, each with line, column and
 * pointer: what every policy text is refused for, unknown or missing elements, permissions GitHub does not document
 * under a place that does not say what they are about, levels they do not have, names that cannot be.
 */
export function parseGrants(input: string | Uint8Array): Parsed<GrantsPolicy> {
  const text = readPolicyText(input, 2 * MAX_POLICY_BYTES);
  if (!text.ok) return text;
  const json = readJson(text.value);
  if (json.node === null) return { ok: false, refusals: json.refusals };
  const { grants, faults } = readGrants(json.node, '');
  const refusals = [...json.refusals, ...faults.refusals];
  if (refusals.length > 0) return { ok: false, refusals };
  return { ok: true, value: { grants, source: text.value } };
}

/** What a JSON tree means as grants, and every fault in it. */
export function readGrants(node: JsonNode, pointer: string): { grants: Grant[]; faults: Faults } {
  const faults = new Faults();
  const nodes: readonly [JsonNode, string][] =
    node.kind === 'array'
      ? node.items.map((item, index) => [item, step(pointer, index)])
      : [[node, pointer]];
  const grants = nodes.map(([item, at]) => readGrant(item, at, faults));
  return { grants: grants.filter((grant) => grant !== undefined), faults };
}

function readGrant(node: JsonNode, pointer: string, faults: Faults): Grant | undefined {
  if (node.kind !== 'object') {
    faults.wrongType('a grants object', 'an object', node, pointer);
    return undefined;
  }
  const member = node.members.find(({ name }) => name === 'kind');
  if (member === undefined) {
    faults.add('MISSING_ELEMENT', 'the grants object has no `kind`', node.at, pointer);
    return undefined;
  }
  const at = step(pointer, 'kind');
  const written = readString(member.value, '`kind`', at, faults);
  const kind = KINDS.find((one) => one === written);
  if (kind !== undefined) {
    return kind === 'github-app'
      ? readGitHubApp(node, pointer, faults)
      : readScoped(kind, node, pointer, faults);
  }
  if (written !== undefined) {
    const known = KINDS.map((one) => `\`${one}\``).join(', ');
    faults.add('WRONG_VALUE', `\`kind\` must be one of ${known}`, member.value.at, at);
  }
  return undefined;
}
