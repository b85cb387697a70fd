import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64, utf8 } from '../bytes/index.ts';
import {
  armorSshSignature,
  parseSshPublicKey,
  parseSshSignature,
  signSsh,
  sshPublicKeyLine,
  sshPublicKeyOfSeed,
  verifySshSignature,
} from './index.ts';
import {
  type SoftwareBrowser,
  signWithPasskey,
  signWithSoftwareKey,
  softwareKey,
} from './testing/software-authenticator.ts';

const ORIGIN = 'https://countersign.example';
const RP_ID = 'countersign.example';
const signing = { message: utf8('what was shown'), namespace: 'countersign-approval' };
const SECRET = new Uint8Array(32).fill(3);
const passkey = softwareKey('sk-ecdsa-sha2-nistp256@openssh.com', SECRET, RP_ID);
const hardware = (
  ['sk-ssh-ed25519@openssh.com', 'sk-ecdsa-sha2-nistp256@openssh.com'] as const
).map((type) => softwareKey(type, SECRET));

function verifyPasskey(
  flags: number,
  browser: Partial<SoftwareBrowser> = {},
  expected: { rpId?: string; origins?: readonly string[] } = { rpId: RP_ID, origins: [ORIGIN] },
) {
  const armored = signWithPasskey(passkey, { ...signing, flags }, { origin: ORIGIN, ...browser });
  const publicKey = sshPublicKeyLine(passkey.publicKey);
  return verifySshSignature({ ...signing, armored, publicKey, ...expected });
}

const refusalOf = (code: string, message: string) => ({
  ok: false,
  refusals: [expect.objectContaining({ code, message })],
});

describe.each(hardware)('a hardware key $publicKey.type', (key) => {
  const verify = (flags: number) =>
    verifySshSignature({
      ...signing,
      armored: signWithSoftwareKey(key, { ...signing, flags }),
      publicKey: sshPublicKeyLine(key.publicKey),
    });

  it('shows `ssh-sk-verified` with user verification', () => {
    const shown = { userPresent: true, userVerified: true, counter: 7 };
    expect(verify(0x05)).toEqual({ ok: true, assurance: 'ssh-sk-verified', ...shown });
  });

  it('falls to `ssh` without user verification', () => {
    const shown = { userPresent: true, userVerified: false, counter: 7 };
    expect(verify(0x01)).toEqual({ ok: true, assurance: 'ssh', ...shown });
  });

  it.each([0x00, 0x04])('is refused when nobody touched it (flags %i)', (flags) => {
    expect(verify(flags)).toEqual(
      refusalOf('USER_NOT_PRESENT', 'the authenticator signed without anybody touching it'),
    );
  });

  it('is refused when its flags were raised after signing', () => {
    const armored = signWithSoftwareKey(key, { ...signing, flags: 0x01 });
    const parsed = parseSshSignature(armored);
    if (!parsed.ok) throw new Error('not read');
    const raised = armorSshSignature({
      ...parsed.value,
      authenticator: { flags: 0x05, counter: 7 },
    });
    const publicKey = sshPublicKeyLine(key.publicKey);
    expect(verifySshSignature({ ...signing, armored: raised, publicKey })).toEqual(
      refusalOf('SSH_SIGNATURE_INVALID', 'the signature is not valid for this message and key'),
    );
  });
});

describe('a passkey', () => {
  it('shows `webauthn-uv`', () => {
    const shown = { userPresent: true, userVerified: true, counter: 7 };
    expect(verifyPasskey(0x05)).toEqual({ ok: true, assurance: 'webauthn-uv', ...shown });
    expect(verifyPasskey(0x1d)).toMatchObject({ ok: true });
  });

  it('is refused without user verification', () => {
    expect(verifyPasskey(0x01)).toEqual(
      refusalOf('USER_NOT_VERIFIED', 'the passkey signed without checking PIN or biometry'),
    );
  });

  it('is refused for every flag that is missing, all at once', () => {
    const verdict = verifyPasskey(0x00);
    expect(verdict.ok ? [] : verdict.refusals.map(({ code }) => code)).toEqual([
      'USER_NOT_PRESENT',
      'USER_NOT_VERIFIED',
    ]);
  });

  it('is refused on a page of another origin', () => {
    expect(verifyPasskey(0x05, { origin: 'https://evil.example' })).toEqual(
      refusalOf(
        'WEBAUTHN_ORIGIN',
        'the passkey signed on a page of `https://evil.example`, allowed: https://countersign.example',
      ),
    );
  });

  it('is refused for another relying party', () => {
    const expected = { rpId: 'other.example', origins: [ORIGIN] };
    expect(verifyPasskey(0x05, {}, expected)).toEqual(
      refusalOf(
        'WEBAUTHN_RP_ID',
        'the passkey belongs to relying party `countersign.example`, expected `other.example`',
      ),
    );
  });

  it('is refused where no origin and no relying party is known', () => {
    const verdict = verifyPasskey(0x05, {}, {});
    expect(verdict.ok ? [] : verdict.refusals.map(({ code }) => code)).toEqual([
      'WEBAUTHN_ORIGIN',
      'WEBAUTHN_RP_ID',
    ]);
  });

  it('is refused inside a page of another origin', () => {
    expect(verifyPasskey(0x05, { crossOrigin: true })).toEqual(
      refusalOf(
        'WEBAUTHN_CLIENT_DATA',
        "the passkey's client data is not acceptable: it was made inside a page of another origin",
      ),
    );
  });

  it.each([
    ['a registration', (data: string) => data.replace('webauthn.get', 'webauthn.create'), 'type'],
    ['an origin said twice', (data: string) => data.replace('}', ',"origin":"x"}'), 'duplicate'],
    [
      'another origin inside',
      (data: string) => data.replace(ORIGIN, 'https://evil.example'),
      'origin',
    ],
    [
      'another order',
      (data: string) => `{"crossOrigin":false,${data.slice(1).replace(',"crossOrigin":false', '')}`,
      'order',
    ],
    ['no JSON', () => 'webauthn.get', 'JSON'],
  ])('is refused with client data of %s', (_name, rewrite, word) => {
    const verdict = verifyPasskey(0x05, { rewrite });
    expect(verdict).toMatchObject({ ok: false, refusals: [{ code: 'WEBAUTHN_CLIENT_DATA' }] });
    expect(verdict.ok ? '' : verdict.refusals[0]?.message).toContain(word);
  });

  it('is refused for another challenge, though the signature is valid', () => {
    const rewrite = (data: string) => data.replace(/"challenge":"..../, '"challenge":"AAAA');
    expect(verifyPasskey(0x05, { rewrite })).toEqual(
      refusalOf('WEBAUTHN_CHALLENGE', 'the passkey signed another message or another namespace'),
    );
  });

  it.each([
    ['attested data', 0x45, undefined],
    ['an extension flag without extensions', 0x85, undefined],
    ['extensions without their flag', 0x05, Uint8Array.of(0xa0)],
  ])('is refused with %s', (_name, flags, extensions) => {
    expect(verifyPasskey(flags, extensions === undefined ? {} : { extensions })).toEqual(
      refusalOf('WEBAUTHN_FLAGS', "the passkey's flags do not fit the data beside them"),
    );
  });
});

describe('reading', () => {
  const seedArbitrary = fc.uint8Array({ minLength: 32, maxLength: 32 });

  it('a signature reads back as it was written', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.constantFrom('a', 'countersign-login'),
        seedArbitrary,
        (message, namespace, seed) => {
          const armored = signSsh({ message, namespace, seed });
          const parsed = parseSshSignature(armored);
          if (!parsed.ok) throw new Error(parsed.refusals[0]?.message);
          expect(armorSshSignature(parsed.value)).toBe(armored);
          const publicKey = sshPublicKeyLine(sshPublicKeyOfSeed(seed));
          expect(verifySshSignature({ message, namespace, armored, publicKey }).ok).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('a passkey signature reads back as it was written', () => {
    const armored = signWithPasskey(passkey, signing, { origin: ORIGIN });
    const parsed = parseSshSignature(armored);
    if (!parsed.ok) throw new Error(parsed.refusals[0]?.message);
    expect(armorSshSignature(parsed.value)).toBe(armored);
  });

  it('no flipped bit of any signature survives', () => {
    const armored = signWithPasskey(passkey, signing, { origin: ORIGIN });
    const blob = fromBase64(armored.split('\n').slice(1, -2).join('')) ?? new Uint8Array();
    const publicKey = sshPublicKeyLine(passkey.publicKey);
    fc.assert(
      fc.property(fc.nat({ max: blob.length * 8 - 1 }), (bit) => {
        const flipped = blob.slice();
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const text = `-----BEGIN SSH SIGNATURE-----\n${toBase64(flipped)}\n-----END SSH SIGNATURE-----\n`;
        const claim = { ...signing, armored: text, publicKey, rpId: RP_ID, origins: [ORIGIN] };
        expect(verifySshSignature(claim).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('arbitrary bytes are refused and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, isMarked) => {
        const body = isMarked ? [...utf8('SSHSIG'), 0, 0, 0, 1, ...bytes] : [...bytes];
        const base64 = toBase64(Uint8Array.from(body));
        const text = `-----BEGIN SSH SIGNATURE-----\n${base64}\n-----END SSH SIGNATURE-----\n`;
        expect(parseSshSignature(text).ok).toBe(false);
        expect(parseSshPublicKey(`ssh-ed25519 ${base64}`).ok).toBe(false);
      }),
    );
    expect(parseSshSignature('nonsense')).toEqual(
      refusalOf(
        'SSH_SIGNATURE_FORMAT',
        'the text is not an ssh signature: it is not an armored block `SSH SIGNATURE`',
      ),
    );
  });

  it('a point that is not on the curve is not valid', () => {
    const blob = passkey.publicKey.blob.slice();
    blob[60] = (blob[60] ?? 0) ^ 1;
    const publicKey = `sk-ecdsa-sha2-nistp256@openssh.com ${toBase64(blob)}`;
    const armored = signWithPasskey(passkey, signing, { origin: ORIGIN });
    const verdict = verifySshSignature({
      ...signing,
      armored,
      publicKey,
      rpId: RP_ID,
      origins: [ORIGIN],
    });
    expect(verdict.ok ? [] : verdict.refusals.map(({ code }) => code)).toEqual([
      'SSH_KEY_MISMATCH',
      'SSH_SIGNATURE_INVALID',
    ]);
  });

  it('a line that names another type than its key is refused', () => {
    const line = sshPublicKeyLine(sshPublicKeyOfSeed(SECRET)).replace('ssh-ed25519', 'ssh-rsa');
    expect(parseSshPublicKey(line)).toEqual(
      refusalOf(
        'SSH_KEY_FORMAT',
        'the text is not an ssh public key: the line says `ssh-rsa`, the key is `ssh-ed25519`',
      ),
    );
  });
});
