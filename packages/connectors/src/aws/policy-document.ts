import { canonicalPolicy, parsePolicyText } from '@countersign/analysis';
import type { Digest, Json } from '@countersign/evidence';

/** A policy that was read, or why it was not. */
export type DocumentReading =
  | {
      readonly ok: true;
      readonly text: string;
      readonly digest: Digest;
      readonly canonical: string;
    }
  | { readonly ok: false; readonly why: string };

/**
 * The policy of an AWS answer: an object, JSON text, or percent-encoded JSON text as the API itself gives it (RFC 3986;
 * the command line tool decodes it).
 */
export function readPolicyDocument(value: Json | undefined): DocumentReading {
  const text = documentText(value);
  if (text === null) return { ok: false, why: 'it is no policy document and no text of one' };
  const parsed = parsePolicyText(text);
  if (!parsed.ok) {
    const [first] = parsed.refusals;
    const more = parsed.refusals.length > 1 ? ` (and ${parsed.refusals.length - 1} more)` : '';
    return { ok: false, why: `${first?.message ?? 'it cannot be read'}${more}` };
  }
  const { text: canonical, digest } = canonicalPolicy(parsed.value);
  return { ok: true, text, digest, canonical };
}

function documentText(value: Json | undefined): string | null {
  if (typeof value === 'string') return decoded(value.trim());
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? JSON.stringify(value)
    : null;
}

function decoded(text: string): string {
  if (!/^%7b/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
