import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePolicyText } from '../parse/parse-policy.ts';
import { canonicalPolicy, parseCanonicalPolicy } from './canonical-policy.ts';

interface Golden {
  readonly pairs: readonly { name: string; same: boolean; left: unknown; right: unknown }[];
  readonly bytes: readonly { name: string; policy: unknown; text: string; digest: string }[];
}
const VECTORS = new URL('../../../../../vectors/analysis/canonical.json', import.meta.url);
const golden: Golden = JSON.parse(readFileSync(VECTORS, 'utf8'));

function canonical(value: unknown): { text: string; digest: string } {
  const parsed = parsePolicyText(JSON.stringify(value));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusals));
  return canonicalPolicy(parsed.value);
}

test.each(golden.pairs)('golden pair: $name', ({ same, left, right }) => {
  expect(canonical(left).digest === canonical(right).digest).toBe(same);
});

test.each(golden.bytes)('golden bytes: $name', ({ policy, text, digest }) => {
  expect(canonical(policy)).toEqual({ text, digest });
});

const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'é', '😀', '\uffee'),
  minLength: 1,
  maxLength: 3,
});
const list = fc.array(text, { minLength: 1, maxLength: 4 });
const statement = fc.record({
  Sid: text,
  Effect: fc.constantFrom('Allow', 'Deny'),
  Action: list.map((texts) => texts.map((one) => `s:${one}`)),
  Resource: list,
  Condition: fc.record({ StringEquals: fc.dictionary(text, list, { maxKeys: 2 }) }),
});

test('order, duplicates and scalars for lists never move the digest', () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), (statements) => {
      const shuffle = (texts: string[]): string | string[] =>
        texts.length === 1 ? String(texts[0]) : [...texts, ...texts].reverse();
      const changed = statements.map((one) => ({
        Resource: shuffle(one.Resource),
        Action: shuffle(one.Action),
        Effect: one.Effect,
        Condition: {
          StringEquals: Object.fromEntries(
            Object.entries(one.Condition.StringEquals)
              .reverse()
              .map(([key, values]) => [key, shuffle(values)]),
          ),
        },
        Sid: one.Sid,
      }));
      const left = canonical({ Version: '2012-10-17', Statement: statements });
      const right = canonical({
        Statement: [...changed, ...changed].reverse(),
        Version: '2012-10-17',
      });
      expect(right).toEqual(left);
      const again = parseCanonicalPolicy(left.text);
      expect(again.ok && canonicalPolicy(again.value)).toEqual(left);
    }),
    { numRuns: 300 },
  );
});

test('text that is not byte for byte canonical is refused', () => {
  const { text: good } = canonical({ Statement: [] });
  expect(parseCanonicalPolicy(good).ok).toBe(true);
  for (const bad of [
    `${good} `,
    good.replace('"Statement":[]', '"Statement": []'),
    '{"canonical":"aws-iam/2","policy":{}}',
  ]) {
    expect(parseCanonicalPolicy(bad)).toMatchObject({
      ok: false,
      refusals: [{ code: 'NOT_CANONICAL' }],
    });
  }
});
