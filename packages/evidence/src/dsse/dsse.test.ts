import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, decodeUtf8, utf8 } from '../bytes/index.ts';
import {
  envelope,
  envelopeBytes,
  PAYLOAD_TYPE,
  pae,
  parseEnvelope,
  parseStatement,
  statement,
} from './index.ts';

const TYPE = 'urn:countersign:approval:v1';
const SUBJECT = [{ name: 'policy', digest: { sha256: 'ab'.repeat(32) } }];

describe('the pre-authentication encoding', () => {
  it('is the one of the DSSE protocol', () => {
    expect(decodeUtf8(pae(utf8('hello world'), 'http://example.com/HelloWorld'))).toBe(
      'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
    );
    expect(decodeUtf8(pae(utf8('{}')))).toBe('DSSEv1 28 application/vnd.in-toto+json 2 {}');
  });

  it('tells any two payloads and types apart', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (a, b, c, d) => {
        fc.pre(a !== c || b !== d);
        expect(decodeUtf8(pae(utf8(a), b))).not.toBe(decodeUtf8(pae(utf8(c), d)));
      }),
    );
  });
});

describe('an envelope', () => {
  const payload = statement(TYPE, SUBJECT, { decision: 'approve' });
  const made = envelope(payload, [{ keyid: 'k', sig: utf8('sig') }]);

  it('reads back as it was written', () => {
    expect(parseEnvelope(envelopeBytes(made))).toEqual({
      ok: true,
      value: { envelope: made, payload },
    });
  });

  it('is refused with every fault at once', () => {
    const bytes = canonicalBytes({
      payloadType: 'text/plain',
      payload: '!',
      signatures: [{ keyid: 1, sig: 'AA==', cert: '' }],
      extra: 1,
    });
    expect(parseEnvelope(bytes)).toEqual({
      ok: false,
      refusals: [
        {
          code: 'ENVELOPE_FORMAT',
          message: "the envelope's `/extra` is an unknown field `extra`",
          details: { pointer: '/extra' },
        },
        {
          code: 'PAYLOAD_TYPE',
          message: `the payload type is \`text/plain\`, only \`${PAYLOAD_TYPE}\` is read`,
        },
        {
          code: 'ENVELOPE_FORMAT',
          message: "the envelope's `/payload` is not base64",
          details: { pointer: '/payload' },
        },
        {
          code: 'ENVELOPE_FORMAT',
          message: "the envelope's `/signatures/0/cert` is an unknown field `cert`",
          details: { pointer: '/signatures/0/cert' },
        },
        {
          code: 'ENVELOPE_FORMAT',
          message: "the envelope's `/signatures/0` is not a `keyid` and a `sig` in base64",
          details: { pointer: '/signatures/0' },
        },
      ],
    });
  });

  it('is refused without a signature, with an empty one, and when its bytes are spelled otherwise', () => {
    expect(parseEnvelope(canonicalBytes({ ...made, signatures: [] })).ok).toBe(false);
    expect(
      parseEnvelope(canonicalBytes({ ...made, signatures: [{ keyid: '', sig: '' }] })).ok,
    ).toBe(false);
    const spaced = utf8(JSON.stringify(made, null, 1));
    expect(parseEnvelope(spaced)).toMatchObject({
      ok: false,
      refusals: [{ code: 'NOT_CANONICAL' }],
    });
  });

  it('of arbitrary JSON is refused and does not throw', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: true }), (value) => {
        expect(parseEnvelope(utf8(JSON.stringify(value))).ok).toBe(false);
      }),
    );
  });
});

describe('a statement', () => {
  const bytes = statement(TYPE, SUBJECT, { decision: 'approve' });

  it('reads back as it was written', () => {
    expect(parseStatement(bytes, TYPE)).toEqual({
      ok: true,
      value: { subject: SUBJECT, predicate: { decision: 'approve' } },
    });
  });

  it('of another predicate type is refused', () => {
    expect(parseStatement(bytes, 'urn:countersign:release:v1')).toEqual({
      ok: false,
      refusals: [
        {
          code: 'PREDICATE_TYPE',
          message: `the statement is a \`${TYPE}\`, expected \`urn:countersign:release:v1\``,
          details: { expected: 'urn:countersign:release:v1' },
        },
      ],
    });
  });

  it('is refused with every fault at once', () => {
    const bad = canonicalBytes({
      _type: 'x',
      predicateType: TYPE,
      subject: [{ name: 'a', digest: { sha1: '' } }],
      more: 1,
    });
    const parsed = parseStatement(bad, TYPE);
    expect(parsed.ok ? [] : parsed.refusals.map(({ message }) => message)).toEqual([
      "the statement's `/more` is an unknown field `more`",
      "the statement's `/_type` is not `https://in-toto.io/Statement/v1`",
      "the statement's `/predicate` is missing",
      "the statement's `/subject/0` is not a `name` and one `sha256` digest",
    ]);
  });

  it('without a subject is refused', () => {
    const bad = statement(TYPE, [], {});
    expect(parseStatement(bad, TYPE)).toMatchObject({
      ok: false,
      refusals: [{ code: 'STATEMENT_FORMAT' }],
    });
  });
});
