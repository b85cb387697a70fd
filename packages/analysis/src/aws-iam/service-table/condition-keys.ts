import { type ConditionKeyType, type KeyEntry, serviceTable } from './decode.ts';

interface KnownKey {
  readonly type: ConditionKeyType | undefined;
  readonly isMultivalued: boolean | undefined;
}

interface KeyTemplate extends KnownKey {
  /** The parts between the holes, in lower case. */
  readonly parts: readonly string[];
}

interface KeyIndex {
  readonly exact: ReadonlyMap<string, KnownKey>;
  readonly templates: readonly KeyTemplate[];
}

let shared: KeyIndex | undefined;

/**
 * The type of a key's values, whatever the key's case; templated keys (`aws:RequestTag/team`) included. Nothing for a
 * key that is not known, or that services give different types.
 */
export function conditionKeyType(key: string): ConditionKeyType | undefined {
  return knownKey(key)?.type;
}

/** Whether a request can carry many values of the key; nothing for a key not known, or where services differ. */
export function isMultivalued(key: string): boolean | undefined {
  return knownKey(key)?.isMultivalued;
}

/** Whether AWS documents the key, or a template it fits. */
export function isKnownKey(key: string): boolean {
  return knownKey(key) !== undefined;
}

/** Whether a key of a policy (`aws:RequestTag/team`) is this key of the table (`aws:RequestTag/{TagKey}`). */
export function isKeyOf(key: string, { key: listed }: KeyEntry): boolean {
  const parts = listed.toLowerCase().split(/\{[^}]*\}/);
  const folded = key.toLowerCase();
  return parts.length === 1 ? parts[0] === folded : fits(parts, folded);
}

/** Whether requests for actions of every service can carry the key. */
export function isGlobalKey(key: string): boolean {
  return (
    /^aws:/i.test(key) ||
    serviceTable()
      .globalKeys()
      .some((one) => isKeyOf(key, one))
  );
}

function knownKey(key: string): KnownKey | undefined {
  shared ??= indexOf(serviceTable().keys());
  const folded = key.toLowerCase();
  return (
    shared.exact.get(folded) ??
    shared.templates.find((one) => fits(one.parts, folded)) ??
    identityProviderKey(folded)
  );
}

function indexOf(keys: readonly KeyEntry[]): KeyIndex {
  const all = new Map<string, KnownKey>();
  for (const { key, type, isMultivalued: isMany } of keys) {
    const folded = key.toLowerCase().replaceAll(/\{[^}]*\}/g, '{}');
    const other = all.get(folded) ?? { type, isMultivalued: isMany };
    all.set(folded, {
      type: other.type === type ? type : undefined,
      isMultivalued: other.isMultivalued === isMany ? isMany : undefined,
    });
  }
  const templates = [...all].filter(([key]) => key.includes('{}'));
  return {
    exact: new Map([...all].filter(([key]) => !key.includes('{}'))),
    templates: templates.map(([key, known]) => ({ ...known, parts: key.split('{}') })),
  };
}

/** Whether the text is the parts in order with at least one character in each hole. */
function fits(parts: readonly string[], text: string): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!(text.startsWith(first) && text.endsWith(last))) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at + 1);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at < text.length - last.length;
}

const PROVIDER_CLAIMS: ReadonlyMap<string, KnownKey> = new Map([
  ['sub', { type: 'String', isMultivalued: false }],
  ['aud', { type: 'String', isMultivalued: false }],
  ['azp', { type: 'String', isMultivalued: false }],
  ['oaud', { type: 'String', isMultivalued: false }],
  ['email', { type: 'String', isMultivalued: false }],
  ['amr', { type: 'String', isMultivalued: true }],
]);

/**
 * The claims AWS hands on for any OpenID Connect provider, under its host and path (IAM User Guide, keys for AWS web
 * identity federation): `oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE:sub`.
 */
function identityProviderKey(key: string): KnownKey | undefined {
  const colon = key.lastIndexOf(':');
  const host = key.slice(0, colon).split('/')[0] ?? '';
  return host.includes('.') ? PROVIDER_CLAIMS.get(key.slice(colon + 1)) : undefined;
}
