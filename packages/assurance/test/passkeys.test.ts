import {
  digest,
  envelope,
  envelopeBytes,
  pae,
  parseEnvelope,
  SSH_NAMESPACES,
  sshPublicKeyLine,
  utf8,
} from '@countersign/evidence';
import { signWithPasskey, softwareKey } from '@countersign/evidence/testing';
import { expect, it } from 'vitest';
import { factsFrom, passkeysIn } from '../src/index.ts';
import { bundle } from './gate-world.ts';
import { roster1 } from './law.ts';
import { OLGA } from './people.ts';

const RP_ID = 'countersign.example';
const key = softwareKey('sk-ecdsa-sha2-nistp256@openssh.com', new Uint8Array(32).fill(5), RP_ID);
const humans = roster1.humans.map((human) =>
  human.id === OLGA.human
    ? { ...human, credentials: human.credentials.map((one) => ({ ...one, rpId: RP_ID })) }
    : human,
);
const parsed = parseEnvelope((await bundle()).get('approvals/000001.dsse') ?? new Uint8Array());
if (!parsed.ok) throw new Error('the test world has no approval');
const { payload } = parsed.value;

/** The approval as a passkey signs it on a page of that origin. */
function signedAt(origin: string): Uint8Array {
  const signing = { message: pae(payload), namespace: SSH_NAMESPACES.approval };
  const armored = signWithPasskey(key, signing, { origin });
  return envelopeBytes(envelope(payload, [{ keyid: OLGA.credential, sig: utf8(armored) }]));
}

const approvalAt = (origin: string) => {
  const bytes = signedAt(origin);
  return factsFrom(() => bytes, passkeysIn(humans, [bytes])).approval(digest(bytes));
};

it('a passkey of the listed relying party counts as verified, on its origin and below it', () => {
  for (const origin of [`https://${RP_ID}`, `https://review.${RP_ID}:8443`]) {
    expect(approvalAt(origin)).toMatchObject({
      assurance: 'webauthn-uv',
      credential: OLGA.credential,
      publicKey: sshPublicKeyLine(key.publicKey),
    });
  }
});

it('a passkey signature from another origin, or over plain HTTP, is none', () => {
  for (const origin of ['https://evil.example', `https://evil${RP_ID}`, `http://${RP_ID}`]) {
    expect(approvalAt(origin)).toBeUndefined();
  }
});

it('no passkey is taken where the Roster lists no relying party, or two', () => {
  const bytes = signedAt(`https://${RP_ID}`);
  expect(passkeysIn(roster1.humans, [bytes])).toBeNull();
  const two = humans.map((human) => ({
    ...human,
    credentials: human.credentials.map((one) => ({ ...one, rpId: one.rpId ?? 'other.example' })),
  }));
  expect(passkeysIn(two, [bytes])).toBeNull();
});
