import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, decodeUtf8, digest, fromBase64, utf8 } from '../bytes/index.ts';
import { envelopeBytes, pae, parseEnvelope, parseStatement } from '../dsse/index.ts';
import { verifySignature } from '../keys/verify.ts';
import { verifySshSignature } from '../ssh/index.ts';
import {
  FORMAT_NAMES,
  type FormatName,
  type GoldenFormat,
  goldenText,
} from './testing/golden-formats.ts';
import { FORMATS } from './testing/parsers.ts';
import type { GoldenSigner } from './testing/story-keys.ts';

// Digests of the golden files' own bytes. They are signed and logged forever: whoever has to change a line here
// breaks every signature made so far, and wants a new version of the format instead.
const FILES: Readonly<Record<string, string>> = {
  approval: 'sha256:2dd6ac26d506604ed63f7ed67fdd54af1e8e15ba2014a9035ee1c0c44f65a958',
  assessment: 'sha256:e67b384b5f7a4892cda22ce266b6c0826bf2087b4040f3af9335551c6da4fb95',
  epoch: 'sha256:9e1ab7b25b3603f7759ccbdc216ea5ca8bcd099a0cf0b6f48d1abdb43ac86812',
  'export-header': 'sha256:c1c1fba855d79f2f5205a375a26898026ffb8634e1305211dfe2ffb986f6c5fa',
  freshness: 'sha256:58071f2f798c12a728ad78163d7d39cf9eba71fe80e81b817882ecdb913353bb',
  'gate-state': 'sha256:0595748ba0239577d5d94294c63ee4e253f2397ad4c7c6af6ad7522c06eb7f33',
  instance: 'sha256:665d7aa83ab4e21614e37b78557c5b1280f92fbaa1ad1d3ca06ab33d3d89cf92',
  inventory: 'sha256:96c9d1e67b3e6c687635c1c80a73f1f41b3bbba5200aa5b545799f3b71d3e824',
  'log-event': 'sha256:f92619310edd6722c1622364fe57c553bd8500d085faccd2a9e260a955a64b94',
  'login-challenge': 'sha256:03efd81624ba3c0cbe72cb41a944f87397f2ae784c41bdd74361eeb79d7ecaa3',
  manifest: 'sha256:ce596799a387830e7fe62ff2ba1e4c725f882125311824761a9d3a92e2a11615',
  provenance: 'sha256:7792f3da39e302ff1824ba356ebe5ecf67b7818a15d3df587b6f3dd12ebe767f',
  release: 'sha256:4b012086f7e6dac432950cdde8f41a4da34eca79411aa1e2066a7ef90329ae92',
  'requirement-v2': 'sha256:9130fddb938c30bced69d32b7098f9497773d408fc7016f3e52f67d406491bee',
  requirement: 'sha256:31c456169131b730bdedbcbf842d6fd3c2c9775899deb5f125185f1923d4302a',
  revocation: 'sha256:12ece7a8efae9a86191a3d1c25b33c27f3cd56c70eaea1f31264a2f0d22ad644',
  roster: 'sha256:b1701d8a7e8fc80c2063451a6aaf48e1d323c1ca5498d06fad23138acf8779e5',
  'rule-set-v2': 'sha256:5948f4a3902edcdfd0d8326df1072cfcf20ba1d3a6738abf263ffc8dcd280a03',
  'rule-set': 'sha256:b9bfb232514fbdc999460cffd0c177cb25de959814e316fc3b1b520cc96543e5',
  'standing-approval': 'sha256:00c6f913e47afa88a16f2628748237b5a7fd0f2ee7020d9187ddc215c7032ae8',
  template: 'sha256:58628503e3dafa39547345bb06b3b773461d3326abdcfc04dbafe2326b42cabb',
  'trust-policy': 'sha256:818c600c8a125e9c3f44303284ac1a050efe410bd501cb06964c5d950975be08',
  use: 'sha256:cf425a8133d2a73a537d3c90092a482230042a3340b5b21363d2f4839099949f',
  verification: 'sha256:174236f5400d3a7db30b9374aa0d813be931748b5c9257d95214ff0351a9fc1f',
};

const FOLDER = new URL('../../../../vectors/formats/', import.meta.url);
const fileOf = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`${name}.json`, FOLDER)));
const storedOf = (name: string): GoldenFormat =>
  JSON.parse(decodeUtf8(fileOf(name)) ?? '') as GoldenFormat;
const signedOf = (name: string): NonNullable<GoldenFormat['signed']> => {
  const { signed } = storedOf(name);
  if (signed === null) throw new Error('the format is not signed');
  return signed;
};

describe('the golden files of the formats', () => {
  it('are there for each format, and for nothing else', () => {
    expect(readdirSync(FOLDER).toSorted()).toEqual(FORMAT_NAMES.map((name) => `${name}.json`));
    expect(Object.keys(FILES)).toEqual(FORMAT_NAMES);
  });

  it.each(FORMAT_NAMES)('%s: the file is what it was, to the byte', (name) => {
    expect(digest(fileOf(name))).toBe(FILES[name]);
  });

  it.each(FORMAT_NAMES)('%s: computed anew it is the same file, to the byte', (name) => {
    expect(goldenText(name)).toBe(decodeUtf8(fileOf(name)));
  });

  it.each(FORMAT_NAMES)('%s: text, value and digest are of one document', (name) => {
    const { text, value, digest: stored } = storedOf(name);
    const bytes = utf8(text);
    expect(canonicalBytes(value)).toEqual(bytes);
    expect(digest(bytes)).toBe(stored);
    expect(FORMATS[name].parse(bytes)).toEqual({ ok: true, value });
  });
});

const SIGNED = FORMAT_NAMES.filter((name) => storedOf(name).signed !== null);
const IN_ENVELOPES = SIGNED.filter((name) => signedOf(name).envelope !== null);

describe('the golden signatures', () => {
  it('are of everything that somebody signs', () => {
    expect(SIGNED).toEqual([
      'approval',
      'epoch',
      'freshness',
      'login-challenge',
      'release',
      'revocation',
      'roster',
      'rule-set-v2',
      'rule-set',
      'standing-approval',
      'verification',
    ]);
  });

  it.each(IN_ENVELOPES)('%s: the envelope carries the value and is named by its digest', (name) => {
    const { envelope, envelopeDigest, predicateType } = signedOf(name);
    const bytes = canonicalBytes(envelope);
    expect(digest(bytes)).toBe(envelopeDigest);
    const opened = parseEnvelope(bytes);
    if (!opened.ok) throw new Error(opened.refusals.map(({ message }) => message).join());
    expect(envelopeBytes(opened.value.envelope)).toEqual(bytes);
    expect(parseStatement(opened.value.payload, predicateType ?? '')).toMatchObject({
      value: { predicate: storedOf(name).value },
    });
  });

  it.each(SIGNED)('%s: each signature verifies, over these bytes and no others', (name) => {
    const { envelope, signers } = signedOf(name);
    expect(signers.length).toBe(envelope?.signatures.length ?? 1);
    for (const claim of claimsOf(name)) {
      expect(verifies(claim)).toBe(true);
      expect(verifies({ ...claim, message: utf8('another message') })).toBe(false);
    }
  });

  it.each(SIGNED.filter((name) => signedOf(name).namespace !== null))(
    '%s: no signature verifies in another namespace',
    (name) => {
      for (const claim of claimsOf(name))
        expect(verifies({ ...claim, namespace: 'countersign-other' })).toBe(false);
    },
  );

  it('bind each other: the release names the approvals and the verification that were signed', () => {
    const release = storedOf('release').value as { approvals: string[]; verification: string };
    const approval = storedOf('approval').value as { requirement: string; verification: string };
    expect(release.approvals[0]).toBe(signedOf('approval').envelopeDigest);
    expect(release.verification).toBe(signedOf('verification').envelopeDigest);
    expect(approval.verification).toBe(signedOf('verification').envelopeDigest);
    expect(approval.requirement).toBe(storedOf('requirement').digest);
    expect(release).toMatchObject({
      roster: { digest: storedOf('roster').digest },
      ruleSet: { digest: storedOf('rule-set').digest },
    });
  });
});

interface Claim {
  readonly signer: GoldenSigner;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly namespace: string | null;
}

/** What each signer of a golden file claims. */
function claimsOf(name: FormatName): readonly Claim[] {
  const { envelope, armored, namespace, signers } = signedOf(name);
  if (envelope === null) {
    const message = utf8(storedOf(name).text);
    return signers.map((signer) => ({
      signer,
      message,
      signature: utf8(armored ?? ''),
      namespace,
    }));
  }
  const message = pae(bytesOf(envelope.payload));
  return signers.map((signer, at) => ({
    signer,
    message,
    signature: bytesOf(envelope.signatures[at]?.sig ?? ''),
    namespace,
  }));
}

const bytesOf = (base64: string): Uint8Array => fromBase64(base64) ?? new Uint8Array();

function verifies({ signer, message, signature, namespace }: Claim): boolean {
  const { type, publicKey } = signer;
  if (type !== 'ssh-ed25519') return verifySignature({ type, publicKey, message, signature });
  const armored = decodeUtf8(signature) ?? '';
  return verifySshSignature({ message, armored, namespace: namespace ?? '', publicKey }).ok;
}
