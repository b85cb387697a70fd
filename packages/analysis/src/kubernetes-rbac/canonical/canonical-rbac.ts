import { digestText } from '../../canonical/digest.ts';
import { byCodeUnit, byUtf8Bytes, canonicalJson, type Json } from '../../canonical/jcs.ts';
import { type JsonNode, readJson } from '../../parse/json.ts';
import { readPolicyText } from '../../parse/text.ts';
import type { Digest, Parsed, Refusal } from '../../refusal.ts';
import type { LabelSelector, RbacObject, RbacPolicy, Role, Rule, Subject } from '../model.ts';
import { MAX_RBAC_BYTES, readRbacPolicy } from '../parse/read-policy.ts';

/** Name of this canonical form; a change is a new name beside it. */
export const RBAC_CANONICAL_FORM = 'kubernetes-rbac/1';

const RBAC_GROUP = 'rbac.authorization.k8s.io';

/**
 * FORMATS section 1: the objects that are read, reduced to what RBAC looks at, in one list; lists sorted and without
 * duplicates, empty optional lists left out, `apiGroup` of references explicit. What was set aside is not in it.
 */
export function canonicalRbac(policy: RbacPolicy): {
  readonly text: string;
  readonly digest: Digest;
} {
  const objects = sortedJson(policy.objects.map(canonicalObject));
  const text = canonicalJson({ canonical: RBAC_CANONICAL_FORM, policy: objects });
  return { text, digest: digestText(text) };
}

/** Reads canonical bytes; anything that is not byte for byte its own canonical form is refused. */
export function parseCanonicalRbac(input: string | Uint8Array): Parsed<RbacPolicy> {
  const text = readPolicyText(input, 2 * MAX_RBAC_BYTES);
  if (!text.ok) return text;
  const json = readJson(text.value);
  if (json.node === null || json.refusals.length > 0) return { ok: false, refusals: json.refusals };
  if (!hasEnvelope(json.node)) return notCanonical('has another envelope');
  const inner: { readonly policy: unknown } = JSON.parse(text.value);
  const policy = readRbacPolicy(inner.policy);
  if (!policy.ok) return policy;
  const isCanonical = canonicalRbac(policy.value).text === text.value;
  return isCanonical ? policy : notCanonical('is spelled differently');
}

function hasEnvelope(node: JsonNode): boolean {
  if (node.kind !== 'object' || node.members.length !== 2) return false;
  const valueAt = (name: string): JsonNode | undefined =>
    node.members.find((member) => member.name === name)?.value;
  const form = valueAt('canonical');
  return (
    form?.kind === 'string' &&
    form.value === RBAC_CANONICAL_FORM &&
    'array' === valueAt('policy')?.kind
  );
}

function notCanonical(why: string): { ok: false; refusals: Refusal[] } {
  const message = `the text is not the canonical form \`${RBAC_CANONICAL_FORM}\`: it ${why}`;
  const details = { line: 1, column: 1, pointer: '' };
  return { ok: false, refusals: [{ code: 'NOT_CANONICAL', message, details }] };
}

function canonicalObject(object: RbacObject): Json {
  if (object.kind === 'rules') return { rules: canonicalRules(object.rules) };
  const { apiVersion, kind, name, namespace, generateName, labels } = object;
  const metadata: Json = {
    ...(generateName === null ? { name } : { generateName }),
    ...(namespace === null ? {} : { namespace }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
  };
  return { apiVersion, kind, metadata, ...contentOf(object) };
}

function contentOf(object: RbacObject): { readonly [name: string]: Json } {
  switch (object.kind) {
    case 'ServiceAccount':
      return {};
    case 'ClusterRoleBinding':
    case 'RoleBinding':
      return {
        roleRef: { apiGroup: RBAC_GROUP, ...object.roleRef },
        subjects: sortedJson(object.subjects.map(canonicalSubject)),
      };
    case 'ClusterRole':
    case 'Role':
    case 'rules':
      return { rules: canonicalRules(object.rules), ...canonicalAggregation(object) };
    default:
      return object satisfies never;
  }
}

function canonicalSubject({ kind, name, namespace }: Subject): Json {
  return {
    kind,
    name,
    ...(kind === 'ServiceAccount' ? {} : { apiGroup: RBAC_GROUP }),
    ...(namespace === null ? {} : { namespace }),
  };
}

function canonicalRules(rules: readonly Rule[]): Json {
  return sortedJson(
    rules.map(({ at, ...lists }) =>
      Object.fromEntries(
        Object.entries(lists)
          .filter(([, list]) => list.length > 0)
          .map(([name, list]) => [name, sortedTexts(list)]),
      ),
    ),
  );
}

function canonicalAggregation({ selectors }: Role): { readonly [name: string]: Json } {
  if (selectors === null) return {};
  return {
    aggregationRule: { clusterRoleSelectors: sortedJson(selectors.map(canonicalSelector)) },
  };
}

function canonicalSelector({ matchLabels, matchExpressions }: LabelSelector): Json {
  const expressions = matchExpressions.map(({ key, operator, values }) => ({
    key,
    operator,
    ...(values.length === 0 ? {} : { values: sortedTexts(values) }),
  }));
  return {
    ...(Object.keys(matchLabels).length === 0 ? {} : { matchLabels }),
    ...(expressions.length === 0 ? {} : { matchExpressions: sortedJson(expressions) }),
  };
}

function sortedTexts(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(byCodeUnit);
}

/** In the order of their canonical bytes, each once. */
function sortedJson(values: readonly Json[]): Json[] {
  return [...new Map(values.map((value) => [canonicalJson(value), value]))]
    .sort(([left], [right]) => byUtf8Bytes(left, right))
    .map(([, value]) => value);
}
