import { join } from 'node:path';
import { parseWith, verificationReport } from '@countersign/api';
import { describe, expect, test } from 'vitest';
import type { VerificationReport } from '../src/verify/report.ts';
import { runInside } from './run-inside.ts';
import { CANDIDATE, folderWith, verified } from './verified.ts';

const checkOf = ({ checks }: VerificationReport, name: string) =>
  checks.find((check) => check.name === name);

describe('countersign verify', () => {
  test('a real change passes alone, with its classes at their places in the user’s files', async () => {
    const { ran, report, folder } = await verified(CANDIDATE);
    expect(ran.exit).toBe(0);
    expect(report).toMatchObject({ v: 1, kind: 'verification-report', outcome: 'passed' });
    expect(report.change).toMatchObject({ verdict: 'incomparable', allowed: 'some' });
    expect(parseWith(verificationReport, report, 'body')).toMatchObject({ ok: true });
    const [added] = report.change.newlyAllowed;
    expect(added?.witness?.['action']).toBe('elasticache:ModifyCacheCluster');
    expect(added?.at).toEqual([
      {
        file: join(folder, 'autoscaling-v2.json'),
        line: 3,
        column: 5,
        what: 'ElastiCacheActionsOnAllClusters',
      },
    ]);
  });

  test('what no context says is undetermined, and that is exit 2', async () => {
    const { ran, report } = await verified(CANDIDATE, {}, []);
    expect([ran.exit, report.outcome]).toEqual([2, 'undetermined']);
    expect(parseWith(verificationReport, report, 'body')).toMatchObject({ ok: true });
    const check = checkOf(report, 'denies-in-force/no-cache-deletion');
    expect(check).toMatchObject({ outcome: 'undetermined', blocking: true, group: 'stack' });
    expect(report.effects.map(({ code: name }) => name)).toContain('ADDS_WRITE');
  });

  test('an intended denial that does not hold fails, with a witness and the statement that allows it', async () => {
    const requirement = {
      allow: [{ id: 'scale', actions: ['elasticache:ModifyCacheCluster'], resources: ['*'] }],
      deny: [{ id: 'no-alarms', actions: ['cloudwatch:DeleteAlarms'], resources: ['*'] }],
    };
    const { ran, report, folder } = await verified({ ...CANDIDATE, requirement });
    expect([ran.exit, report.outcome]).toEqual([1, 'failed']);
    const check = checkOf(report, 'denies/no-alarms');
    expect(check?.outcome).toBe('failed');
    expect(check?.witness?.['action']).toBe('cloudwatch:DeleteAlarms');
    expect(check?.at.map(({ file }) => file)).toEqual([join(folder, 'autoscaling-v2.json')]);
  });

  test('policies may stand in the file itself, in every language, and keep their places', async () => {
    const candidate = `apiVersion: countersign/v1
kind: Candidate
language: grants
policy:
  from: {kind: github-app, app: bot, account: acme, permissions: {contents: read}, repositories: [acme/shop]}
  to:
    kind: github-app
    app: bot
    account: acme
    permissions: {contents: write}
    repositories: [acme/shop]
requirement:
  allow: [{id: push, permission: 'contents:write', repository: acme/shop}]
  deny: [{id: no-secrets, permission: 'secrets:read', repository: acme/shop}]
`;
    const folder = folderWith({ 'c.yaml': candidate });
    const ran = await runInside(['verify', join(folder, 'c.yaml'), '--alone', '--json']);
    const report = ran.json() as unknown as VerificationReport;
    expect([ran.stderr, report.outcome, report.change.verdict]).toEqual(['', 'passed', 'broader']);
    expect(report.change.newlyAllowed[0]?.at.every(({ line }) => line !== 1)).toBe(true);
  });

  test.each<[string, object, string, number]>([
    ['no Candidate', { ...CANDIDATE, kind: 'Policy' }, 'WRONG_TYPE', 3],
    ['an unknown field', { ...CANDIDATE, polcy: {} }, 'UNKNOWN_FIELD', 3],
    ['no requirement', { ...CANDIDATE, requirement: undefined }, 'MISSING_FIELD', 3],
    ['a policy that is not there', { ...CANDIDATE, policy: { to: 'x.json' } }, 'CANNOT_READ', 3],
    ['a policy that is none', { ...CANDIDATE, policy: { to: { Version: 1 } } }, 'WRONG_TYPE', 3],
    [
      'a case that is none',
      { ...CANDIDATE, requirement: { allow: [{ id: 'X Y' }], deny: [] } },
      'WRONG_VALUE',
      3,
    ],
  ])('%s is bad input', async (_, candidate, code_, exit) => {
    const { ran } = await verified(candidate);
    const { refusals } = ran.json() as { refusals: { code: string }[] };
    expect(ran.exit).toBe(exit);
    expect(refusals.map((one) => one.code)).toContain(code_);
  });
});

describe('suites', () => {
  const suite = (cases: unknown, more: object = {}) => ({
    apiVersion: 'countersign/v1',
    kind: 'Suite',
    name: 'mine',
    policies: ['autoscaling-v2.json'],
    cases,
    ...more,
  });
  const request = (action: string, resource = '*') => ({ action, resource });
  const CASES = [
    { id: 'scales', request: request('elasticache:ModifyCacheCluster'), expect: 'allow' },
    { id: 'no-objects', request: request('s3:GetObject'), expect: 'deny' },
    { id: 'never-s3', pattern: { actions: ['s3:*'], resources: ['*'] }, expect: 'must-deny' },
  ];

  async function tested(value: unknown) {
    const folder = folderWith({ 's.yaml': value });
    return runInside(['test', join(folder, 's.yaml'), '--json']);
  }

  test('every case is decided: requests by the evaluator, patterns by proof', async () => {
    const ran = await tested(suite(CASES));
    expect([ran.exit, ran.json()]).toMatchObject([0, { passed: 3, failed: 0, undetermined: 0 }]);
  });

  test('a case that does not hold fails with what decides', async () => {
    const wrong = [
      { id: 'objects', request: request('s3:GetObject'), expect: 'allow' },
      { id: 'all', pattern: { actions: ['cloudwatch:*'], resources: ['*'] }, expect: 'must-deny' },
      { id: 'some', pattern: { actions: ['s3:Get*'], resources: ['*'] }, expect: 'must-allow' },
    ];
    const ran = await tested(suite(wrong));
    expect([ran.exit, ran.json()['failed']]).toEqual([1, 3]);
    expect(ran.stdout).toContain('refuted by');
  });

  test('a case that cannot be read is no pass', async () => {
    const ran = await tested(
      suite([{ id: 'x', pattern: { actons: ['s3:*'] }, expect: 'must-deny' }]),
    );
    expect([ran.exit, ran.json()['undetermined']]).toEqual([2, 1]);
  });

  test.each([
    ['no cases', suite([]), 'EMPTY_LIST'],
    ['an id twice', suite([CASES[0], CASES[0]]), 'WRONG_VALUE'],
    ['another word than is known', suite([{ ...CASES[0], expect: 'maybe' }]), 'WRONG_TYPE'],
    [
      'a pattern that is to be allowed now and then',
      suite([{ ...CASES[2], expect: 'allow' }]),
      'WRONG_TYPE',
    ],
    ['no policies of its own', suite(CASES, { policies: [] }), 'MISSING_FIELD'],
  ])('a suite with %s is bad input', async (_, value, code_) => {
    const ran = await tested(value);
    expect(ran.exit).toBe(3);
    expect(JSON.stringify(ran.json())).toContain(code_);
  });

  test('on a candidate it runs against the new policy, and a failed case fails the candidate', async () => {
    const failing = suite([{ id: 'all', request: request('s3:GetObject'), expect: 'allow' }]);
    const { ran, report } = await verified(
      { ...CANDIDATE, suites: ['ok.yaml'] },
      { 'ok.yaml': suite(CASES), 'failing.yaml': failing },
      ['--alone'],
    );
    expect([ran.exit, checkOf(report, 'suite/mine/never-s3')?.outcome]).toEqual([0, 'passed']);
    const folder = folderWith({ 'c.json': CANDIDATE, 'failing.yaml': failing });
    const args = [join(folder, 'c.json'), '--alone', '--suite', join(folder, 'failing.yaml')];
    expect((await runInside(['verify', ...args])).exit).toBe(1);
  });
});
