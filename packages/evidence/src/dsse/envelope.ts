import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { canonicalBytes, parseCanonical } from '../bytes/canonical.ts';
import { isJsonObject, type Json } from '../bytes/json.ts';
import { concat } from '../bytes/octets.ts';
import { utf8 } from '../bytes/utf8.ts';
import { accepted, type Parsed, quoted, type Refusal, refusal, refused } from '../refusal.ts';

/** The payload type of in-toto statements, the only one we sign. */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** One signature of an envelope. */
export interface EnvelopeSignature {
  /** Credential or key id; a hint that selects nothing but which Roster entry to look at. */
  readonly keyid: string;
  /** Base64: of DER for service keys, of the armored SSHSIG text for humans' keys. */
  readonly sig: string;
}

/** A DSSE v1 envelope. */
export interface Envelope {
  readonly payloadType: string;
  /** Base64 of the statement's canonical bytes. */
  readonly payload: string;
  readonly signatures: readonly EnvelopeSignature[];
}

/** Most signatures that are read: more than any quorum. */
const MAX_SIGNATURES = 1000;

/** DSSE v1 pre-authentication encoding: the bytes that are signed. */
export function pae(payload: Uint8Array, type: string = PAYLOAD_TYPE): Uint8Array {
  const typeBytes = utf8(type);
  const head = `DSSEv1 ${typeBytes.length} ${type} ${payload.length} `;
  return concat(utf8(head), payload);
}

/** An envelope around a statement's bytes. */
export function envelope(
  payload: Uint8Array,
  signatures: readonly { readonly keyid: string; readonly sig: Uint8Array }[],
): Envelope {
  return {
    payloadType: PAYLOAD_TYPE,
    payload: toBase64(payload),
    signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: toBase64(sig) })),
  };
}

/** The envelope's canonical bytes: what is stored and whose digest names it. */
export function envelopeBytes(value: Envelope): Uint8Array {
  return canonicalBytes(value);
}

/**
 * Reads an envelope in canonical form, with at least one signature and no unknown field; no signature is checked.
 * Refuses what `parseCanonical` refuses, ENVELOPE_FORMAT and PAYLOAD_TYPE.
 */
export function parseEnvelope(
  bytes: Uint8Array,
): Parsed<{ readonly envelope: Envelope; readonly payload: Uint8Array }> {
  const json = parseCanonical(bytes);
  return json.ok ? readEnvelope(json.value) : json;
}

/** {@link parseEnvelope} for a value that is already read, as inside a Sigstore bundle. */
export function readEnvelope(
  value: Json | undefined,
): Parsed<{ readonly envelope: Envelope; readonly payload: Uint8Array }> {
  if (!isJsonObject(value)) return refused(badFormat('', 'is not an object'));
  const { payloadType, payload, signatures } = value;
  const faults = [...unknownFields(value, ['payload', 'payloadType', 'signatures'], '')];
  if (payloadType !== PAYLOAD_TYPE) {
    const message = `the payload type is ${quoted(String(payloadType))}, only \`${PAYLOAD_TYPE}\` is read`;
    faults.push(refusal('PAYLOAD_TYPE', message));
  }
  const payloadBytes = typeof payload === 'string' ? fromBase64(payload) : undefined;
  if (payloadBytes === undefined) faults.push(badFormat('/payload', 'is not base64'));
  const read = readSignatures(signatures, faults);
  if (faults.length > 0 || payloadBytes === undefined || typeof payload !== 'string') {
    return refused(...faults);
  }
  return accepted({
    envelope: { payloadType: PAYLOAD_TYPE, payload, signatures: read },
    payload: payloadBytes,
  });
}

function readSignatures(value: Json | undefined, faults: Refusal[]): readonly EnvelopeSignature[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_SIGNATURES) {
    faults.push(badFormat('/signatures', `is not a list of 1 to ${MAX_SIGNATURES} signatures`));
    return [];
  }
  return value.flatMap((item: Json, at) => {
    const pointer = `/signatures/${at}`;
    if (!isJsonObject(item)) {
      faults.push(badFormat(pointer, 'is not an object'));
      return [];
    }
    faults.push(...unknownFields(item, ['keyid', 'sig'], pointer));
    const { keyid, sig } = item;
    if (typeof keyid === 'string' && typeof sig === 'string' && isBase64(sig))
      return [{ keyid, sig }];
    faults.push(badFormat(pointer, 'is not a `keyid` and a `sig` in base64'));
    return [];
  });
}

const isBase64 = (text: string): boolean => text !== '' && fromBase64(text) !== undefined;

function unknownFields(
  value: { readonly [key: string]: Json },
  known: readonly string[],
  pointer: string,
): readonly Refusal[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => badFormat(`${pointer}/${key}`, `is an unknown field ${quoted(key)}`));
}

function badFormat(pointer: string, why: string): Refusal {
  const place = pointer === '' ? 'the envelope' : `the envelope's ${quoted(pointer)}`;
  return refusal('ENVELOPE_FORMAT', `${place} ${why}`, { pointer });
}
