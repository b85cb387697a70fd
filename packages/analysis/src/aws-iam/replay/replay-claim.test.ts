import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateDocuments } from './evaluate-set.ts';
import type { Request } from './facts.ts';
import { readDocument } from './read-document.ts';
import { replayClaim } from './replay-claim.ts';

const read = (...Statement: unknown[]): ReturnType<typeof readDocument> =>
  readDocument(JSON.stringify({ Version: '2012-10-17', Statement }));
const allow = (more: object = {}): object => ({
  Effect: 'Allow',
  Action: 's3:*',
  Resource: '*',
  ...more,
});
const deny = (more: object = {}): object => ({ ...allow(more), Effect: 'Deny' });
const request: Request = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', context: {} };
const everything = [read(allow())];
const nothing = [read(deny())];

function claim(
  inside: readonly ReturnType<typeof readDocument>[],
  outside: readonly ReturnType<typeof readDocument>[],
  more: Partial<Request> = {},
): boolean {
  return replayClaim({
    inside: [inside],
    outside: [outside],
    request: { ...request, ...more },
    rule: 'crosses',
  });
}

test('a claim is true when every inside set allows and no outside set does', () => {
  expect(claim(everything, nothing)).toBe(true);
  expect(claim(everything, [])).toBe(true);
  expect(claim(nothing, everything)).toBe(false);
  expect(claim(everything, everything)).toBe(false);
  expect(claim([...everything, ...nothing], [])).toBe(false);
});

test('a claim that hangs on something open is not true, in either direction', () => {
  const open = { Condition: { StringEquals: { 'aws:TagKeys': 'x' } } };
  const several = { context: { 'aws:TagKeys': ['x', 'y'] } };
  expect(claim([read(allow(open))], [], several)).toBe(false);
  expect(claim(everything, [read(allow(open))], several)).toBe(false);
  expect(claim([read(allow(), deny(open))], [], several)).toBe(false);
  expect(claim([read(allow(), allow(open))], [], several)).toBe(true);
  expect(claim(everything, [read(allow(open), deny())], several)).toBe(true);
});

test('a claim about an impossible request is not true', () => {
  const context = { 'aws:PrincipalAccount': '444455556666' };
  const principal = 'arn:aws:iam::111122223333:user/bob';
  expect(claim(everything, nothing, { principal })).toBe(true);
  expect(claim(everything, nothing, { principal, context })).toBe(false);
});

test('a document with a fault neither allows nor does not', () => {
  const sources = [
    '',
    '[',
    '[]',
    'null',
    '{}',
    '{"Statement":7}',
    '{"Version":"2012","Statement":[]}',
    '{"Statement":{"Effect":"allow","Action":"*","Resource":"*"}}',
    '{"Statement":{"Effect":"Allow","Action":[7],"Resource":"*"}}',
    '{"Statement":{"Effect":"Allow","Resource":"*"}}',
    '{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}}',
    '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":null}}}',
    '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":null}}',
    '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Principal":{"X":"y"}}}',
  ];
  for (const source of sources) {
    const document = readDocument(source);
    expect(document.faults, source).not.toEqual([]);
    expect(claim([document], []), source).toBe(false);
    expect(claim(everything, [document]), source).toBe(false);
    expect(evaluateDocuments([document], request, 'crosses').outcome, source).toBe('unknown');
  }
});

test('Action and NotAction fold case, NotResource is the complement', () => {
  const cases: [object, boolean][] = [
    [{ Action: 'S3:GETOBJECT' }, true],
    [{ Action: 's3:Get?bject' }, true],
    [{ Action: ['s3:Put*', '*:getobject'] }, true],
    [{ Action: 's3:Get' }, false],
    [{ Action: undefined, NotAction: 'S3:get*' }, false],
    [{ Action: undefined, NotAction: ['ec2:*'] }, true],
    [{ Resource: 'arn:aws:s3:::B/k' }, false],
    [{ Resource: 'arn:aws:s3:::b/*' }, true],
    [{ Resource: undefined, NotResource: 'arn:aws:s3:::b/*' }, false],
    [{ Resource: undefined, NotResource: 'arn:aws:s3:::c/*' }, true],
    [{ Resource: undefined }, true],
  ];
  for (const [more, expected] of cases)
    expect(claim([read(allow(more))], []), JSON.stringify(more)).toBe(expected);
});

const HOME = 'arn:aws:s3:::b/${' + 'aws:username}';

test('in a policy before 2012-10-17 a variable is plain text', () => {
  const old = readDocument(JSON.stringify({ Statement: allow({ Resource: HOME }) }));
  const modern = read(allow({ Resource: HOME }));
  const bob = { principal: 'arn:aws:iam::111122223333:user/bob', resource: 'arn:aws:s3:::b/bob' };
  expect(claim([modern], [old], bob)).toBe(true);
  expect(claim([old], [modern], { ...bob, resource: HOME })).toBe(true);
});

test('a variable without a value matches nothing, and NotResource everything', () => {
  const resource = 'arn:aws:s3:::b/bob';
  expect(claim([read(allow({ Resource: HOME }))], [], { resource })).toBe(false);
  const other = read(allow({ Resource: undefined, NotResource: HOME }));
  expect(claim([other], [], { resource })).toBe(true);
});

test('the three readings of colons can differ and each is kept', () => {
  const documents = [read(allow({ Action: 'sns:*', Resource: 'arn:aws:sns:*:topic' }))];
  const publish = { action: 'sns:Publish', resource: 'arn:aws:sns:r:1:topic' };
  const outcomes = (['crosses', 'crosses-at-segment-end', 'stays'] as const).map(
    (rule) => evaluateDocuments(documents, publish, rule).outcome,
  );
  expect(outcomes).toEqual(['allow', 'allow', 'not-allowed']);
});

test('nothing that is well-formed JSON makes the evaluator throw', () => {
  const word = fc.constantFrom(
    'Version',
    'Statement',
    'Effect',
    'Allow',
    'Deny',
    'Action',
    'NotAction',
    'Resource',
    'Principal',
    'Condition',
    'StringLike',
    'Null',
    'ArnLike',
    'IpAddress',
    'DateEquals',
    'aws:x',
    '*',
    '2012-10-17',
    '__proto__',
    '$' + '{',
    '$' + '{}',
    '$' + '{a, b',
    'arn:::::',
    'AWS',
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      word,
      fc.integer(),
      fc.constant(null),
      tie('object'),
      tie('list'),
    ),
    object: fc.dictionary(word, tie('value'), { maxKeys: 6 }),
    list: fc.array(tie('value'), { maxLength: 3 }),
  }));
  fc.assert(
    fc.property(value, value, value, (policy, principal, context) => {
      const document = readDocument(JSON.stringify(policy));
      const odd = { ...request, principal, context: { k: context, __proto__: context } };
      expect(['allow', 'not-allowed', 'unknown']).toContain(
        evaluateDocuments([document, ...everything], odd, 'stays').outcome,
      );
    }),
    { numRuns: 2000 },
  );
});
