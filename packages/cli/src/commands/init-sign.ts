import type { Roster, RuleSet } from '@countersign/domain';
import { type Envelope, PAYLOAD_TYPE, toBase64 } from '@countersign/evidence';
import { signerOf } from '../approval/credential.ts';
import {
  governingPayload,
  type Kind,
  readEnvelope,
  readFounding,
  signGoverning,
  writeEnvelope,
} from '../founding/folder.ts';
import { refusal } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { publicKeyOf } from '../ssh/ssh-keygen.ts';

/** Adds one founder's signatures to both documents; signing twice changes nothing. */
export async function initSign(given: Given, _io: Io): Promise<Outcome> {
  const dir = given.text('dir');
  const keyPath = given.text('key');
  const roster = await readFounding<Roster>(dir, 'roster-1.json');
  const ruleSet = await readFounding<RuleSet>(dir, 'ruleset-1.json');
  const signer = signerOf(roster as Parameters<typeof signerOf>[0], await publicKeyOf(keyPath));
  if (!roster.quorum.humans.includes(signer.human.id)) {
    throw refusal('NOT_A_FOUNDER', 'the key belongs to a human who is not of the quorum');
  }
  const credential = signer.credential.id;
  const count = await addSignature(dir, 'roster', roster, credential, keyPath);
  await addSignature(dir, 'ruleset', ruleSet, credential, keyPath);
  const { threshold } = roster.quorum;
  const next =
    count >= threshold
      ? 'the quorum is met; run `countersign init finish`'
      : `${threshold - count} more to sign`;
  const json = { human: signer.human.id, credential, signatures: count, threshold };
  return done(json, `signed Roster 1 and RuleSet 1: ${count} of ${threshold} needed; ${next}`);
}

async function addSignature(
  dir: string,
  kind: Kind,
  document: Roster | RuleSet,
  credential: string,
  keyPath: string,
): Promise<number> {
  const payload = governingPayload(kind, document);
  const before = await readEnvelope(dir, kind, payload);
  const others = before?.signatures.filter(({ keyid }) => keyid !== credential) ?? [];
  const own = await signGoverning(kind, payload, credential, keyPath);
  const envelope: Envelope = {
    payloadType: PAYLOAD_TYPE,
    payload: toBase64(payload),
    signatures: [...others, own],
  };
  await writeEnvelope(dir, kind, envelope);
  return envelope.signatures.length;
}
