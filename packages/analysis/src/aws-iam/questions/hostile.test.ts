import { expect, test } from 'vitest';
import { parsed } from '../../../test/check-diff.ts';
import type { Bare } from '../../../test/third-evaluator.ts';
import type { AwsDiff } from '../model.ts';
import { parsePolicyText } from '../parse/parse-policy.ts';
import { diff } from './diff.ts';
import { prove } from './prove.ts';

/** Enough for every honest policy there is a record of, and few enough that a run of this file stays short. */
const STEPS = 400_000;

const allow = (more: Partial<Bare> = {}): Bare => ({
  Effect: 'Allow',
  Action: ['s:a'],
  Resource: ['*'],
  ...more,
});
const deny = (more: Partial<Bare>): Bare => ({ ...allow(more), Effect: 'Deny' });
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const variable = (key: string): string => `\${${key}}`;
const onKey = (operator: string, key: string, values: string[]): Partial<Bare> => ({
  Condition: { [operator]: { [key]: values } },
});

type Question = readonly [readonly Bare[], readonly Bare[]];

const QUESTIONS: Readonly<Record<string, () => Question>> = {
  'stars between letters': () => [
    [allow({ Resource: [`${'a*'.repeat(40)}b`] })],
    [allow({ Resource: [`${'*a'.repeat(40)}c*`] })],
  ],
  'the letter before the fortieth from the end': () => [
    [allow({ Resource: [`*a${'?'.repeat(40)}`] })],
    [allow({ Resource: [`*a${'?'.repeat(39)}*b*`] })],
  ],
  'twenty patterns with stars and questions': () => [
    [allow({ Resource: many(20, (at) => `*${'ab'[at % 2]}?${'?'.repeat(at)}*${'ba'[at % 2]}*`) })],
    [allow({ Resource: many(20, (at) => `*${'ba'[at % 2]}${'*?'.repeat(at)}a*`) })],
  ],
  'a text of 200,000 characters': () => [
    [allow({ Resource: [`${'x'.repeat(200_000)}*`] })],
    [allow({ Resource: [`${'x'.repeat(200_000)}y*`] })],
  ],
  'twenty thousand stars': () => [
    [allow({ Resource: ['*a'.repeat(20_000)] })],
    [allow({ Resource: ['*ab'.repeat(20_000)] })],
  ],
  'two thousand statements about one action': () => [
    many(2000, (at) => allow({ Resource: [`arn:aws:s3:::b${at}/*`] })),
    many(2000, (at) => allow({ Resource: [`arn:aws:s3:::b${at}/x*`] })),
  ],
  'two thousand Denies within each other': () => [
    [allow()],
    [allow(), ...many(2000, (at) => deny({ Resource: [`*c${at}/*`] }))],
  ],
  'two thousand keys in one statement': () => [
    [allow({ Condition: { StringEquals: keys(2000, 'x') } })],
    [allow({ Condition: { StringLike: keys(2000, 'x*') } })],
  ],
  'two thousand statements of a condition each': () => [
    many(2000, (at) => allow(onKey('StringEquals', `aws:PrincipalTag/${at}`, ['x']))),
    many(2000, (at) => allow(onKey('StringLike', `aws:PrincipalTag/${at}`, ['x*']))),
  ],
  'two thousand values of one key': () => [
    many(2000, (at) => allow(onKey('StringNotEquals', 'aws:PrincipalTag/x', [`v${at}`]))),
    [
      allow(
        onKey(
          'StringNotLike',
          'aws:PrincipalTag/x',
          many(2000, (at) => `v${at}*`),
        ),
      ),
    ],
  ],
  'ten thousand addresses': () => [
    [allow(onKey('IpAddress', 'aws:SourceIp', addresses(10_000, 7)))],
    [allow(onKey('NotIpAddress', 'aws:SourceIp', addresses(10_000, 11)))],
  ],
  'three thousand variables in one list': () => [
    [allow({ Resource: many(3000, (at) => `b${at}/${variable(`aws:PrincipalTag/${at}`)}/*`) })],
    [allow({ Resource: many(3000, (at) => `b${at}/${variable(`aws:PrincipalTag/${at}`)}*`) })],
  ],
  'a thousand statements with a variable each': () => [
    many(1000, (at) => allow({ Resource: [`b${at}/${variable(`aws:PrincipalTag/${at}`)}/*`] })),
    many(1000, (at) => allow({ Resource: [`b${at}/${variable(`aws:PrincipalTag/${at}`)}*`] })),
  ],
  'variables that are exempt, each of its own': () => [
    [notResource(many(900, (at) => `${variable(`aws:PrincipalTag/${at}`)}*`))],
    [notResource(many(900, (at) => `${variable(`aws:PrincipalTag/${at}`)}x`))],
  ],
  'one variable five thousand times': () => [
    [allow({ Resource: [variable('k').repeat(5000)] })],
    [allow({ Resource: [variable('k').repeat(5001)] })],
  ],
  'variables as values of a key': () => [
    [
      allow(
        onKey(
          'StringEquals',
          'aws:ResourceTag/o',
          many(2000, (at) => variable(`k${at}`)),
        ),
      ),
    ],
    [
      allow(
        onKey(
          'StringNotLike',
          'aws:ResourceTag/o',
          many(2000, (at) => `${variable(`k${at}`)}*`),
        ),
      ),
    ],
  ],
  'sets against sets': () => [
    many(200, (at) => allow(onKey('ForAllValues:StringLike', 'aws:TagKeys', [`a${at}*`, 'b']))),
    many(200, (at) => allow(onKey('ForAnyValue:StringNotLike', 'aws:TagKeys', [`*${at}x`, 'b']))),
  ],
  'Denies that share their keys': () => [
    [allow()],
    [allow(), ...many(40, (at) => deny({ Condition: { StringEquals: threeKeys(at) } }))],
  ],
  'a number of 100,000 digits': () => [
    [allow(onKey('NumericLessThan', 's3:max-keys', ['9'.repeat(100_000)]))],
    [allow(onKey('NumericLessThan', 's3:max-keys', [`${'9'.repeat(100)}.5`]))],
  ],
  'characters beyond U+FFFF': () => [
    [allow({ Resource: [`${'\u{1F600}'.repeat(1000)}*`] })],
    [allow({ Resource: [`*${'\u{1F600}'.repeat(1000)}`] })],
  ],
};

function keys(count: number, value: string): Record<string, string[]> {
  return Object.fromEntries(many(count, (at) => [`aws:PrincipalTag/${at}`, [value]]));
}

function threeKeys(at: number): Record<string, string[]> {
  return Object.fromEntries(
    [at, at + 1, (at * 3) % 41].map((key) => [`aws:PrincipalTag/${key}`, ['x']]),
  );
}

function addresses(count: number, factor: number): string[] {
  return many(count, (at) => `10.${at & 255}.${(at >> 8) & 255}.${(at * factor) & 255}`);
}

function notResource(NotResource: string[]): Bare {
  return { Effect: 'Allow', Action: ['s:a'], NotResource };
}

/** What was stopped never says that nothing changed. */
function expectHonest({ verdict, undetermined, findings }: AwsDiff): void {
  expect(findings).toEqual([]);
  if (undetermined !== undefined) expect(verdict).not.toBe('equivalent');
}

test.each(Object.keys(QUESTIONS))(
  '%s: an answer or what stopped it, the same steps every time',
  (name) => {
    const [from, to] = (QUESTIONS[name]?.() ?? [[], []]).map((one) => parsed(one));
    if (from === undefined || to === undefined) throw new Error(name);
    const result = diff(from, to, STEPS);
    for (const reason of result.undetermined ?? [])
      expect(reason).toMatch(/^the budget of steps is spent|^the case splits nest|^not modelled/);
    expect(result.findings).toEqual([]);
    const again = diff(from, to, STEPS);
    expect([again.steps, again.verdict]).toEqual([result.steps, result.verdict]);
    const proof = prove({ property: 'implies', policies: [to, from] }, STEPS);
    expect(['proved', 'refuted', 'undetermined']).toContain(proof.verdict);
    if (result.allowed === 'some') expect(proof.verdict).toBe('refuted');
    if (result.allowed === 'undetermined') expect(proof.verdict).not.toBe('proved');
  },
);

test('a direction that was stopped is never none', () => {
  for (const [name, make] of Object.entries(QUESTIONS)) {
    if (name.includes('thousand')) continue;
    const [from, to] = make();
    expectHonest(diff(parsed(from), parsed(to), 100));
  }
});

test('ten thousand statements or six megabytes are refused before they are read', () => {
  for (const count of [10_000, 60_000]) {
    const Statement = many(count, (at) => allow({ Resource: [`arn:aws:s3:::bucket-${at}/*`] }));
    const text = JSON.stringify({ Version: '2012-10-17', Statement });
    expect(parsePolicyText(text)).toMatchObject({
      ok: false,
      refusals: [{ code: 'POLICY_TOO_LARGE' }],
    });
  }
});

test('ten thousand statements in several policies are compared all the same', () => {
  const set = (name: string): ReturnType<typeof parsed>[] =>
    many(5, (policy) =>
      parsed(many(2000, (at) => allow({ Resource: [`arn:aws:s3:::${name}${policy}-${at}/*`] }))),
    );
  const result = diff(set('b'), set('b'), STEPS);
  expect(result).toMatchObject({ verdict: 'equivalent' });
  expectHonest(diff(set('b'), set('c'), STEPS));
});
