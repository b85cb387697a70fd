import { expect, test } from 'vitest';
import type { AwsPolicy } from '../model.ts';
import { parsePolicyText } from '../parse/parse-policy.ts';
import { diff } from './diff.ts';
import { evaluate } from './evaluate.ts';
import { prove } from './prove.ts';

const USER = '$' + '{aws:username}';
const ESCAPED_STAR = '$' + '{*}';
const PLAIN_ESCAPE = '$' + '{$}{*}';

function policy(...statements: object[]): AwsPolicy {
  return versioned('2012-10-17', ...statements);
}

function versioned(Version: string, ...statements: object[]): AwsPolicy {
  const result = parsePolicyText(JSON.stringify({ Version, Statement: statements }));
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.value;
}

const allow = (
  Action: string | string[],
  Resource: string | string[],
  more: object = {},
): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: string, Resource: string, more: object = {}): object => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});
const ifSecure = { Condition: { Bool: { 'aws:SecureTransport': 'true' } } };

test('a new action is a class with a witness and the statement it comes from', () => {
  const result = diff(
    policy(allow('s3:GetObject', '*')),
    policy(allow(['s3:GetObject', 's3:PutObject'], '*')),
  );
  expect(result).toMatchObject({ verdict: 'broader', allowed: 'some', denied: 'none' });
  expect(result.newlyAllowed).toMatchObject([
    {
      summary:
        'newly allows `s3:PutObject` (Write) on all resources: statement 1 allows it; the old policy allowed none of these actions',
      actions: ['s3:PutObject'],
      resources: ['*'],
      witness: { action: 's3:PutObject', context: {} },
      to: [{ policy: 0, statement: 0 }],
    },
  ]);
});

test('a request denied by a new Deny names the Deny as its origin', () => {
  const result = diff(
    policy(allow('s3:*', '*')),
    policy(allow('s3:*', '*'), deny('s3:*', 'arn:aws:s3:::secret/*')),
  );
  expect(result.verdict).toBe('narrower');
  expect(result.newlyDenied).toMatchObject([{ from: [{ statement: 0 }], to: [{ statement: 1 }] }]);
});

test('an equal condition on both sides cancels, a new one is decided with a request that meets it', () => {
  const conditional = policy(allow('s3:*', '*', ifSecure));
  expect(diff(conditional, policy(allow(['s3:*', 's3:GetObject'], '*', ifSecure))).verdict).toBe(
    'equivalent',
  );
  const result = diff(null, conditional);
  expect(result).toMatchObject({ verdict: 'broader', allowed: 'some', denied: 'none' });
  expect(result).toMatchObject({ possible: [], findings: [] });
  expect(result.newlyAllowed).toMatchObject([
    {
      conditions: [{ operator: 'Bool', key: 'aws:SecureTransport', holds: true }],
      witness: { context: { 'aws:SecureTransport': 'true' } },
    },
  ]);
});

test('a condition that is dropped widens only where it did not hold', () => {
  const result = diff(policy(allow('s3:*', '*', ifSecure)), policy(allow('s3:*', '*')));
  expect(result).toMatchObject({ verdict: 'broader', possible: [] });
  expect(result.newlyAllowed).toMatchObject([
    { conditions: [{ key: 'aws:SecureTransport', holds: false }] },
  ]);
  expect(result.newlyAllowed[0]?.witness?.context['aws:SecureTransport']).not.toBe('true');
});

test('a condition without an exact form leaves the answer open and is named', () => {
  const odd = { Condition: { Null: { 's3:prefix': 'x' } } };
  const result = diff(null, policy(allow('s3:*', '*', odd)));
  expect(result).toMatchObject({
    verdict: 'undetermined',
    allowed: 'undetermined',
    denied: 'none',
  });
  expect(result.possible).toMatchObject([
    {
      direction: 'allowed',
      reason:
        'depends on the condition Null `s3:prefix` `x`: it has a value that is neither `true` nor `false`',
      witness: null,
    },
  ]);
  expect(diff(policy(allow('s3:*', '*', odd)), policy(allow('s3:*', '*', odd))).verdict).toBe(
    'equivalent',
  );
});

test('a Principal is never ignored', () => {
  const to = (Principal: unknown): AwsPolicy => policy(allow('s3:*', '*', { Principal }));
  const account = to({ AWS: '111122223333' });
  const wider = diff(account, to('*'));
  expect(wider).toMatchObject({ verdict: 'broader', possible: [], findings: [] });
  expect(JSON.stringify(wider.newlyAllowed[0]?.witness?.principal)).not.toContain('111122223333');
  expect(diff(account, to({ AWS: '444455556666' })).verdict).toBe('incomparable');
  expect(diff(account, to({ AWS: 'arn:aws:iam::111122223333:root' })).verdict).toBe('equivalent');
  expect(diff(account, to({ AWS: 'arn:aws:iam::111122223333:user/bob' }))).toMatchObject({
    verdict: 'narrower',
    newlyDenied: [{ witness: { principal: expect.stringContaining(':111122223333:') } }],
  });
});

test('a policy variable is refuted with an instantiated witness', () => {
  const result = diff(null, policy(allow('s3:*', `arn:aws:s3:::home/${USER}/*`)));
  expect(result.verdict).toBe('broader');
  expect(result.newlyAllowed[0]?.witness).toMatchObject({
    resource: expect.stringMatching(/^arn:aws:s3:::home\/example\//),
    context: { 'aws:username': 'example' },
  });
});

test('a variable covers its own text and what lies below it, and nothing else', () => {
  const home = (path: string): AwsPolicy =>
    policy(allow('s3:*', `arn:aws:s3:::home/${USER}${path}`));
  expect(diff(home('/*'), home('/docs')).allowed).toBe('none');
  expect(diff(home('/docs'), home('/*')).allowed).toBe('some');
  expect(diff(home('/*'), policy(allow('s3:*', 'arn:aws:s3:::home/bob/*'))).allowed).toBe('some');
  const withoutBob = policy(
    allow('s3:*', `arn:aws:s3:::home/${USER}`),
    deny('s3:*', 'arn:aws:s3:::home/bob'),
  );
  expect(diff(withoutBob, home('')).allowed).not.toBe('none');
});

test('in a 2008 policy a variable is plain text', () => {
  const old = versioned('2008-10-17', allow('s3:*', `arn:aws:s3:::home/${USER}/*`));
  expect(diff(old, policy(allow('s3:*', `arn:aws:s3:::home/${USER}/*`))).allowed).toBe('some');
});

test('a wildcard that may stop at a colon is not counted as covering what lies beyond', () => {
  const wide = policy(allow('sns:*', 'arn:aws:sns:*:topic'));
  const exact = policy(allow('sns:*', 'arn:aws:sns:us-east-1:123456789012:topic'));
  const result = diff(wide, exact);
  expect(result.allowed).toBe('some');
  expect(result.assumptions.join()).toContain('the adverse of three readings counts');
});

test('must-deny says whether the denial survives other grants', () => {
  const pattern = { actions: ['iam:*'], resources: ['*'] };
  const implicit = policy(allow('s3:*', '*'));
  const explicit = policy(allow('*', '*'), deny('iam:*', '*'));
  expect(prove({ property: 'must-deny', policies: [implicit], pattern })).toMatchObject({
    verdict: 'proved',
    kind: 'implicit',
  });
  expect(prove({ property: 'must-deny', policies: [explicit], pattern })).toMatchObject({
    verdict: 'proved',
    kind: 'explicit',
  });
  expect(
    prove({ property: 'must-deny', policies: [policy(allow('*', '*'))], pattern }),
  ).toMatchObject({
    verdict: 'refuted',
    witness: { action: expect.stringMatching(/^iam:/) },
  });
  const onlyIf = policy(allow('*', '*'), deny('iam:*', '*', ifSecure));
  expect(prove({ property: 'must-deny', policies: [onlyIf], pattern }).verdict).toBe('refuted');
  const either = policy(
    allow('*', '*'),
    deny('iam:*', '*', ifSecure),
    deny('iam:*', '*', { Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } } }),
  );
  expect(prove({ property: 'must-deny', policies: [either], pattern })).toMatchObject({
    verdict: 'proved',
    kind: 'explicit',
  });
});

test('the properties of whole policies', () => {
  const read = policy(allow('s3:Get*', '*'));
  const all = policy(allow('*', '*'));
  const none = policy(deny('*', '*'));
  const verdict = (question: Parameters<typeof prove>[0]): string => prove(question).verdict;
  expect(verdict({ property: 'implies', policies: [read, all] })).toBe('proved');
  expect(verdict({ property: 'within', policies: [all, read] })).toBe('refuted');
  expect(verdict({ property: 'equivalent', policies: [read, all] })).toBe('refuted');
  expect(verdict({ property: 'disjoint', policies: [read, policy(allow('s3:Put*', '*'))] })).toBe(
    'proved',
  );
  expect(verdict({ property: 'disjoint', policies: [read, all] })).toBe('refuted');
  expect(verdict({ property: 'always-allows', policies: [all] })).toBe('proved');
  expect(verdict({ property: 'always-denies', policies: [none] })).toBe('proved');
  expect(verdict({ property: 'always-denies', policies: [read] })).toBe('refuted');
});

test('a spent budget is undetermined, never a proof and never an exception', () => {
  const stars = (text: string): AwsPolicy => policy(allow('*', `*${text}`.repeat(20_000)));
  const result = diff(stars('a'), stars('ab'), 50_000);
  expect(result.verdict).toBe('undetermined');
  expect(result.undetermined).toEqual(['the budget of steps is spent: more than 50000 steps']);
});

test('the same question takes the same steps every time', () => {
  const before = policy(allow(['s3:Get*', 's3:*Tagging'], ['arn:aws:s3:::a*b*', '*c']));
  const after = policy(allow(['s3:*', 'ec2:*'], ['arn:aws:s3:::*a*', '*b']), deny('s3:*', '*d'));
  expect(diff(before, after)).toEqual(diff(before, after));
});

test('evaluate decides one request and tells an explicit denial from no grant', () => {
  const set = policy(allow('s3:*', '*'), deny('s3:Delete*', '*', { Sid: 'NoDelete' }));
  const request = (action: string): object =>
    evaluate(set, { action, resource: 'arn:aws:s3:::b/x' });
  expect(request('S3:getobject')).toMatchObject({ decision: 'allow', explicit: false });
  expect(request('s3:DeleteObject')).toMatchObject({
    decision: 'deny',
    explicit: true,
    reasons: [{ statement: 1, sid: 'NoDelete' }],
  });
  expect(request('ec2:RunInstances')).toMatchObject({ decision: 'no-opinion', explicit: false });
});

test('an escaped star is a star in a 2012 condition and plain text in a 2008 one', () => {
  const escaped = allow('s3:*', '*', {
    Condition: { StringEquals: { 's3:prefix': ESCAPED_STAR } },
  });
  const result = diff(versioned('2008-10-17', escaped), policy(escaped));
  expect(result).toMatchObject({ verdict: 'incomparable', findings: [] });
  expect(result.newlyAllowed[0]?.witness?.context).toEqual({ 's3:prefix': '*' });
  expect(result.newlyDenied[0]?.witness?.context).toEqual({ 's3:prefix': ESCAPED_STAR });
  const plain = { Condition: { StringEquals: { 's3:prefix': PLAIN_ESCAPE } } };
  expect(diff(versioned('2008-10-17', escaped), policy(allow('s3:*', '*', plain))).verdict).toBe(
    'equivalent',
  );
});

test('default values of variables keep their case', () => {
  const home = (name: string): AwsPolicy =>
    policy(allow('s3:*', `arn:aws:s3:::home/${'$'}{aws:username, '${name}'}`));
  expect(diff(home('Bob'), home('bob'))).toMatchObject({ allowed: 'some', denied: 'some' });
  expect(diff(home('Bob'), home('Bob')).verdict).toBe('equivalent');
});

test('a variable is a variable however long its default is', () => {
  const long = `${'$'}{aws:username, '${'q'.repeat(600)}'}`;
  expect(diff(policy(allow('s3:*', '$?aws:*')), policy(allow('s3:*', long))).allowed).toBe('some');
});

test('only ASCII letters are compared without case, and the names of tags with it', () => {
  const kelvin = policy(allow('\u212Ams:*', '*'));
  expect(diff(kelvin, policy(allow('kms:*', '*'))).verdict).toBe('incomparable');
  const tagged = (key: string): AwsPolicy =>
    policy(allow('s3:*', '*', { Condition: { StringEquals: { [key]: 'x' } } }));
  expect(diff(tagged('aws:resourcetag/Team'), tagged('aws:ResourceTag/Team')).verdict).toBe(
    'equivalent',
  );
  expect(diff(tagged('aws:ResourceTag/team'), tagged('aws:ResourceTag/Team')).verdict).toBe(
    'incomparable',
  );
});
