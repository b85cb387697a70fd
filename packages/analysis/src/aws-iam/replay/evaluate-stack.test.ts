import { expect, test } from 'vitest';
import type { Evaluation } from '../../questions/answer.ts';
import { evaluateStack, evaluateStackUnder } from './evaluate-stack.ts';
import type { Request } from './facts.ts';
import { type ReadDocument, readDocument } from './read-document.ts';
import { replayStack } from './replay-claim.ts';
import type { ReplayStack } from './stack.ts';

const A = '111122223333';
const B = '444455556666';
const USER = `arn:aws:iam::${A}:user/bob`;
const ROLE = `arn:aws:iam::${A}:role/app`;
const SESSION = `arn:aws:sts::${A}:assumed-role/app/run`;
const FEDERATED = `arn:aws:sts::${A}:federated-user/eve`;
const ROOT = `arn:aws:iam::${A}:root`;

const statement = (Effect: string, more: object = {}): object => ({
  Effect,
  Action: '*',
  Resource: '*',
  ...more,
});
const read = (...Statement: object[]): ReadDocument =>
  readDocument(JSON.stringify({ Version: '2012-10-17', Statement }));
const ALLOW = [read(statement('Allow'))];
const SILENT = [read(statement('Allow', { Action: 'none:None' }))];
const DENY = [read(statement('Allow'), statement('Deny'))];
const grant = (Principal: unknown): ReadDocument[] => [
  read(statement('Allow', { Principal, Resource: undefined })),
];
const queue = (account: string): string => `arn:aws:sqs:eu-west-1:${account}:q`;
const request: Request = { action: 'sqs:SendMessage', resource: queue(A) };

function decide(stack: ReplayStack, more: Partial<Request> = {}): Evaluation['decision'] {
  const { decision, errors } = evaluateStack(stack, { ...request, ...more });
  expect(errors).toEqual([]);
  return decision;
}
const allows = (stack: ReplayStack, more: Partial<Request> = {}): boolean =>
  decide(stack, more) === 'allow';

type Word = 'absent' | 'allow' | 'silent' | 'deny';
const WORDS: readonly Word[] = ['absent', 'allow', 'silent', 'deny'];
const DOCUMENTS: Record<Word, ReadDocument[]> = {
  absent: [],
  allow: ALLOW,
  silent: SILENT,
  deny: DENY,
};
const GRANTS: Record<string, unknown> = {
  none: null,
  user: { AWS: USER },
  role: { AWS: ROLE },
  session: { AWS: SESSION },
  account: { AWS: A },
  everyone: '*',
};

/** What the IAM user guide says of one account, in the words of this test. */
function expected(caller: string, grantee: string, layers: Row): boolean {
  const { identity, boundary, session, scp } = layers;
  if (Object.values(layers).includes('deny')) return false;
  if (scp === 'silent') return false;
  const direct = grantee === 'everyone' || grantee === (caller === USER ? 'user' : 'session');
  if (direct) return true;
  const isLimited = boundary === 'silent' || session === 'silent';
  const viaRole = caller === SESSION && grantee === 'role';
  return (identity === 'allow' || viaRole) && !isLimited;
}

type Row = Readonly<Record<'identity' | 'boundary' | 'session' | 'scp', Word>>;

const ROWS: readonly Row[] = WORDS.flatMap((identity) =>
  WORDS.flatMap((boundary) =>
    WORDS.flatMap((session) => WORDS.map((scp) => ({ identity, boundary, session, scp }))),
  ),
);

function stackOf({ identity, boundary, session, scp }: Row, grantee: unknown): ReplayStack {
  return {
    identity: DOCUMENTS[identity],
    boundary: DOCUMENTS[boundary],
    session: DOCUMENTS[session],
    scp: scp === 'absent' ? [] : [ALLOW, DOCUMENTS[scp]],
    ...(grantee === null ? {} : { resource: grant(grantee) }),
  };
}

test.each([USER, SESSION])('the table of one account, whole, for %s', (principal) => {
  expect(ROWS).toHaveLength(256);
  for (const [grantee, name] of Object.entries(GRANTS))
    for (const row of ROWS) {
      const stack = { ...stackOf(row, name), principal };
      const { outcome } = evaluateStackUnder(stack, request, 'crosses');
      const wanted = expected(principal, grantee, row) ? 'allow' : 'not-allowed';
      expect(outcome, `${grantee} ${JSON.stringify(row)}`).toBe(wanted);
    }
});

test('every level of service and resource control policies must allow', () => {
  const stack = { identity: ALLOW, principal: USER };
  expect(allows({ ...stack, scp: [ALLOW, ALLOW], rcp: [ALLOW] })).toBe(true);
  expect(allows({ ...stack, scp: [ALLOW, SILENT] })).toBe(false);
  expect(allows({ ...stack, scp: [SILENT, ALLOW] })).toBe(false);
  expect(allows({ ...stack, scp: [[...SILENT, ...ALLOW]] })).toBe(true);
  expect(allows({ ...stack, scp: [[]] })).toBe(false);
  expect(allows({ ...stack, rcp: [ALLOW, SILENT] })).toBe(false);
  expect(decide({ ...stack, rcp: [ALLOW, DENY] })).toBe('deny');
});

test('neither kind restricts a service-linked role', () => {
  const stack = { identity: ALLOW, scp: [DENY], rcp: [DENY] };
  const linked = `arn:aws:iam::${A}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`;
  expect(allows({ ...stack, principal: linked })).toBe(true);
  expect(
    allows({ ...stack, principal: `arn:aws:sts::${A}:assumed-role/AWSServiceRoleForECS/s` }),
  ).toBe(true);
  expect(allows({ ...stack, principal: ROLE })).toBe(false);
  const service = {
    ...stack,
    principal: 'ecs.amazonaws.com',
    resource: grant({ Service: 'ecs.amazonaws.com' }),
  };
  expect(allows(service, { action: 'sts:AssumeRole', resource: linked })).toBe(true);
  expect(allows(service, { action: 'sts:AssumeRole', resource: ROLE })).toBe(false);
});

test('across accounts both sides must allow, whatever the principal element names', () => {
  for (const name of [USER, A, '*']) {
    const stack = { identity: ALLOW, principal: USER, resource: grant({ AWS: name }) };
    const other = { resource: queue(B) };
    expect(allows(stack, other), name).toBe(true);
    expect(allows({ ...stack, identity: SILENT }, other), name).toBe(false);
    expect(allows({ ...stack, boundary: SILENT }, other), name).toBe(false);
    expect(allows({ ...stack, session: SILENT }, other), name).toBe(false);
    expect(allows({ ...stack, scp: [SILENT] }, other), name).toBe(false);
    expect(allows({ ...stack, rcp: [SILENT] }, other), name).toBe(false);
    expect(allows({ ...stack, resource: [] }, other), name).toBe(false);
  }
  const named = {
    identity: ALLOW,
    principal: SESSION,
    boundary: SILENT,
    resource: grant({ AWS: SESSION }),
  };
  expect(allows(named, { resource: queue(B) })).toBe(false);
  expect(allows(named)).toBe(true);
});

test('the account of a bucket is the principal’s unless stack or context say otherwise', () => {
  const stack = { identity: ALLOW, principal: USER };
  const bucket = { resource: 'arn:aws:s3:::b/k' };
  expect(allows(stack, bucket)).toBe(true);
  expect(allows({ ...stack, resourceAccount: B }, bucket)).toBe(false);
  expect(allows(stack, { ...bucket, context: { 'aws:ResourceAccount': B } })).toBe(false);
  expect(allows({ ...stack, resourceAccount: A }, bucket)).toBe(true);
});

test('a role can be assumed only if its trust policy allows, in one account too', () => {
  const assume = { action: 'sts:AssumeRole', resource: `arn:aws:iam::${A}:role/target` };
  const stack = { identity: ALLOW, principal: USER };
  expect(allows(stack, assume)).toBe(false);
  expect(allows({ ...stack, resource: grant({ AWS: A }) }, assume)).toBe(true);
  expect(allows({ ...stack, identity: SILENT, resource: grant({ AWS: A }) }, assume)).toBe(false);
  expect(allows({ ...stack, identity: SILENT, resource: grant({ AWS: USER }) }, assume)).toBe(true);
  const fromRole = { identity: SILENT, principal: SESSION, resource: grant({ AWS: ROLE }) };
  expect(allows(fromRole, assume)).toBe(true);
  expect(allows({ ...fromRole, boundary: SILENT }, assume)).toBe(false);
  expect(allows({ ...stack, resource: grant({ Service: 'ec2.amazonaws.com' }) }, assume)).toBe(
    false,
  );
  expect(
    allows({ ...stack, resource: grant({ AWS: A }) }, { ...assume, action: 'STS:TagSession' }),
  ).toBe(true);
  expect(allows(stack, { ...assume, action: 'iam:GetRole' })).toBe(true);
});

test('a key is used only if its policy allows, directly or by delegating to the account', () => {
  const decrypt = { action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${A}:key/1` };
  const stack = { identity: ALLOW, principal: SESSION };
  expect(allows({ ...stack, resource: grant({ AWS: B }) }, decrypt)).toBe(false);
  expect(allows({ ...stack, resource: grant({ AWS: ROOT }) }, decrypt)).toBe(true);
  expect(allows({ ...stack, identity: [], resource: grant({ AWS: ROOT }) }, decrypt)).toBe(false);
  expect(allows({ ...stack, identity: [], resource: grant({ AWS: ROLE }) }, decrypt)).toBe(true);
  const alias = { ...decrypt, resource: `arn:aws:kms:eu-west-1:${A}:alias/x` };
  expect(allows(stack, alias)).toBe(true);
});

test('anonymous callers and services are decided by the resource policy and its limits alone', () => {
  const stack = { identity: DENY, scp: [DENY], boundary: DENY, session: DENY };
  expect(allows({ ...stack, resource: grant('*'), principal: '*' })).toBe(true);
  expect(allows({ ...stack, resource: grant({ AWS: A }), principal: '*' })).toBe(false);
  const service = { ...stack, principal: 'sns.amazonaws.com' };
  expect(allows({ ...service, resource: grant({ Service: 'sns.amazonaws.com' }) })).toBe(true);
  expect(allows({ ...service, resource: grant({ Service: 'ec2.amazonaws.com' }) })).toBe(false);
  expect(allows({ ...service, resource: grant('*'), rcp: [SILENT] })).toBe(false);
  expect(allows({ ...service, resource: grant('*'), rcp: [ALLOW, DENY] })).toBe(false);
});

test('the root user has full access in its account, within service control policies', () => {
  expect(allows({ identity: [], principal: A })).toBe(true);
  expect(allows({ identity: [], principal: A, scp: [SILENT] })).toBe(false);
  expect(allows({ identity: [], principal: A }, { resource: queue(B) })).toBe(false);
  expect(
    allows({ identity: [], principal: A, resource: grant({ AWS: A }) }, { resource: queue(B) }),
  ).toBe(true);
});

test('the session of a federated user has what its session policies give, or a resource gives to it', () => {
  const stack = { identity: ALLOW, principal: FEDERATED };
  expect(allows(stack)).toBe(false);
  expect(allows({ ...stack, session: ALLOW })).toBe(true);
  expect(allows({ ...stack, resource: grant({ AWS: FEDERATED }) })).toBe(true);
  const perhaps = { ...stack, identity: SILENT, session: ALLOW, resource: grant({ AWS: USER }) };
  expect(evaluateStack(perhaps, request)).toMatchObject({
    decision: 'no-opinion',
    errors: ['which user made the federated session'],
  });
});

test('without a principal the account of the stack stands for somebody in it', () => {
  const stack = { identity: ALLOW, account: A };
  expect(allows(stack)).toBe(true);
  expect(allows(stack, { resource: queue(B) })).toBe(false);
  expect(allows({ ...stack, resource: grant({ AWS: A }) }, { resource: queue(B) })).toBe(true);
  expect(
    evaluateStackUnder(
      { ...stack, identity: [], resource: grant({ AWS: USER }) },
      request,
      'stays',
    ),
  ).toMatchObject({
    outcome: 'unknown',
    errors: ['the request names no principal'],
  });
});

test('the session of the stack’s role is the stack’s principal, and knows the path of its role', () => {
  const role = `arn:aws:iam::${A}:role/team/app`;
  const stack = { identity: [], principal: role, resource: grant({ AWS: role }) };
  expect(allows(stack, { principal: SESSION })).toBe(true);
  const other = { ...stack, resource: grant({ AWS: `arn:aws:iam::${A}:role/other/app` }) };
  expect(allows(other, { principal: SESSION })).toBe(false);
});

test('a stack that contradicts itself or the request is never certain', () => {
  const contradictory: [ReplayStack, Partial<Request>][] = [
    [{ identity: ALLOW, principal: USER }, { principal: ROLE }],
    [{ identity: ALLOW, principal: USER, account: B }, {}],
    [{ identity: ALLOW, principal: USER, resourceAccount: B }, {}],
    [{ identity: ALLOW, principal: USER, resource: ALLOW }, {}],
    [{ identity: ALLOW, principal: 'arn:aws:s3:::b' }, {}],
    [{ identity: [readDocument('{')], principal: USER }, {}],
  ];
  for (const [stack, more] of contradictory) {
    const asked = { ...request, ...more };
    const { decision, errors } = evaluateStack(stack, asked);
    expect(errors.length, JSON.stringify(stack)).toBeGreaterThan(0);
    expect(decision).not.toBe('allow');
    expect(evaluateStackUnder(stack, asked, 'crosses').outcome).toBe('unknown');
    expect(replayStack({ inside: [stack], outside: [], request: asked, rule: 'crosses' })).toBe(
      false,
    );
    expect(replayStack({ inside: [], outside: [stack], request: asked, rule: 'crosses' })).toBe(
      false,
    );
  }
});

test('a claim about stacks is true when it is certain', () => {
  const open = { identity: ALLOW, principal: USER };
  const inert = { ...open, scp: [SILENT] };
  const claim = { request, rule: 'crosses' } as const;
  expect(replayStack({ ...claim, inside: [open], outside: [inert] })).toBe(true);
  expect(replayStack({ ...claim, inside: [inert], outside: [open] })).toBe(false);
  const unknown = {
    identity: [read(statement('Allow', { Condition: { Foo: { a: 'b' } } }))],
    principal: USER,
  };
  expect(replayStack({ ...claim, inside: [open], outside: [unknown] })).toBe(false);
  expect(replayStack({ ...claim, inside: [unknown], outside: [inert] })).toBe(false);
});

test('an evaluation names the layers that decide', () => {
  const stack = { identity: ALLOW, principal: USER };
  const reasons = (more: Partial<ReplayStack>): unknown =>
    evaluateStack({ ...stack, ...more }, request).reasons;
  const at = { policy: 0, statement: 0, sid: null };
  expect(reasons({})).toEqual([{ ...at, layer: 'identity' }]);
  expect(reasons({ identity: [], resource: grant({ AWS: USER }) })).toEqual([
    { ...at, layer: 'resource' },
  ]);
  expect(reasons({ scp: [ALLOW, SILENT] })).toEqual([{ layer: 'scp', level: 1 }]);
  expect(reasons({ boundary: SILENT, session: SILENT })).toEqual([
    { layer: 'resource' },
    { layer: 'boundary' },
    { layer: 'session' },
  ]);
  expect(reasons({ rcp: [DENY] })).toEqual([{ ...at, statement: 1, layer: 'rcp', level: 0 }]);
});

test('a trace says how the accounts stand, what each layer says, and then its statements', () => {
  const stack = { identity: ALLOW, principal: USER, scp: [SILENT], resource: grant({ AWS: A }) };
  const { trace } = evaluateStack(stack, request);
  expect(
    trace?.map(({ origin, matches, because }) => [origin.layer, origin.level, matches, because]),
  ).toEqual([
    [
      undefined,
      undefined,
      false,
      'principal and resource are of one account: the identity or the resource policy must allow',
    ],
    ['scp', 0, false, 'no statement allows the request'],
    ['scp', 0, false, '`Action`: `sqs:sendmessage` is none of `none:None`'],
    ['identity', undefined, true, 'a statement allows the request'],
    ['identity', undefined, true, 'every element matches'],
    ['resource', undefined, true, 'the resource delegates it to the account of the principal'],
    ['resource', undefined, true, 'every element matches'],
  ]);
});
