import { digestText } from '../canonical/digest.ts';
import { byCodeUnit, byUtf8Bytes, canonicalJson, type Json } from '../canonical/jcs.ts';
import { type JsonNode, readJson } from '../parse/json.ts';
import { MAX_POLICY_BYTES, readPolicyText } from '../parse/text.ts';
import type { Digest, Parsed, Refusal } from '../refusal.ts';
import type { GrantsPolicy } from './model.ts';
import { parseGrants } from './parse/parse-grants.ts';

/** Name of this canonical form; a change is a new name beside it. */
export const GRANTS_CANONICAL_FORM = 'grants/1';

/** Elements that may be one text or a list. */
const LISTS: readonly string[] = ['repositories', 'singleFiles', 'scopes', 'audience', 'resources'];

/**
 * FORMATS section 1: as written, with these rewrites: one object becomes a list of one, one text where a list may
 * stand becomes a list of one (`all` stays), lists of texts are sorted by code unit and deduplicated, grants are sorted
 * by their JCS bytes and deduplicated.
 */
export function canonicalGrants({ source }: GrantsPolicy): { text: string; digest: Digest } {
  const { node } = readJson(source);
  if (node === null) throw new Error('a parsed policy has a JSON source');
  const grants = node.kind === 'array' ? node.items : [node];
  const texts = new Map(
    grants.map(canonicalGrant).map((grant) => [canonicalJson(grant), grant] as const),
  );
  const policy = [...texts].sort(([left], [right]) => byUtf8Bytes(left, right));
  const text = canonicalJson({
    canonical: GRANTS_CANONICAL_FORM,
    policy: policy.map(([, grant]) => grant),
  });
  return { text, digest: digestText(text) };
}

/** Reads canonical bytes; anything that is not byte for byte its own canonical form is refused. */
export function parseCanonicalGrants(input: string | Uint8Array): Parsed<GrantsPolicy> {
  const text = readPolicyText(input, 2 * MAX_POLICY_BYTES);
  if (!text.ok) return text;
  const json = readJson(text.value);
  if (json.node === null || json.refusals.length > 0) return { ok: false, refusals: json.refusals };
  if (!hasEnvelope(json.node)) return notCanonical();
  const inner: { readonly policy: unknown } = JSON.parse(text.value);
  const policy = parseGrants(JSON.stringify(inner.policy));
  if (!policy.ok) return policy;
  return canonicalGrants(policy.value).text === text.value ? policy : notCanonical();
}

function hasEnvelope(node: JsonNode): boolean {
  if (node.kind !== 'object' || node.members.length !== 2) return false;
  const member = (name: string): JsonNode | undefined =>
    node.members.find((one) => one.name === name)?.value;
  const form = member('canonical');
  const isForm = form?.kind === 'string' && form.value === GRANTS_CANONICAL_FORM;
  return isForm && member('policy')?.kind === 'array';
}

function notCanonical(): { ok: false; refusals: Refusal[] } {
  const message = `the text is not the canonical form \`${GRANTS_CANONICAL_FORM}\``;
  const details = { line: 1, column: 1, pointer: '' };
  return { ok: false, refusals: [{ code: 'NOT_CANONICAL', message, details }] };
}

function canonicalGrant(node: JsonNode): Json {
  if (node.kind !== 'object') return canonicalValue(node);
  return Object.fromEntries(
    node.members.map(({ name, value }) => [
      name,
      LISTS.includes(name) ? canonicalList(value, name) : canonicalValue(value, name === 'implies'),
    ]),
  );
}

function canonicalList(node: JsonNode, name: string): Json {
  if (node.kind !== 'string') return canonicalValue(node);
  return node.value === 'all' && name !== 'scopes' ? node.value : [node.value];
}

function canonicalValue(node: JsonNode, hasLists = false): Json {
  switch (node.kind) {
    case 'string':
      return node.value;
    case 'array':
      return sorted(node.items);
    case 'object':
      return Object.fromEntries(
        node.members.map(({ name, value }) => [
          name,
          hasLists && value.kind === 'string' ? [value.value] : canonicalValue(value),
        ]),
      );
    default:
      throw new Error('grants are made of texts, lists and objects');
  }
}

/** Sorted by code unit, without duplicates. */
function sorted(items: readonly JsonNode[]): Json {
  const texts = items.map((item) => (item.kind === 'string' ? item.value : ''));
  return [...new Set(texts)].sort(byCodeUnit);
}
