import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { canonicalOf } from '../../test/verified.ts';
import { canonicalPolicy } from '../aws-iam/canonical/canonical-policy.ts';
import { parsePolicyText } from '../aws-iam/parse/parse-policy.ts';
import type { LanguageName } from '../questions/language.ts';
import type { Digest } from '../refusal.ts';
import type { RequirementCases } from '../requirement/requirement-case.ts';
import { describeSummary } from './describe-summary.ts';
import { summaryDigest, summaryText } from './summary.ts';
import { type VerificationResult, verificationResult } from './verification-result.ts';
import { type VerifiedCandidate, verifyCandidate } from './verify-candidate.ts';

/** Summaries are signed: a vector that no longer matches means a new analysis version or a new format, never an edit. */
interface Golden {
  readonly requirement: RequirementCases;
  readonly requirementDigest: Digest;
  readonly cases: readonly {
    readonly name: string;
    readonly from: unknown;
    readonly to: unknown;
    readonly outcomes: Readonly<Record<string, string>>;
    readonly text: string;
    readonly digest: string;
    readonly described: unknown;
  }[];
}
const VECTORS = new URL('../../../../vectors/analysis/summary.json', import.meta.url);
const golden: Golden = JSON.parse(readFileSync(VECTORS, 'utf8'));
const { requirement, requirementDigest } = golden;

function canonical(document: unknown): string {
  const parsed = parsePolicyText(JSON.stringify(document));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusals));
  return canonicalPolicy(parsed.value).text;
}

function verify(
  from: unknown,
  to: unknown,
  more: { steps?: number; requirement?: RequirementCases } = {},
): VerifiedCandidate {
  return verifyCandidate({
    from: from === null ? null : canonical(from),
    to: canonical(to),
    requirement,
    requirementDigest,
    ...more,
  });
}

function outcomes({ checks }: VerifiedCandidate): Record<string, string> {
  return Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome]));
}

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' };
const read = { Version: '2012-10-17', Statement: READ };

test.each(golden.cases)('golden Summary: $name', ({ from, to, ...wanted }) => {
  const verified = verify(from, to);
  expect(summaryText(verified.summary)).toBe(wanted.text);
  expect(summaryDigest(verified.summary)).toBe(wanted.digest);
  expect(outcomes(verified)).toEqual(wanted.outcomes);
  expect(describeSummary(verified.summary)).toEqual(wanted.described);
});

const LANGUAGES_GOLDEN: {
  readonly requirementDigest: Digest;
  readonly cases: readonly (Golden['cases'][number] & {
    readonly language: LanguageName;
    readonly requirement: RequirementCases;
  })[];
} = JSON.parse(
  readFileSync(
    new URL('../../../../vectors/analysis/summary-languages.json', import.meta.url),
    'utf8',
  ),
);

test.each(LANGUAGES_GOLDEN.cases)(
  'golden Summary of $name',
  ({ language, from, to, ...wanted }) => {
    const candidate = verifyCandidate({
      language,
      from: from === null ? null : canonicalOf(language, from),
      to: canonicalOf(language, to),
      requirement: wanted.requirement,
      requirementDigest: LANGUAGES_GOLDEN.requirementDigest,
    });
    expect(summaryText(candidate.summary)).toBe(wanted.text);
    expect(summaryDigest(candidate.summary)).toBe(wanted.digest);
    expect(outcomes(candidate)).toEqual(wanted.outcomes);
    expect(describeSummary(candidate.summary)).toEqual(wanted.described);
  },
);

test('the Summary does not depend on how the policies were written', () => {
  const written = { ...read, Statement: [{ ...READ, Action: [READ.Action] }, READ] };
  expect(summaryText(verify(null, written).summary)).toBe(summaryText(verify(null, read).summary));
});

test('a text that is not canonical is a bug of the caller, by name', () => {
  const input = { to: canonical(read), requirement, requirementDigest };
  expect(() => verifyCandidate({ ...input, from: JSON.stringify(read) })).toThrow(
    /^`from`: the text is not the canonical form `aws-iam\/1`/,
  );
});

test('without steps nothing passes that needed them', () => {
  const hard = { ...READ, Resource: ['arn:aws:s3:::*a*b*c', '*c*b*a*'] };
  const harder = { ...READ, Resource: ['arn:aws:s3:::*b*c*a', '*a*c*b*'] };
  const verified = verify(
    { ...read, Statement: hard },
    { ...read, Statement: harder },
    { steps: 1 },
  );
  expect(outcomes(verified)).toMatchObject({
    parses: 'passed',
    'allows/read-reports': 'undetermined',
    'over-grant-shown': 'undetermined',
    'diff-decided': 'undetermined',
  });
  expect(verified.summary.verdict).toBe('undetermined');
  expect(verified.summary.assumptions.at(-1)).toBe(
    'not decided: the budget of steps is spent: more than 1 steps',
  );
});

test('an intended denial is failed by a request, conditions included, and left open by what has no exact form', () => {
  const passRole = { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' };
  const Condition = { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } };
  const denial = (statement: object): unknown =>
    verify(read, { ...read, Statement: [READ, statement] }).checks.find(
      ({ name }) => name === 'denies/no-identity-changes',
    );
  expect(denial(passRole)).toMatchObject({
    outcome: 'failed',
    detail: 'allows `iam:PassRole` on `arn:aws:iam::123456789012:role/example-role`',
  });
  expect(denial({ ...passRole, Condition })).toMatchObject({
    outcome: 'failed',
    detail:
      'allows `iam:PassRole` on `arn:aws:iam::123456789012:role/example-role`, with `iam:PassedToService` = `ec2.amazonaws.com`',
  });
  const never = {
    StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' },
    Null: { 'iam:PassedToService': 'true' },
  };
  expect(denial({ ...passRole, Condition: never })).toMatchObject({ outcome: 'passed' });
  const open = { DateLessThan: { 'aws:CurrentTime': '2030' } };
  expect(denial({ ...passRole, Condition: open })).toMatchObject({
    outcome: 'undetermined',
    detail:
      'not decided: depends on the condition DateLessThan `aws:CurrentTime` `2030`: it has a value it cannot compare',
  });
});

test('the in-toto result names each test once and is the worst of them', () => {
  const passed = verify(read, read);
  const result = verificationResult(passed);
  expect(result).toMatchObject({ result: 'PASSED', warnedTests: [], failedTests: [] });
  expect(result.passedTests).toEqual(passed.checks.map(({ name }) => name));
  const only = (Condition: object): VerificationResult =>
    verificationResult(verify(read, { ...read, Statement: { ...READ, Condition } }));
  const warned = only({ Null: { 'aws:SecureTransport': 'perhaps' } });
  expect(warned).toMatchObject({
    result: 'WARNED',
    warnedTests: ['allows/read-reports', 'diff-decided'],
    failedTests: [],
  });
  expect(only({ Bool: { 'aws:SecureTransport': 'true' } })).toMatchObject({
    result: 'FAILED',
    warnedTests: [],
    failedTests: ['allows/read-reports'],
  });
  const other = { ...READ, Resource: 'arn:aws:s3:::other' };
  expect(verificationResult(verify(read, { ...read, Statement: other }))).toMatchObject({
    result: 'FAILED',
    failedTests: ['allows/read-reports'],
  });
});

test('the in-toto result binds requirement, base, what is shown, analysis version and budget', () => {
  const names = (from: unknown): string[] =>
    verificationResult(verify(from, read)).configuration.map(({ name }) => name);
  expect(names(read)).toEqual(['requirement', 'base', 'presented', 'analysis', 'budget']);
  expect(names(null)).toEqual(['requirement', 'presented', 'analysis', 'budget']);
  const { summary, checks } = verify(read, read);
  const { configuration } = verificationResult({ summary, checks }, 7);
  const digestOf = (name: string): string | undefined =>
    configuration.find((one) => one.name === name)?.digest.sha256;
  expect(`sha256:${digestOf('presented')}`).toBe(summaryDigest(summary));
  // SHA-256 of `7`.
  expect(digestOf('budget')).toBe(
    '7902699be42c8a8e46fbbb4501726517e86b22c56a189f7625a6da49081b2451',
  );
});
