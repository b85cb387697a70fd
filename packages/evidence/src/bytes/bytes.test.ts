import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalBytes,
  canonicalText,
  concat,
  decodeUtf8,
  digest,
  digestBytes,
  digestOf,
  equalBytes,
  fromBase64,
  fromBase64Url,
  fromHex,
  isDigest,
  parseCanonical,
  parseJson,
  saltedDigest,
  toBase64,
  toBase64Url,
  toHex,
  utf8,
} from './index.ts';

const text = fc.string({ unit: 'binary' });
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const codesOf = (input: string, limits = {}) => {
  const parsed = parseCanonical(utf8(input), limits);
  return parsed.ok ? [] : parsed.refusals.map(({ code }) => code);
};

describe('canonical form', () => {
  it('is RFC 8785 section 3.2.3: keys by UTF-16 code unit, no white space, minimal escapes', () => {
    const value = {
      '\u20ac': 'Euro',
      '\r': 'CR',
      '\ufb33': 'Dalet',
      '1': 'One',
      '\u{1f600}': 'Smile',
      '\u0080': 'Control',
      ö: 'O',
    };
    expect(canonicalText(value)).toBe(
      '{"\\r":"CR","1":"One","\u0080":"Control","ö":"O","€":"Euro","\u{1f600}":"Smile","\ufb33":"Dalet"}',
    );
    expect(canonicalText([56, { d: true, '10': null, '1': [] }, -0])).toBe(
      '[56,{"1":[],"10":null,"d":true},0]',
    );
    expect(canonicalText('\u20ac$\u000f\nA\'B"\\\\"/')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
  });

  it('reads back as the value it was made from', () => {
    fc.assert(
      fc.property(json, (value) => {
        const parsed = parseCanonical(canonicalBytes(value));
        expect(parsed.ok && canonicalText(parsed.value)).toBe(canonicalText(value));
        expect(parsed).toEqual({ ok: true, value: JSON.parse(canonicalText(value)) });
      }),
    );
  });

  it('does not depend on the order in which keys were written', () => {
    fc.assert(
      fc.property(fc.dictionary(text, fc.integer(), { noNullPrototype: true }), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(digestOf(reversed)).toBe(digestOf(value));
      }),
    );
  });

  it.each([
    ['a float', 1.5, '1.5 is not a safe integer'],
    ['NaN', Number.NaN, 'NaN is not a safe integer'],
    ['infinity', Number.POSITIVE_INFINITY, 'Infinity is not a safe integer'],
    ['an integer beyond 2^53', 2 ** 53, '9007199254740992 is not a safe integer'],
    ['a bigint', 1n, 'bigint has no canonical form'],
    ['undefined', { a: undefined }, 'undefined has no canonical form'],
    ['a hole', new Array(1), 'undefined has no canonical form'],
    ['a date', new Date(0), 'only plain objects have a canonical form'],
    ['bytes', new Uint8Array(1), 'only plain objects have a canonical form'],
    ['a lone surrogate', '\ud800', 'a lone surrogate has no canonical form'],
    ['a lone surrogate as key', { '\udc00': 1 }, 'a lone surrogate has no canonical form'],
  ])('does not exist for %s', (_name, value, message) => {
    expect(() => canonicalText(value)).toThrow(message);
  });

  it('does not exist for a value inside itself', () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(() => canonicalText(loop)).toThrow('nesting deeper than 64 has no canonical form');
  });

  it.each([
    '{"b":1,"a":2}',
    ' 1',
    '[1, 2]',
    '1.0',
    '1e3',
    '-0',
    '"\\u0041"',
    '9007199254740993',
    '[1]\n',
    '1.5',
  ])('%j is JSON and refused as not canonical', (input) => {
    expect(parseCanonical(utf8(input))).toEqual({
      ok: false,
      refusals: [
        {
          code: 'NOT_CANONICAL',
          message: 'the bytes are JSON but not in canonical form (RFC 8785, integers only)',
        },
      ],
    });
  });
});

describe('strict JSON', () => {
  it('names every duplicate key with line, column and pointer', () => {
    const parsed = parseJson(utf8('{"a":1,\n "b/~":{"c":1,"\\u0063":2},\n "a":2}'));
    expect(parsed).toEqual({
      ok: false,
      refusals: [
        {
          code: 'DUPLICATE_KEY',
          message: 'the key `c` stands twice in one object (line 2, column 15)',
          details: { line: 2, column: 15, pointer: '/b~1~0/c' },
        },
        {
          code: 'DUPLICATE_KEY',
          message: 'the key `a` stands twice in one object (line 3, column 2)',
          details: { line: 3, column: 2, pointer: '/a' },
        },
      ],
    });
  });

  it('counts columns in characters, not in UTF-16 units', () => {
    const parsed = parseJson(utf8('["\u{1f600}" x'));
    expect(parsed.ok ? '' : parsed.refusals[0]?.message).toBe(
      'expected `,` or the closing bracket, found `x` (line 1, column 6)',
    );
  });

  it.each([
    ['{"a":1,}', 'NOT_JSON'],
    ['{a:1}', 'NOT_JSON'],
    ["{'a':1}", 'NOT_JSON'],
    ['[1,]', 'NOT_JSON'],
    ['[01]', 'NOT_JSON'],
    ['[+1]', 'NOT_JSON'],
    ['[.5]', 'NOT_JSON'],
    ['[NaN]', 'NOT_JSON'],
    ['truex', 'NOT_JSON'],
    ['"\t"', 'NOT_JSON'],
    ['"\\x41"', 'NOT_JSON'],
    ['"open', 'NOT_JSON'],
    ['', 'NOT_JSON'],
    ['\ufeff1', 'NOT_JSON'],
    ['1 2', 'NOT_JSON'],
    ['// x\n1', 'NOT_JSON'],
    ['"\\ud800"', 'LONE_SURROGATE'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 'TOO_DEEP'],
    ['['.repeat(1_000_000), 'TOO_DEEP'],
  ])('%# refuses what is not strict JSON', (input, code) => {
    expect(codesOf(input)).toEqual([code]);
  });

  it('refuses exactly what JSON.parse refuses, duplicates and depth apart', () => {
    const fragment = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b\\n"',
      '1',
      '-1.5e+3',
      'true',
      'null',
      ' ',
      '\n',
      '"',
      '\\',
      '0',
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 12 }), (parts) => {
        const input = parts.join('');
        const parsed = parseJson(utf8(input));
        const isOurs = parsed.ok || parsed.refusals.every(({ code }) => code === 'DUPLICATE_KEY');
        expect(isOurs, input).toBe(isJson(input));
      }),
      { numRuns: 3000 },
    );
  });

  it('takes 64 levels and a document of the size cap, and no more', () => {
    expect(codesOf(`${'['.repeat(64)}${']'.repeat(64)}`)).toEqual([]);
    expect(codesOf('"12345"', { maxBytes: 7 })).toEqual([]);
    expect(parseJson(utf8('"123456"'), { maxBytes: 7 })).toEqual({
      ok: false,
      refusals: [
        {
          code: 'TOO_LARGE',
          message: 'the document has 8 bytes, at most 7 are read',
          details: { size: 8, maxBytes: 7 },
        },
      ],
    });
  });

  it('refuses bytes that are not UTF-8', () => {
    for (const bytes of [
      [0x22, 0xff, 0x22],
      [0x22, 0xc0, 0x80, 0x22],
      [0x22, 0xed, 0xa0, 0x80, 0x22],
    ]) {
      expect(parseJson(Uint8Array.from(bytes))).toEqual({
        ok: false,
        refusals: [{ code: 'NOT_UTF8', message: 'the bytes are not UTF-8' }],
      });
    }
  });

  it('keeps `__proto__` as an ordinary key', () => {
    const parsed = parseCanonical(utf8('{"__proto__":{"admin":true}}'));
    if (!parsed.ok) throw new Error('refused');
    expect(canonicalText(parsed.value)).toBe('{"__proto__":{"admin":true}}');
    expect(Object.getPrototypeOf(parsed.value)).toBe(Object.prototype);
  });

  it('reads long texts and many faults without growing slow', () => {
    expect(parseJson(utf8(`"${'\\n'.repeat(1_000_000)}"`)).ok).toBe(true);
    const parsed = parseJson(utf8(`{${'"a":1,'.repeat(200_000)}"a":1}`));
    expect(parsed.ok ? 0 : parsed.refusals.length).toBe(100);
  });
});

describe('bytes', () => {
  it('base64, base64url and hex read back as written and agree with Node', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
        expect(fromHex(toHex(bytes))).toEqual(bytes);
      }),
    );
  });

  it('base64 has one spelling for one byte string', () => {
    for (const other of [
      'A',
      'AA',
      'AA=',
      'AB==',
      'AAB=',
      'AA==\n',
      ' AA==',
      'A-_=',
      '====',
      'A===',
      'AA==AA==',
    ]) {
      expect(fromBase64(other), other).toBeUndefined();
    }
    for (const other of ['AA==', 'AB', 'A+/A', 'A'])
      expect(fromBase64Url(other), other).toBeUndefined();
    for (const other of ['A', 'AA', '0g', 'ABCD', '00 '])
      expect(fromHex(other), other).toBeUndefined();
  });

  it('UTF-8 is strict both ways', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(decodeUtf8(utf8(value))).toBe(value);
      }),
    );
    expect(() => utf8('\ud800')).toThrow('text has a lone surrogate and no UTF-8 form');
    expect(decodeUtf8(Uint8Array.of(0xff))).toBeUndefined();
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf))).toBe('\ufeff');
  });

  it('digests are those of SHA-256, with or without a salt before the text', () => {
    const salt = Uint8Array.of(1, 2, 3);
    const expected = createHash('sha256')
      .update(Buffer.concat([salt, Buffer.from('é')]))
      .digest('hex');
    expect(saltedDigest(salt, 'é')).toBe(`sha256:${expected}`);
    expect(
      equalBytes(digestBytes(digest(utf8('x'))), createHash('sha256').update('x').digest()),
    ).toBe(true);
    expect(isDigest(`sha256:${'A'.repeat(64)}`)).toBe(false);
    expect(isDigest(`sha256:${'a'.repeat(64)}\n`)).toBe(false);
    expect(() => digestBytes('sha256:1')).toThrow('not a digest');
    expect(concat(salt, salt)).toEqual(Uint8Array.of(1, 2, 3, 1, 2, 3));
  });
});

function isJson(input: string): boolean {
  try {
    JSON.parse(input);
    return true;
  } catch {
    return false;
  }
}
