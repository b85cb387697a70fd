import { describe, expect, it } from 'vitest';
import type { Json } from '../bytes/index.ts';
import { integer, list, object, oneOf, parserOf, text } from './index.ts';
import { MAX_FAULTS } from './schema.ts';
import { suggestion } from './suggestion.ts';

const point = parserOf(object<{ x: number; y: number }>({ x: integer(0, 9), y: integer(0, 9) }));

describe('an object', () => {
  it('takes no name from its prototype, and gives none', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const value = JSON.parse(`{"x":1,"y":2,"${name}":{}}`) as Json;
      expect(point(value)).toMatchObject({ refusals: [{ code: 'UNKNOWN_FIELD' }] });
    }
    expect(point(Object.create({ x: 1, y: 2 }) as Json)).toMatchObject({
      refusals: [{ code: 'MISSING_FIELD' }, { code: 'MISSING_FIELD' }],
    });
  });

  it('escapes a hostile name in its message', () => {
    const parsed = point({ x: 1, y: 2, 'a`\u202e\n': 1 });
    expect(parsed.ok ? '' : parsed.refusals[0]?.message).toBe(
      'the document has an unknown field `a\\u{60}\\u{202e}\\u{a}`',
    );
  });

  it('stops after a hundred faults, whatever comes', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`f${at}`, at]));
    const parsed = point(many);
    expect(parsed.ok ? 0 : parsed.refusals.length).toBe(MAX_FAULTS);
  });

  it('escapes its pointers (RFC 6901)', () => {
    const parse = parserOf(object<{ 'a/b~c': number }>({ 'a/b~c': integer(0) }));
    expect(parse({ 'a/b~c': 'x' })).toMatchObject({
      refusals: [{ details: { pointer: '/a~1b~0c' } }],
    });
  });
});

describe('a number', () => {
  it.each([0.5, -1, 10, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])(
    '%d is refused outside its bounds or between integers',
    (x) => {
      expect(point({ x, y: 0 })).toMatchObject({
        refusals: [{ code: 'WRONG_VALUE', details: { pointer: '/x' } }],
      });
    },
  );

  it('is not a text of digits', () => {
    expect(point({ x: '1', y: 0 })).toMatchObject({
      refusals: [{ code: 'WRONG_TYPE', message: '`/x` is a string, expected an integer' }],
    });
  });
});

describe('a list', () => {
  it('reports each wrong item at its index', () => {
    const parse = parserOf(list(oneOf('a', 'b'), 3));
    expect(parse(['a', 'c', 1])).toMatchObject({
      refusals: [
        { message: '`/1` is `c`, expected `a`, `b`' },
        { message: '`/2` is `1`, expected `a`, `b`' },
      ],
    });
  });

  it('does not look into items beyond its length', () => {
    expect(parserOf(list(text(5), 2))(['', '', ''])).toMatchObject({
      refusals: [{ code: 'WRONG_LENGTH', message: 'the document has 3 items, expected 0 to 2' }],
    });
  });
});

describe('a suggestion', () => {
  it('is the nearest known name', () => {
    expect(suggestion('enviroment', ['environment', 'policy'])).toBe('environment');
    expect(suggestion('Policy', ['environment', 'policy'])).toBe('policy');
  });

  it('is not made for what resembles nothing', () => {
    expect(suggestion('zzz', ['environment', 'policy'])).toBeNull();
  });

  it('costs nothing on a name of a megabyte', () => {
    expect(suggestion('a'.repeat(1_000_000), ['environment', 'policy'])).toBeNull();
  });
});
