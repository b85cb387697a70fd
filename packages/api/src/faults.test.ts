import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseWith } from './faults.ts';
import { adoptPolicy, stateRequirement } from './index.ts';

describe('a request with faults', () => {
  test('names an unknown field and the one that was meant', () => {
    expect(
      parseWith(z.strictObject({ policy: z.string() }), { policy: 'x', polciy: 'y' }, 'body'),
    ).toEqual({
      ok: false,
      refusals: [
        {
          code: 'UNKNOWN_FIELD',
          message: 'unknown field `polciy`; did you mean `policy`',
          details: { in: 'body', pointer: '/polciy', field: 'polciy', suggestion: 'policy' },
        },
      ],
    });
  });

  test('suggests nothing for a field that resembles none', () => {
    const parsed = parseWith(
      z.strictObject({ policy: z.string() }),
      { policy: 'x', zz: 1 },
      'body',
    );
    expect(parsed.ok ? [] : parsed.refusals.map((r) => r.message)).toEqual(['unknown field `zz`']);
  });

  test('is told every fault at once, each with its JSON pointer', () => {
    const parsed = parseWith(
      adoptPolicy,
      { name: 7, environment: 'prod', language: 'aws-iam', text: null, onwer: 'x' },
      'body',
    );
    expect(parsed.ok ? [] : parsed.refusals.map((r) => [r.code, r.message])).toEqual([
      ['WRONG_TYPE', '`name` must be a string'],
      ['MISSING_FIELD', 'missing field `owner`'],
      ['UNKNOWN_FIELD', 'unknown field `onwer`; did you mean `owner`'],
    ]);
  });

  test.each([
    ['\u202e', 'U+202E'],
    ['\u200b', 'U+200B'],
    ['\n', 'U+000A'],
    ['\ud800', 'U+D800'],
    ['\u{e0041}', 'U+E0041'],
  ])('is told of what is read and not seen in a name', (character, named) => {
    const name = `pay${character}roll`;
    const parsed = parseWith(adoptPolicy.pick({ name: true }), { name }, 'body');
    expect(parsed.ok ? [] : parsed.refusals).toEqual([
      {
        code: 'INVISIBLE_CHARACTER',
        message: `\`name\` holds the invisible character \`${named}\``,
        details: { in: 'body', pointer: '/name' },
      },
    ]);
  });

  test('may have lines in a purpose, and nothing else unseen', () => {
    const purpose = (text: string) =>
      parseWith(stateRequirement.pick({ purpose: true }), { purpose: text }, 'body');
    expect(purpose('Rechnungen lesen,\r\n\tfür Prüfer 審査 ⚠').ok).toBe(true);
    const refused = purpose('read\n\u2066only');
    expect(refused.ok ? [] : refused.refusals.map(({ code }) => code)).toEqual([
      'INVISIBLE_CHARACTER',
    ]);
  });

  test('finds the known fields inside a list', () => {
    const parsed = parseWith(
      stateRequirement.pick({ allow: true }),
      { allow: [{ id: 'a', actions: ['s3:GetObject'], resources: ['*'], resource: 'x' }] },
      'body',
    );
    expect(parsed.ok ? [] : parsed.refusals).toEqual([
      {
        code: 'UNKNOWN_FIELD',
        message: 'unknown field `resource`; did you mean `resources`',
        details: {
          in: 'body',
          pointer: '/allow/0/resource',
          field: 'resource',
          suggestion: 'resources',
        },
      },
    ]);
  });
});
