import { digestText } from '../canonical/digest.ts';
import { byCodeUnit, byUtf8Bytes, canonicalJson, type Json } from '../canonical/jcs.ts';
import { type JsonNode, readJson } from '../parse/json.ts';
import type { Digest } from '../refusal.ts';
import type { GrantsPolicy } from './model.ts';

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
