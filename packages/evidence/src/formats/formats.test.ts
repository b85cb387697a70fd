import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, decodeUtf8, digest, fromBase64, type Json, utf8 } from '../bytes/index.ts';
import { envelopeBytes, pae, parseEnvelope, parseStatement } from '../dsse/index.ts';
import { verifySignature } from '../keys/verify.ts';
import type { Parsed } from '../refusal.ts';
import { verifySshSignature } from '../ssh/index.ts';
import * as formats from './index.ts';
import { type GoldenFormat, goldenFormats } from './testing/golden-formats.ts';
import { id, SAMPLES } from './testing/samples.ts';

type Name = keyof typeof SAMPLES;

const FORMATS: Readonly<
  Record<Name, { parse: (input: Uint8Array | Json) => Parsed<unknown>; schema: object }>
> = {
  approval: { parse: formats.parseApproval, schema: formats.approvalSchema },
  epoch: { parse: formats.parseEpoch, schema: formats.epochSchema },
  'export-header': { parse: formats.parseExportHeader, schema: formats.exportHeaderSchema },
  freshness: { parse: formats.parseFreshness, schema: formats.freshnessSchema },
  'gate-state': { parse: formats.parseGateState, schema: formats.gateStateSchema },
  'log-event': { parse: formats.parseLogEvent, schema: formats.logEventSchema },
  'login-challenge': { parse: formats.parseLoginChallenge, schema: formats.loginChallengeSchema },
  manifest: { parse: formats.parseManifest, schema: formats.manifestSchema },
  release: { parse: formats.parseRelease, schema: formats.releaseSchema },
  requirement: { parse: formats.parseRequirement, schema: formats.requirementSchema },
  revocation: { parse: formats.parseRevocation, schema: formats.revocationSchema },
  roster: { parse: formats.parseRoster, schema: formats.rosterSchema },
  'rule-set': { parse: formats.parseRuleSet, schema: formats.ruleSetSchema },
  'trust-policy': { parse: formats.parseTrustPolicy, schema: formats.trustPolicySchema },
  verification: {
    parse: formats.parseVerificationResult,
    schema: formats.verificationResultSchema,
  },
};

const NAMES = Object.keys(FORMATS) as Name[];
const FOLDER = new URL('../../../../vectors/formats/', import.meta.url);
const stored = (name: string): GoldenFormat =>
  JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as GoldenFormat;
const computed = goldenFormats();

describe('the golden file of each format', () => {
  it('is there, and there are no others', () => {
    expect(new Set(readdirSync(FOLDER))).toEqual(new Set(NAMES.map((name) => `${name}.json`)));
  });

  it.each(NAMES)('%s: bytes, digest and signature are what they were', (name) => {
    expect(computed[name]).toEqual(stored(name));
  });

  it.each(NAMES)(
    '%s: the stored bytes hash to the stored digest and parse to the value',
    (name) => {
      const golden = stored(name);
      expect(digest(utf8(golden.bytes))).toBe(golden.digest);
      expect(FORMATS[name].parse(utf8(golden.bytes))).toEqual({ ok: true, value: golden.value });
    },
  );

  it.each(NAMES.filter((name) => stored(name).signed !== null))(
    '%s: the stored envelope verifies and carries the value',
    (name) => {
      const { signed, value } = stored(name);
      if (signed === null) throw new Error('unreachable');
      const bytes = envelopeBytes(signed.envelope);
      expect(digest(bytes)).toBe(signed.envelopeDigest);
      const envelope = parseEnvelope(bytes);
      if (!envelope.ok) throw new Error('the envelope does not parse');
      expect(parseStatement(envelope.value.payload, signed.predicateType)).toMatchObject({
        value: { predicate: value },
      });
      expect(verifies(signed, pae(envelope.value.payload))).toBe(true);
      expect(verifies(signed, pae(utf8('another payload')))).toBe(false);
    },
  );
});

function verifies(signed: NonNullable<GoldenFormat['signed']>, message: Uint8Array): boolean {
  const signature = fromBase64(signed.envelope.signatures[0]?.sig ?? '') ?? new Uint8Array();
  const { key: type, publicKey, namespace } = signed;
  if (type !== 'ssh') return verifySignature({ type, publicKey, message, signature });
  const armored = decodeUtf8(signature) ?? '';
  return verifySshSignature({ message, armored, namespace: namespace ?? '', publicKey }).ok;
}

describe('the parser of each format', () => {
  it.each(NAMES)('%s: takes the value as well as its bytes', (name) => {
    const value = SAMPLES[name] as unknown as Json;
    expect(FORMATS[name].parse(value)).toEqual({ ok: true, value });
  });

  it.each(NAMES)('%s: refuses other bytes of the same value', (name) => {
    const spaced = utf8(JSON.stringify(SAMPLES[name], null, 1));
    expect(codesOf(FORMATS[name].parse(spaced))).toEqual(['NOT_CANONICAL']);
  });

  it.each(NAMES)('%s: refuses each missing field by name', (name) => {
    const value: Readonly<Record<string, unknown>> = { ...SAMPLES[name] };
    for (const field of Object.keys(value)) {
      const { [field]: _, ...rest } = value;
      const parsed = FORMATS[name].parse(rest as Json);
      expect(parsed.ok ? [] : parsed.refusals).toEqual([
        {
          code: 'MISSING_FIELD',
          message: `the document has no field \`${field}\``,
          details: { pointer: '', field },
        },
      ]);
    }
  });

  it.each(NAMES)('%s: refuses a field it does not know, and says which was meant', (name) => {
    const [field = ''] = Object.keys(SAMPLES[name]).filter((one) => one.length > 3);
    const written = `${field}x`;
    const parsed = FORMATS[name].parse({ ...SAMPLES[name], [written]: 1 } as unknown as Json);
    expect(parsed.ok ? [] : parsed.refusals).toEqual([
      {
        code: 'UNKNOWN_FIELD',
        message: `the document has an unknown field \`${written}\`, did you mean \`${field}\``,
        details: { pointer: '', field: written, suggestion: field },
      },
    ]);
  });

  it.each(NAMES)('%s: refuses every field of a wrong type', (name) => {
    for (const field of Object.keys(SAMPLES[name])) {
      const parsed = FORMATS[name].parse({ ...SAMPLES[name], [field]: false } as unknown as Json);
      expect(parsed.ok, field).toBe(false);
    }
  });

  it.each(NAMES)('%s: never throws on arbitrary JSON and refuses it', (name) => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: true }), (value) => {
        expect(FORMATS[name].parse(value as Json).ok).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it.each(NAMES)('%s: has a JSON Schema whose references resolve', (name) => {
    const text = JSON.stringify(FORMATS[name].schema);
    const defined = Object.keys((FORMATS[name].schema as { $defs?: object }).$defs ?? {});
    const referred = [...text.matchAll(/#\/\$defs\/([a-z-]+)/g)].map(([, to]) => to);
    expect(new Set(referred)).toEqual(new Set(defined));
    expect(text).toContain('"$schema":"https://json-schema.org/draft/2020-12/schema"');
  });

  it('reports every fault of a document at once, each with its JSON pointer', () => {
    const wrong = {
      ...SAMPLES.approval,
      tier: 'T9',
      nonce: 'short',
      rule: { ...SAMPLES.approval.rule, ruleSett: 1 },
      inputs: { ...SAMPLES.approval.inputs, authors: ['nobody'] },
    };
    const parsed = formats.parseApproval(wrong as unknown as Json);
    expect(parsed.ok ? [] : parsed.refusals.map(({ details }) => details?.['pointer'])).toEqual([
      '/tier',
      '/rule',
      '/inputs/authors/0',
      '/nonce',
    ]);
  });
});

describe('what contradicts itself is refused where it is read', () => {
  const { roster, manifest, verification, freshness, requirement } = SAMPLES;

  it('a roster that lists one key for two humans', () => {
    const [alice, bob] = roster.humans;
    const credentials = (alice?.credentials ?? []).map((one) => ({ ...one, id: id(99) }));
    const doubled = { ...roster, humans: [alice, { ...bob, credentials }] };
    expect(messagesOf(formats.parseRoster(doubled as unknown as Json))).toEqual([
      '`/humans` lists the same key twice',
    ]);
  });

  it('a roster whose quorum cannot be met', () => {
    const unmet = { ...roster, quorum: { ...roster.quorum, threshold: 3 } };
    expect(messagesOf(formats.parseRoster(unmet as unknown as Json))).toEqual([
      '`/quorum/threshold` is more than the 2 humans of the quorum',
    ]);
  });

  it('a threshold below one, which would always be met', () => {
    const none = { ...roster, quorum: { ...roster.quorum, threshold: 0 } };
    expect(codesOf(formats.parseRoster(none as unknown as Json))).toEqual(['WRONG_VALUE']);
  });

  it('a requirement without an intended denial', () => {
    const without = { ...requirement, deny: [] };
    expect(codesOf(formats.parseRequirement(without as unknown as Json))).toEqual(['WRONG_LENGTH']);
  });

  it('a verification that says passed over a failed test', () => {
    const lying = { ...verification, result: 'PASSED', failedTests: ['parses'] };
    expect(messagesOf(formats.parseVerificationResult(lying as unknown as Json))).toEqual([
      '`/result` contradicts the tests, which come to `FAILED`',
    ]);
  });

  it('a freshness statement that ends before it begins', () => {
    const ended = { ...freshness, expiresAt: freshness.issuedAt };
    expect(messagesOf(formats.parseFreshness(ended as unknown as Json))).toEqual([
      '`/expiresAt` is not after `issuedAt`',
    ]);
  });

  it('a manifest that is not sorted, doubles a path, or lists one that no bundle has', () => {
    const [approval, policy] = manifest.files;
    for (const files of [
      [policy, approval],
      [policy, policy],
      [{ ...policy, path: '../policy.json' }],
      [{ ...policy, path: 'manifest.json' }],
      [{ ...policy, path: 'freshness.dsse' }],
      [{ ...policy, path: 'Policy.json' }],
    ]) {
      const parsed = formats.parseManifest({ ...manifest, files } as unknown as Json);
      expect(codesOf(parsed)).toEqual(['WRONG_VALUE']);
    }
  });
});

describe('the files of a bundle', () => {
  it('are a closed list of lower-case paths', () => {
    const paths = ['policy.json', 'approvals/000001.dsse', 'epochs/000002.dsse', 'freshness.dsse'];
    expect(paths.every(formats.isBundlePath)).toBe(true);
    const foreign = ['', '/policy.json', './policy.json', 'approvals/1.dsse', 'POLICY.JSON'];
    expect(foreign.some(formats.isBundlePath)).toBe(false);
  });

  it('are refused with every foreign path at once', () => {
    const files = new Map([
      ['policy.json', utf8('{}')],
      ['evil.sh', utf8('')],
      ['a/../b', utf8('')],
    ]);
    expect(formats.bundlePathFaults(files).map(({ message }) => message)).toEqual([
      'the bundle has a file `evil.sh` that no bundle has',
      'the bundle has a file `a/../b` that no bundle has',
    ]);
  });

  it('are refused beyond their size', () => {
    const large = new Uint8Array(formats.BUNDLE_FILE_BYTES_MAX + 1);
    expect(formats.bundlePathFaults(new Map([['policy.json', large]]))).toMatchObject([
      { code: 'BUNDLE_TOO_LARGE' },
    ]);
  });
});

it('no two formats read each other', () => {
  for (const name of NAMES) {
    const others = NAMES.filter((other) => other !== name);
    const bytes = canonicalBytes(SAMPLES[name]);
    expect(others.filter((other) => FORMATS[other].parse(bytes).ok)).toEqual([]);
  }
});

const codesOf = (parsed: Parsed<unknown>): string[] =>
  parsed.ok ? [] : parsed.refusals.map(({ code }) => code);
const messagesOf = (parsed: Parsed<unknown>): string[] =>
  parsed.ok ? [] : parsed.refusals.map(({ message }) => message);
