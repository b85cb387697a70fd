import {
  canonicalGrants,
  parseCanonicalPolicy,
  parseCanonicalRbac,
  parseGrants,
} from '@countersign/analysis';
import type { PolicyLanguage } from '@countersign/domain';
import { canonicalText, decodeUtf8, isJsonObject, parseCanonical } from '@countersign/evidence';

/**
 * The language whose canonical form these bytes are, by the form they name; `undefined` when they are not exactly that
 * (FORMATS section 1).
 */
export function policyLanguage(bytes: Uint8Array): PolicyLanguage | undefined {
  const json = parseCanonical(bytes);
  const form = json.ok && isJsonObject(json.value) ? json.value['canonical'] : undefined;
  switch (form) {
    case 'aws-iam/1':
      return parseCanonicalPolicy(bytes).ok ? 'aws-iam' : undefined;
    case 'kubernetes-rbac/1':
      return parseCanonicalRbac(bytes).ok ? 'kubernetes-rbac' : undefined;
    case 'grants/1':
      return isCanonicalGrants(bytes) ? 'grants' : undefined;
    default:
      return undefined;
  }
}

function isCanonicalGrants(bytes: Uint8Array): boolean {
  const json = parseCanonical(bytes);
  if (!json.ok || !isJsonObject(json.value)) return false;
  const parsed = parseGrants(canonicalText(json.value['policy'] ?? null));
  return parsed.ok && canonicalGrants(parsed.value).text === decodeUtf8(bytes);
}
