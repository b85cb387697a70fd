import { expect, test } from 'vitest';
import type { Json } from '../bytes/index.ts';
import { parserOf } from '../schema/index.ts';
import { type Guardrail, guardrailSchema } from './guardrail.ts';
import { edited, refusalsOf } from './testing/parsers.ts';

const parse = parserOf(guardrailSchema);

const GUARDRAIL: Guardrail = {
  name: 'audit-log-stays-on',
  kind: 'compensating-control',
  severity: 'block',
  language: 'aws-iam',
  scope: {
    environments: ['prod/*'],
    environmentClasses: ['production'],
    dataClasses: null,
    identities: ['*'],
  },
  owner: '0192f0c1-2d3e-7a4b-8c5d-6e7f80910a1b',
  frameworks: [{ framework: 'PCI-DSS-4.0', id: '10.2.1' }],
  until: '2027-01-01T00:00:00.000Z',
  why: 'whoever stops the log stops the audit',
  obligation: {
    type: 'must-deny',
    request: { actions: ['cloudtrail:StopLogging'], context: { 'aws:SourceIp': ['10.0.0.0/8'] } },
  },
};

test('a guardrail is read as it is written, whichever of the five obligations it has', () => {
  expect(parse(edited(GUARDRAIL, {}))).toEqual({ ok: true, value: GUARDRAIL });
  const core = { apiGroups: [''], verbs: 'get', principals: { AWS: '*' } };
  const ofKind: readonly (readonly [string, Json])[] = [
    ['break-glass-path', { type: 'must-allow', request: core }],
    ['regulatory', { type: 'only', request: core, identities: ['arn:aws:iam::*:role/a'] }],
    ['separation-of-duty', { type: 'never-together', first: core, second: core }],
    ['compensating-control', { type: 'keeps', request: core }],
  ];
  for (const [kind, obligation] of ofKind) {
    const whole = edited(GUARDRAIL, { '/kind': kind, '/obligation': obligation });
    expect(parse(whole)).toEqual({ ok: true, value: whole });
  }
});

test.each([
  ['/name', 'Audit', /`\/name` is `Audit`, expected a name/],
  ['/severity', 'warn', /expected `block`, `escalate`/],
  ['/language', 'cedar', /expected `aws-iam`/],
  ['/scope/identities', [], /has 0 items/],
  ['/until', '2027-02-30T00:00:00.000Z', /a day that its month does not have/],
  ['/owner', 'ada', /expected a UUIDv7/],
  ['/obligation/type', 'must', /has no `type` that is known/],
  ['/obligation/request', {}, /has 0 members/],
  ['/obligation/request', { actions: [] }, /has 0 items/],
  ['/obligation/request', { actions: [1] }, /is a number, expected a text/],
  ['/obligation/request', { actions: null }, /is null, expected a text/],
  ['/obligation/request', { '\u200bactions': 'a:b' }, /not a name that a word can have/],
  ['/obligation/request', { context: { a: { b: 'c' } } }, /is an object, expected a text/],
  ['/obligation/request', { actions: ['s3:\u202eGet'] }, /control or invisible character/],
  [
    '/obligation',
    { type: 'must-deny', request: { verbs: 'x' }, identities: ['*'] },
    /unknown field/,
  ],
])('what is wrong at %s is refused by name (%j)', (pointer, put, sentence) => {
  expect(refusalsOf(parse(edited(GUARDRAIL, { [pointer]: put }))).join()).toMatch(sentence);
});

test('a path that must stay open is a break-glass path, and nothing else passes for one', () => {
  const obligation = { type: 'must-allow', request: { verbs: 'get' } };
  expect(refusalsOf(parse(edited(GUARDRAIL, { '/obligation': obligation })))).toEqual([
    'WRONG_VALUE `/obligation/type` is `must-allow`, which no `compensating-control` has',
  ]);
});
