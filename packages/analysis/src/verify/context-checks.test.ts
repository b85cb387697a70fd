import { expect, test } from 'vitest';
import { BARE, checkOf, IDENTITY, verified } from '../../test/verified.ts';
import type { Guardrail } from '../guardrails/guardrail.ts';
import { assessmentText, verificationResult } from './verification-result.ts';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' };
const read = { Version: '2012-10-17', Statement: [READ] };
const D = `sha256:${'0'.repeat(64)}` as const;

function policy(...statements: object[]) {
  return { Version: '2012-10-17', Statement: statements } as const;
}

test('every check says what it proves and what not, and stands in a group', () => {
  const requirement = {
    allow: [{ id: 'read', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/*'] }],
    deny: [{ id: 'no-iam', actions: ['iam:*'], resources: ['*'] }],
  };
  const inputs = [{ name: 'inventory', digest: D, takenAt: null, maxAgeSeconds: null }];
  const { checks } = verified({ to: read, requirement, context: { inputs } });
  const names = checks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const check of checks) {
    expect(check.proves).not.toBe('');
    expect(check.doesNotProve).not.toBe('');
    expect(check.detail).not.toBe('');
  }
});

test('where nothing is known nothing that needs it is green', () => {
  const { checks } = verified({
    to: read,
    requirement: { deny: [{ id: 'no-iam', actions: ['iam:*'], resources: ['*'] }] },
    context: { inputs: [{ name: 'inventory', digest: D, takenAt: null, maxAgeSeconds: 60 }] },
  });
  const open = checks.filter(({ outcome }) => outcome !== 'passed');
  expect(open.map(({ name, outcome, blocking }) => [name, outcome, blocking])).toEqual([
    ['in-force-known', 'undetermined', false],
    ['denies-in-force/no-iam', 'undetermined', true],
    ['diff-in-force-decided', 'undetermined', false],
    ['owners-active', 'undetermined', true],
    ['credentials-current', 'undetermined', false],
    ['own-organization', 'undetermined', false],
    ['used-by-one', 'undetermined', false],
    ['not-dormant', 'undetermined', false],
    ['keeps-observed-use', 'undetermined', false],
    ['unused-shown', 'undetermined', false],
    ['input/inventory', 'undetermined', true],
  ]);
});

test('without a context there are the checks there were, and nothing else', () => {
  const verifying = { to: read, context: null };
  const { checks, effects, mutants, guardrails, inForce, leastPrivilege } = verified(verifying);
  expect(checks.map(({ name }) => name)).toEqual([
    'parses',
    'over-grant-shown',
    'diff-decided',
    'witnesses-replay',
  ]);
  expect({ effects, mutants, guardrails, inForce, leastPrivilege }).toEqual({
    effects: [],
    mutants: [],
    guardrails: [],
    inForce: null,
    leastPrivilege: null,
  });
});

test('the Summary is the same with and without a context', () => {
  const context = { identity: IDENTITY };
  expect(verified({ to: read, context }).summary).toEqual(
    verified({ to: read, context: null }).summary,
  );
});

test('what the service refuses fails, and a search that ended early leaves it open', () => {
  expect(checkOf({ to: read }, 'validates').outcome).toBe('passed');
  const twice = policy({ ...READ, Sid: 'A' }, { ...READ, Sid: 'A', Action: 's3:ListBucket' });
  expect(checkOf({ to: twice }, 'validates')).toMatchObject({ outcome: 'failed', blocking: true });
  const many = policy(
    ...Array.from({ length: 30 }, (_, index) => ({
      ...READ,
      Resource: `arn:aws:s3:::*${index}*a*`,
      Condition: { StringLike: { 'aws:PrincipalTag/x': `*${index}*` } },
    })),
    { Effect: 'Deny', Action: '*', Resource: 'arn:aws:s3:::*b*c*' },
  );
  expect(checkOf({ to: many, steps: 1 }, 'validates').outcome).toBe('undetermined');
});

test('a name that no table has is shown where the change adds it, and stands in nobody’s way', () => {
  const unknown = policy(READ, { Effect: 'Allow', Action: 's3:GetObjct', Resource: '*' });
  const check = checkOf({ to: unknown }, 'names-known');
  expect(check).toMatchObject({ outcome: 'failed', blocking: false });
  expect(check.detail).toContain('s3:GetObjct');
  expect(checkOf({ from: unknown, to: unknown }, 'names-known').outcome).toBe('passed');
});

const PASS = {
  Effect: 'Allow',
  Action: ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'],
  Resource: '*',
};

test('a path that is newly completed is named with its witness, and one that was there is not new', () => {
  const check = checkOf({ from: read, to: policy(READ, PASS) }, 'no-new-escalation');
  expect(check).toMatchObject({ outcome: 'failed', blocking: false });
  expect(check.detail).toContain('ESCALATION_BY_PASS_ROLE');
  expect(check.witness).toBeDefined();
  const same = checkOf({ from: policy(READ, PASS), to: policy(PASS, READ) }, 'no-new-escalation');
  expect(same.outcome).toBe('passed');
});

test('a path is completed across the policies of one identity', () => {
  const half = { ...PASS, Action: 'iam:PassRole' };
  const rest = { ...PASS, Action: ['lambda:CreateFunction', 'lambda:InvokeFunction'] };
  const escalation = (identity: readonly object[]) =>
    checkOf(
      {
        from: read,
        to: policy(READ, rest),
        context: {
          surroundings: {
            language: 'aws-iam',
            layer: 'identity',
            stack: { identity: identity as never },
            complete: true,
          },
        },
      },
      'no-new-escalation',
    );
  expect(escalation([]).detail).not.toContain('ESCALATION_BY_PASS_ROLE');
  expect(escalation([policy(half)]).detail).toContain('ESCALATION_BY_PASS_ROLE');
});

test('who is newly let in is exposure', () => {
  const open = policy({ ...READ, Principal: '*' });
  const check = checkOf(
    { from: policy({ ...READ, Principal: { AWS: '111122223333' } }), to: open },
    'no-new-exposure',
  );
  expect(check).toMatchObject({ outcome: 'failed' });
  expect(check.detail).toContain('PUBLIC_ACCESS');
});

test('what the context says about risk becomes effects', () => {
  const { effects } = verified({
    from: read,
    to: policy(READ, { ...READ, Resource: 'arn:aws:s3:::x', Principal: { AWS: '444455556666' } }),
    context: {
      identity: { ...IDENTITY, thirdParty: true },
      inputs: [
        { name: 'inventory', digest: D, takenAt: null, maxAgeSeconds: 60, whenStale: 'raise' },
      ],
    },
  });
  const codes = effects.map(({ code }) => code);
  expect(codes).toEqual(
    expect.arrayContaining(['THIRD_PARTY', 'STALE_INPUT', 'CROSSES_ENVIRONMENT']),
  );
});

const GUARDRAIL: Guardrail = {
  name: 'no-secrets',
  kind: 'regulatory',
  severity: 'block',
  language: 'aws-iam',
  scope: { environments: ['*'], environmentClasses: null, dataClasses: null, identities: ['*'] },
  owner: 'human-1',
  frameworks: [],
  until: null,
  why: 'secrets are for break glass alone',
  obligation: {
    type: 'must-deny',
    request: { actions: ['secretsmanager:*'], resources: ['*'] },
  },
};
const SECRETS = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' };
const ALONE = {
  language: 'aws-iam',
  layer: 'identity',
  stack: { identity: [], principal: IDENTITY.externalId },
  complete: true,
} as const;

test('a guardrail that blocks and is broken stands against the candidate with its witness, one that escalates raises', () => {
  const verify = (
    severity: Guardrail['severity'],
    statement: object,
    surroundings: typeof ALONE | null,
  ) =>
    verified({
      to: policy(READ, statement),
      context: { guardrails: [{ ...GUARDRAIL, severity }], identity: IDENTITY, surroundings },
    });
  const check = ({ checks }: ReturnType<typeof verify>) =>
    checks.find(({ name }) => name === 'guardrail/no-secrets');
  const broken = verify('block', SECRETS, ALONE);
  expect(check(broken)).toMatchObject({ outcome: 'failed', blocking: true, group: 'guardrail' });
  expect(check(broken)?.witness).toMatchObject({ action: 'secretsmanager:GetSecretValue' });
  const raised = verify('escalate', SECRETS, ALONE);
  expect(check(raised)).toMatchObject({ outcome: 'failed', blocking: false });
  expect(raised.effects.map(({ code }) => code)).toContain('GUARDRAIL_ESCALATED');
  expect(check(verify('block', READ, ALONE))).toMatchObject({ outcome: 'passed' });
  // What else is in force is not known, and whatever it is, reading adds nothing to it.
  const apart = check(verify('block', READ, null));
  expect(apart).toMatchObject({ outcome: 'passed' });
  expect(apart?.detail).toContain('adds nothing to it');
});

test('the signed result binds what a context adds, and what stands against nobody fails nothing', () => {
  const context = { ...BARE, identity: { ...IDENTITY, thirdParty: true }, surroundings: ALONE };
  const candidate = verified({ to: read, context });
  expect(candidate.checks.filter(({ outcome }) => outcome === 'failed').length).toBe(1);
  const result = verificationResult(candidate, 7, context);
  expect(result).toMatchObject({ result: 'PASSED', failedTests: [], warnedTests: [] });
  expect(result.passedTests).not.toContain('own-organization');
  expect(result.configuration.map(({ name }) => name)).toEqual([
    'requirement',
    'presented',
    'analysis',
    'budget',
    'context',
    'guardrails',
    'service-table',
    'assessment',
  ]);
  const assessment = JSON.parse(assessmentText(candidate));
  expect(assessment).toMatchObject({ kind: 'assessment', v: 1 });
  expect(assessment.effects.map((one: { code: string }) => one.code)).toContain('THIRD_PARTY');
});
