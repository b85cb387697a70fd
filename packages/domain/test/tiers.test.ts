import { describe, expect, test } from 'vitest';
import type { Exception, RuleSetV2, VerificationFacts } from '../src/index.ts';
import { verificationOf } from '../src/index.ts';
import { adoptRuleSetV2, whyNotReleased } from './forge.ts';
import { Prepared } from './prepared.ts';
import { codes, human, LONG_AGO, named, ruleSetV2, SYSTEM, sentences } from './world.ts';

const LATER = '2027-01-01T00:00:00.000Z';
const listing: Partial<VerificationFacts> = { effects: ['ADDS_LIST'] };
const managing: Partial<VerificationFacts> = { effects: ['ADDS_PERMISSIONS_MANAGEMENT'] };
const upTo = (tier: 'T1' | 'T2' | 'T4'): Pick<RuleSetV2, 'appetite'> => ({
  appetite: [
    {
      environment: '*',
      dataClass: null,
      upTo: tier,
      acceptedBy: 'rosa',
      since: LONG_AGO,
      until: null,
    },
  ],
});
const pilot = (more: Partial<Exception> = {}): Exception => ({
  id: 'x1',
  name: 'pilot',
  environment: '*',
  policy: null,
  covers: { appetite: 'T4', undetermined: [] },
  owner: 'sam',
  why: 'pilot',
  compensatingControl: null,
  since: LONG_AGO,
  until: LATER,
  ...more,
});
const prepared = (more: Partial<RuleSetV2> = {}): Prepared =>
  new Prepared(undefined, undefined, ruleSetV2(more));
const tierOf = (world: Prepared, candidate: string): unknown => {
  const found = world.state.candidates.get(candidate);
  return found === undefined ? undefined : verificationOf(found);
};
const trySubmit = (
  world: Prepared,
  more: Partial<VerificationFacts>,
): ReturnType<Prepared['try']> => {
  const candidate = world.draft();
  world.verify(candidate, more);
  return world.try(human('author'), world.submission(candidate));
};

describe('the tier', () => {
  test('comes from the rules of the rule set in force, with every reason', () => {
    const world = prepared();
    const candidate = world.draft();
    world.verify(candidate, { effects: ['ADDS_READ', 'ADDS_ESCALATION'] });
    expect(tierOf(world, candidate)).toMatchObject({
      tier: 'T4',
      reasons: ['ESCALATION_PATH', 'BASE_NOT_RELEASED', 'READS_SENSITIVE_DATA', 'READS'],
    });
  });

  test('is what it was before where nobody assessed the change, or under version 1', () => {
    const world = prepared();
    const candidate = world.draft();
    world.verify(candidate);
    expect(tierOf(world, candidate)).toMatchObject({ tier: 'T3', reasons: ['TIERS_NOT_ASSESSED'] });
    const old = new Prepared();
    const first = old.draft();
    old.verify(first, listing);
    expect(tierOf(old, first)).toMatchObject({ tier: 'T3', reasons: ['TIERS_NOT_ASSESSED'] });
  });

  test('of what is compared with an approved base counts only what is new', () => {
    const world = prepared();
    world.release(world.approved());
    world.stateRequirement('requirement-2', { dataClass: 'internal' });
    const next = world.draft('policy-2');
    world.verify(next, listing);
    expect(tierOf(world, next)).toMatchObject({ tier: 'T1', reasons: ['LISTS'] });
  });

  test('is computed again at submission, since the rules may have changed', () => {
    const world = prepared();
    const candidate = world.draft();
    world.verify(candidate, managing);
    const [first] = ruleSetV2().tierRules;
    if (first === undefined) throw new Error('no rule');
    const everything = { ...first.when, verdict: null };
    const strict = { ...first, code: 'ALL_OF_IT', tier: 'T4' as const, when: everything };
    adoptRuleSetV2(world, { tierRules: [strict] });
    const submitted = world.try(human('author'), world.submission(candidate));
    // Nobody here is a risk owner, whom the rule for T4 asks for.
    expect(codes(submitted)).toEqual(['RULE_UNSATISFIABLE']);
  });

  test('counts an agent among the authors by the kind of its token', () => {
    const world = prepared();
    const token = world.do(human('author'), {
      type: 'createToken',
      kind: 'agent',
      name: named('t'),
      expiresAt: LATER,
    });
    const candidate = world.draft('policy-1', { kind: 'agent', id: token });
    world.verify(candidate, listing);
    expect(tierOf(world, candidate)).toMatchObject({
      reasons: expect.arrayContaining(['AGENT_AUTHOR']),
    });
  });
});

describe('the appetite', () => {
  test('keeps what is above it from being submitted', () => {
    const decided = trySubmit(prepared(upTo('T2')), managing);
    expect(codes(decided)).toEqual(['ABOVE_APPETITE']);
    expect(sentences(decided)).toEqual([
      'T3 in `staging/aws/111111111111`, where the risk accepted ends at T2; no exception covers it',
    ]);
  });

  test('is got past by an exception in force, which the submission names', () => {
    const world = prepared({ ...upTo('T2'), exceptions: [pilot()] });
    const candidate = world.submitted('policy-1', managing);
    const found = world.state.candidates.get(candidate);
    expect(found).toMatchObject({ review: { submission: { tier: 'T3', exceptions: ['x1'] } } });
    world.approve(candidate, 'rosa');
    world.approve(candidate, 'sam');
    expect(whyNotReleased(world, candidate)).toEqual([]);
  });

  test('that changes sends what is under review back, and lets nothing above it through', () => {
    const world = prepared();
    const candidate = world.submitted('policy-1', managing);
    adoptRuleSetV2(world, upTo('T2'));
    expect(codes(world.tryApprove(candidate, 'rosa'))).toContain('BINDING_MOVED');
    world.do(SYSTEM, { type: 'returnCandidate', candidate });
    world.verify(candidate, managing);
    const again = world.try(human('author'), world.submission(candidate));
    expect(codes(again)).toEqual(['ABOVE_APPETITE']);
  });

  test('is held against again at the release, under the newest rule set', () => {
    const world = prepared();
    const candidate = world.submitted('policy-1', managing);
    world.approve(candidate, 'rosa');
    world.approve(candidate, 'sam');
    adoptRuleSetV2(world, upTo('T2'));
    expect(whyNotReleased(world, candidate)).toEqual([
      'ABOVE_APPETITE T3 in `staging/aws/111111111111`, where the risk accepted ends at T2; no exception covers it',
    ]);
  });

  test('an exception that ends between approval and release carries it no longer', () => {
    const soon = '2026-11-23T18:00:00.000Z';
    const world = prepared({ ...upTo('T2'), exceptions: [pilot({ until: soon })] });
    const candidate = world.submitted('policy-1', managing);
    world.approve(candidate, 'rosa');
    world.approve(candidate, 'sam');
    expect(whyNotReleased(world, candidate)).toEqual([]);
    world.at = soon;
    expect(whyNotReleased(world, candidate).map((one) => one.split(' ')[0])).toEqual([
      'ABOVE_APPETITE',
    ]);
  });
});

describe('what is undetermined', () => {
  const open: Partial<VerificationFacts> = {
    verdict: 'undetermined',
    undetermined: ['diff-decided'],
    constructs: ['the condition c'],
    effects: ['UNDETERMINED_CLASS'],
  };

  test('needs an exception that names the construct', () => {
    expect(codes(trySubmit(prepared(), open))).toEqual(['EXCEPTION_REQUIRED']);
    const exceptions = [pilot({ covers: { appetite: null, undetermined: ['the condition c'] } })];
    expect(codes(trySubmit(prepared({ exceptions }), open))).toEqual([]);
  });

  test('a Verification without any check passes under no exception', () => {
    const exceptions = [pilot({ covers: { appetite: 'T4', undetermined: ['x'] } })];
    const decided = trySubmit(prepared({ exceptions }), { ...listing, passed: [] });
    expect(codes(decided)).toEqual(['EXCEPTION_REQUIRED']);
  });
});
