import { fromBase64 } from '../bytes/base64.ts';
import { parseCanonical } from '../bytes/canonical.ts';
import { sha256 } from '../bytes/digest.ts';
import { isJsonObject, type Json } from '../bytes/json.ts';
import { equalBytes } from '../bytes/octets.ts';
import { type Envelope, pae, readEnvelope } from '../dsse/envelope.ts';
import { verifySignature } from '../keys/verify.ts';
import { type Checkpoint, openCheckpoint } from '../log/checkpoint.ts';
import { parseVerifierKey } from '../log/note-key.ts';
import { verifyInclusion } from '../log/proof.ts';
import { leafHash } from '../log/tree.ts';
import { accepted, type Parsed, type Refusal, refusal, refused } from '../refusal.ts';
import { hashedrekordBody, onlySignature } from './hashedrekord.ts';
import { releaseBundle } from './release-bundle.ts';

/** A release whose signature and place in the log hold; who approved it is not looked at here. */
export interface VerifiedRelease {
  readonly envelope: Envelope;
  /** The statement's bytes. */
  readonly payload: Uint8Array;
  /** Which of the given keys signed. */
  readonly publicKey: string;
  readonly index: number;
  readonly checkpoint: Checkpoint;
  /** The signed checkpoint as text. */
  readonly checkpointText: string;
}

/** What is read from the bundle before anything is verified. */
interface Claimed {
  readonly envelope: Envelope;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly body: Uint8Array;
  readonly index: number;
  readonly proof: readonly Uint8Array[];
  readonly checkpointText: string;
}

/**
 * Verifies a release bundle offline: one of `publicKeys` (the Roster's release keys) signed the statement, exactly
 * this signature is what the log's entry says, and the entry is in the log of `vkey`. Refuses BUNDLE_FORMAT,
 * RELEASE_SIGNATURE, BUNDLE_BODY, NOT_INCLUDED, and what the parsers of envelope and checkpoint refuse.
 */
export function verifyReleaseBundle(claim: {
  readonly bytes: Uint8Array;
  readonly publicKeys: readonly string[];
  readonly vkey: string;
}): Parsed<VerifiedRelease> {
  const read = readBundle(claim.bytes);
  const logKey = parseVerifierKey(claim.vkey);
  if (!(read.ok && logKey.ok)) {
    return refused(...(read.ok ? [] : read.refusals), ...(logKey.ok ? [] : logKey.refusals));
  }
  const bundle = read.value;
  const publicKey = signerOf(bundle, claim.publicKeys);
  const opened = openCheckpoint(bundle.checkpointText, claim.vkey);
  if (publicKey === undefined || !opened.ok) {
    return refused(...signerFaults(publicKey), ...(opened.ok ? [] : opened.refusals));
  }
  const faults = [...entryFaults(bundle, publicKey), ...inclusionFaults(bundle, opened.value)];
  if (faults.length > 0) return refused(...faults);
  const { envelope, payload, index, proof, checkpointText: checkpoint } = bundle;
  // Everything else in the bundle follows from what was verified, so it must be what we would write.
  const logPublicKey = logKey.value.publicKey;
  const expected = releaseBundle({ envelope, publicKey, index, proof, checkpoint, logPublicKey });
  if (!equalBytes(expected, claim.bytes))
    return badBundle('a field does not follow from what is signed');
  return accepted({
    envelope,
    payload,
    publicKey,
    index,
    checkpoint: opened.value,
    checkpointText: checkpoint,
  });
}

function signerOf(
  { payload, signature }: Claimed,
  publicKeys: readonly string[],
): string | undefined {
  const message = pae(payload);
  return publicKeys.find((publicKey) =>
    verifySignature({ type: 'ecdsa-p256', publicKey, message, signature }),
  );
}

function signerFaults(publicKey: string | undefined): readonly Refusal[] {
  if (publicKey !== undefined) return [];
  return [refusal('RELEASE_SIGNATURE', 'the release is not signed by a known release key')];
}

/** The entry must be about this payload, this signature and this key, not merely be in the log (attack 31). */
function entryFaults({ payload, signature, body }: Claimed, publicKey: string): readonly Refusal[] {
  if (equalBytes(body, hashedrekordBody(sha256(pae(payload)), signature, publicKey))) return [];
  return [refusal('BUNDLE_BODY', "the bundle's log entry is about another release")];
}

function inclusionFaults(bundle: Claimed, { size, root }: Checkpoint): readonly Refusal[] {
  const { index, proof } = bundle;
  const isIncluded = verifyInclusion({ leafHash: leafHash(bundle.body), index, size, proof, root });
  if (isIncluded) return [];
  const message = `the proof does not show the entry at index ${index} of a log of ${size}`;
  return [refusal('NOT_INCLUDED', message, { index, size })];
}

function readBundle(bytes: Uint8Array): Parsed<Claimed> {
  const json = parseCanonical(bytes);
  if (!json.ok) return json;
  const entry = at(json.value, 'verificationMaterial', 'tlogEntries', 0);
  const envelope = readEnvelope(at(json.value, 'dsseEnvelope'));
  if (!envelope.ok) return envelope;
  const signature = onlySignature(envelope.value.envelope);
  const body = base64(at(entry, 'canonicalizedBody'));
  const index = at(entry, 'logIndex');
  const proof = list(at(entry, 'inclusionProof', 'hashes')).map(base64);
  const checkpointText = at(entry, 'inclusionProof', 'checkpoint', 'envelope');
  if (signature === undefined) return badBundle('it has not exactly one signature');
  if (body === undefined) return badBundle('it has no log entry');
  if (typeof index !== 'string' || !/^(?:0|[1-9][0-9]{0,15})$/.test(index))
    return badBundle('it has no log index');
  if (typeof checkpointText !== 'string') return badBundle('it has no checkpoint');
  const hashes = proof.filter((hash) => hash !== undefined);
  if (hashes.length < proof.length) return badBundle('its proof is not base64');
  const parts = { ...envelope.value, signature, body, proof: hashes, checkpointText };
  return accepted({ ...parts, index: Number(index) });
}

/** The value at a path of keys and indexes; `undefined` where the path leaves the document. */
function at(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  let found = value;
  for (const step of path) {
    if (typeof step === 'number') found = list(found)[step];
    else found = isJsonObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  return found;
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function base64(value: Json | undefined): Uint8Array | undefined {
  return typeof value === 'string' ? fromBase64(value) : undefined;
}

function badBundle(why: string): Parsed<never> {
  return refused(refusal('BUNDLE_FORMAT', `the bytes are not a release bundle: ${why}`));
}
