import { expect, test } from 'vitest';
import type { RuleSetV2, VerificationFacts } from '../src/index.ts';
import { by, forged, newest, verdict } from './forge.ts';
import { Prepared } from './prepared.ts';
import { human, LONG_AGO, named, ruleSetV2, SYSTEM } from './world.ts';

const managing: Partial<VerificationFacts> = { effects: ['ADDS_PERMISSIONS_MANAGEMENT'] };
const UNTIL = '2027-01-01T00:00:00.000Z';
const exception = (id: string, until = UNTIL): RuleSetV2['exceptions'][number] => ({
  id,
  name: id,
  environment: '*',
  policy: null,
  covers: { appetite: 'T4', undetermined: [] },
  owner: 'sam',
  why: 'pilot',
  compensatingControl: null,
  since: LONG_AGO,
  until,
});
const careful = (exceptions: RuleSetV2['exceptions']): RuleSetV2 =>
  ruleSetV2({
    appetite: [
      {
        environment: '*',
        dataClass: null,
        upTo: 'T2',
        acceptedBy: 'rosa',
        since: LONG_AGO,
        until: null,
      },
    ],
    exceptions,
  });

test.each(['T0', 'T1', 'T2', 'T4'] as const)('a verification recorded as %s is refused', (tier) => {
  const world = new Prepared(undefined, undefined, ruleSetV2());
  const candidate = world.draft();
  const stream = `candidate/${candidate}`;
  const verification = world.proved(candidate, managing);
  world.do(SYSTEM, { type: 'recordVerification', candidate, verification });
  const payload = newest(world, 'CandidateVerified');
  const other = new Prepared(undefined, undefined, ruleSetV2());
  const twin = other.draft();
  const claimed = { ...payload, verification: other.proved(twin, managing), tier };
  expect(verdict(other, forged(other, 'CandidateVerified', stream, claimed))).toEqual([
    'VERIFICATION_MISMATCH the verification is about another result',
  ]);
});

test('a verification recorded without the reason that weighs most is refused', () => {
  const world = new Prepared(undefined, undefined, ruleSetV2());
  const candidate = world.draft();
  const verification = world.proved(candidate, { effects: ['ADDS_READ', 'ADDS_ESCALATION'] });
  const payload = {
    revision: 1,
    verification,
    presented: named('presented sha256:policy-1'),
    verdict: 'broader',
    tier: 'T3',
    reasons: ['BASE_NOT_RELEASED', 'READS_SENSITIVE_DATA', 'READS'],
    outcome: 'passed',
  } as const;
  const event = forged(world, 'CandidateVerified', `candidate/${candidate}`, payload);
  expect(verdict(world, event)).toEqual([
    'VERIFICATION_MISMATCH the verification is about another result',
  ]);
});

test('a submission that leaves out an exception, or names one that is none, is refused', () => {
  const world = new Prepared(undefined, undefined, careful([exception('x1')]));
  const honest = world.submitted('policy-1', managing);
  const payload = newest(world, 'CandidateSubmitted');
  expect(payload.exceptions).toEqual(['x1']);
  const other = new Prepared(undefined, undefined, careful([exception('x1')]));
  const candidate = other.draft();
  other.verify(candidate, managing);
  expect(candidate).toBe(honest);
  for (const exceptions of [[], ['x2'], ['x1', 'x2']]) {
    const event = forged(
      other,
      'CandidateSubmitted',
      `candidate/${candidate}`,
      { ...payload, exceptions },
      by('author'),
    );
    expect(verdict(other, event)).toEqual([
      'BINDING_MOVED `exceptions` of the submission is not what the state gives',
    ]);
  }
});

test('a submission above the appetite is refused whatever it says of itself', () => {
  const world = new Prepared(
    undefined,
    undefined,
    careful([exception('x1', '2026-11-23T12:00:00.000Z')]),
  );
  const candidate = world.draft();
  world.verify(candidate, managing);
  const open = new Prepared(undefined, undefined, ruleSetV2());
  open.submitted('policy-1', managing);
  const payload = newest(open, 'CandidateSubmitted');
  const claims = [payload, { ...payload, exceptions: ['x1'] }, { ...payload, tier: 'T2' as const }];
  for (const claimed of claims) {
    const event = forged(
      world,
      'CandidateSubmitted',
      `candidate/${candidate}`,
      claimed,
      by('author'),
    );
    expect(verdict(world, event).map((one) => one.split(' ')[0])).toContain('ABOVE_APPETITE');
  }
});

test('a release whose approvers signed no exception is refused where the newest rule set asks for one', () => {
  const world = new Prepared(undefined, undefined, careful([exception('x1')]));
  const candidate = world.submitted('policy-1', managing);
  world.approve(candidate, 'rosa');
  world.approve(candidate, 'sam');
  const found = world.state.candidates.get(candidate);
  if (found === undefined || !('review' in found)) throw new Error('not submitted');
  // As if a dishonest server had frozen a submission without its exception.
  const review = { ...found.review, submission: { ...found.review.submission, exceptions: [] } };
  const candidates = world.state.candidates.set(candidate, { ...found, review });
  world.state = { ...world.state, candidates };
  const decided = world.try(human('author'), world.releaseCommand(candidate, 'author'));
  expect(decided.ok ? [] : decided.refusals.map((r) => r.code)).toContain('ABOVE_APPETITE');
});
