import fc from 'fast-check';
import { expect, test } from 'vitest';
import { awsIam } from '../aws-iam/language.ts';
import type { AwsSubject } from '../aws-iam/model.ts';
import { digestText } from '../canonical/digest.ts';
import type { Json } from '../canonical/jcs.ts';
import type { Digest } from '../refusal.ts';
import { focusedOn } from './aws-focus.ts';
import type { EstateEntry } from './estate.ts';
import type { Guardrail } from './guardrail.ts';
import { reverify } from './reverify.ts';
import type { KeptProof } from './standing.ts';
import { ACCOUNT, aws, checkAws, guardrail, policy } from './testing/scenes.ts';

const OTHER = '999988887777';
const ACTIONS = [
  'cloudtrail:StopLogging',
  'cloud*:Stop*',
  'CloudTrail:*',
  's3:GetObject',
  's3:*',
  'ec2:Run*',
  '*',
];
const RESOURCES = [
  '*',
  'arn:aws:s3:::b/*',
  `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*`,
  `arn:aws:cloudtrail:*:${OTHER}:trail/*`,
  `arn:aws:s3:::logs-${ACCOUNT}/*`,
  'arn:aws:s3:::$' + '{aws:username}/*',
  'arn:aws:cloudtrail:*:*:trail/$' + '{aws:PrincipalTag/team}',
];
const CONDITIONS: readonly (Json | null)[] = [
  null,
  null,
  { StringLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/a*` } },
  { StringEquals: { 'aws:PrincipalTag/team': 'ops' } },
  { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
  { StringEquals: { 'aws:ResourceAccount': '$' + '{aws:PrincipalAccount}' } },
  { StringNotEquals: { 's3:ResourceAccount': ACCOUNT, 'aws:ResourceAccount': OTHER } },
  { StringLike: { 'iam:PassedToService': '*.amazonaws.com' } },
];

const statementOn = (resources: readonly string[]): fc.Arbitrary<Json> =>
  fc
    .record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      actions: fc.subarray(ACTIONS, { minLength: 1, maxLength: 2 }),
      isNot: fc.integer({ min: 0, max: 5 }),
      Resource: fc.subarray([...resources], { minLength: 1, maxLength: 2 }),
      condition: fc.constantFrom(...CONDITIONS),
    })
    .map(
      ({ Effect, actions, isNot, Resource, condition }): Json => ({
        Effect,
        [isNot === 0 ? 'NotAction' : 'Action']: actions,
        Resource,
        ...(condition === null ? {} : { Condition: condition }),
      }),
    );
const statements = fc.array(statementOn(RESOURCES), { minLength: 1, maxLength: 3 });
// What hangs on a policy variable is not decided, and that always counts against a candidate.
const plain = statementOn(RESOURCES.filter((one) => !one.includes('$')));
const decided = fc.array(plain, { minLength: 1, maxLength: 3 });

const STOP = { actions: ['cloudtrail:StopLogging'], resources: ['*'] };
const mustDeny = guardrail({ type: 'must-deny', request: STOP });
const mustAllow = guardrail({ type: 'must-allow', request: STOP }, { kind: 'break-glass-path' });
const keeps = guardrail({ type: 'keeps', request: STOP }, { kind: 'compensating-control' });

test('adding a Deny never breaks what must be denied, nor worsens it', () => {
  fc.assert(
    fc.property(decided, plain, (list, more) => {
      const added: Json = { ...(more as object), Effect: 'Deny' };
      const result = checkAws(mustDeny, { from: aws(...list), to: aws(...list, added) });
      expect(result.worsened).toBe(false);
      if (result.before === 'kept') expect(result.outcome).toBe('kept');
    }),
    { numRuns: 40 },
  );
});

test('a candidate that is said to add nothing to what is not known adds nothing to anything', () => {
  const sides = fc.record({ from: decided, to: decided, others: decided });
  let met = 0;
  fc.assert(
    fc.property(sides, ({ from, to, others }) => {
      const change = { from: aws(...from), to: aws(...to) };
      const alone = checkAws(mustDeny, change, { stack: null });
      if (alone.outcome !== 'undetermined' || alone.worsened) return;
      met += 1;
      const known = checkAws(mustDeny, change, { stack: { identity: [policy(...others)] } });
      expect({ ...known, outcome: 'any' }).toMatchObject({ worsened: false });
    }),
    { numRuns: 200 },
  );
  expect(met).toBeGreaterThan(0);
});

test('taking an Allow away never completes a toxic pair', () => {
  const pair = guardrail(
    {
      type: 'never-together',
      first: STOP,
      second: { actions: ['s3:GetObject'], resources: ['*'] },
    },
    { kind: 'separation-of-duty' },
  );
  fc.assert(
    fc.property(decided, plain, (list, more) => {
      const gone: Json = { ...(more as object), Effect: 'Allow' };
      const result = checkAws(pair, { from: aws(...list, gone), to: aws(...list) });
      expect(result.worsened).toBe(false);
    }),
    { numRuns: 40 },
  );
});

test('statements about other actions do not change an answer', () => {
  const subjects = fc.record({ identity: statements, scp: statements, boundary: statements });
  fc.assert(
    fc.property(subjects, fc.constantFrom('must-deny', 'must-allow'), (layers, property) => {
      const subject = stackOf(layers, `arn:aws:iam::${ACCOUNT}:role/app`);
      const verdict = (one: AwsSubject) => {
        const proof = awsIam.prove({ property, policies: [one], pattern: STOP });
        return proof.ok ? proof.value.verdict : 'refused';
      };
      expect(verdict(focusedOn(subject, STOP))).toBe(verdict(subject));
    }),
    { numRuns: 50 },
  );
});

interface Layers {
  readonly identity: readonly Json[];
  readonly scp: readonly Json[];
  readonly boundary: readonly Json[] | null;
}

function stackOf({ identity, scp, boundary }: Layers, principal: string): AwsSubject {
  const account = principal.split(':')[4] ?? '';
  const delegation = {
    Effect: 'Allow',
    Principal: { AWS: account },
    Action: '*',
    Resource: '*',
  };
  const read = awsIam.read({
    identity: [policy(...identity)],
    scp: [[policy(...scp)]],
    ...(boundary === null ? {} : { boundary: [policy(...boundary)] }),
    resource: [policy(delegation)],
    principal,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.refusals));
  return read.value;
}

const CALLERS = [
  `arn:aws:iam::${ACCOUNT}:role/app`,
  `arn:aws:iam::${ACCOUNT}:role/web`,
  `arn:aws:iam::${ACCOUNT}:user/ada`,
  `arn:aws:iam::${OTHER}:role/app`,
  `arn:aws:iam::${OTHER}:role/aws-service-role/x.amazonaws.com/linked`,
];

const estates = fc.array(
  fc.record({
    caller: fc.constantFrom(...CALLERS),
    layers: fc.record({
      identity: statements,
      scp: statements,
      boundary: fc.option(statements, { nil: null }),
    }),
  }),
  { minLength: 1, maxLength: 2 },
);

test('filter, shared proofs and stand-in callers answer what a proof about each entry by itself answers', () => {
  const rails: readonly Guardrail[] = [mustDeny, mustAllow, keeps];
  const cache = new Map<string, KeptProof>();
  fc.assert(
    fc.property(estates, fc.constantFrom(...rails), (made, rail) => {
      const texts = new Map<Digest, string>();
      const put = (list: readonly Json[]): Digest => {
        const text = aws(...list);
        texts.set(digestText(text), text);
        return digestText(text);
      };
      // Each set of policies once for every caller, so that what is shared is shared.
      const all = made.flatMap(({ layers }) => CALLERS.map((caller) => ({ caller, layers })));
      const entries = all.map(
        ({ caller, layers }, index): EstateEntry => ({
          id: String(index),
          identity: caller,
          environment: { name: 'prod', class: null },
          dataClass: null,
          complete: true,
          policies: {
            language: 'aws-iam',
            subject: 'identity',
            identity: [put(layers.identity)],
            scp: [[put(layers.scp)]],
            ...(layers.boundary === null ? {} : { boundary: [put(layers.boundary)] }),
          },
        }),
      );
      const done = reverify({
        estate: { entries, texts },
        before: null,
        after: rail,
        at: '2026-11-28T12:00:00.000Z',
        cache,
      });
      if (!done.ok) throw new Error('refused');
      const { caught, undetermined } = done.value.found;
      const alone = all.map(({ caller, layers }) => outcomeOf(rail, layers, caller));
      const those = (outcome: string): string[] =>
        alone.flatMap((one, index) => (one === outcome ? [String(index)] : []));
      expect(undetermined.map(({ id }) => id)).toEqual(those('undetermined'));
      expect(caught.map(({ id }) => id)).toEqual(those('broken'));
    }),
    { numRuns: 15 },
  );
});

/** The same judged by `checkGuardrails`, one candidate at a time: no filter, no cache, the caller itself. */
function outcomeOf(rail: Guardrail, { identity, scp, boundary }: Layers, caller: string): string {
  const stack = {
    scp: [[policy(...scp)]],
    ...(boundary === null ? {} : { boundary: [policy(...boundary)] }),
    principal: caller,
  };
  return checkAws(rail, { to: aws(...identity) }, { stack, identity: caller }).outcome;
}
