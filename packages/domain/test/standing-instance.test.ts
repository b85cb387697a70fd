import { describe, expect, test } from 'vitest';
import { addSeconds } from '../src/index.ts';
import { adoptRoster, said } from './forge.ts';
import { StandingWorld, VALID_UNTIL } from './standing-world.ts';
import {
  codes,
  human,
  keyOf,
  listed,
  named,
  PEOPLE,
  rosterOf,
  SYSTEM,
  sentences,
} from './world.ts';

const later = (world: StandingWorld, seconds: number): void => {
  world.at = addSeconds(world.at, seconds);
};
const DAY = 86_400;

/** A reject, an ended template, whatever: the candidate can still go the ordinary way. */
function goesToReview(world: StandingWorld, candidate: string): void {
  world.do(human('author'), world.submission(candidate));
  expect(world.state.candidates.get(candidate)?.state).toBe('in-review');
}

describe('an instance', () => {
  test('inside the bounds is decided by the standing approval itself, never by who drafted (R36)', () => {
    const world = new StandingWorld().standing();
    const candidate = world.verified();
    const command = world.applyCommand(candidate);
    for (const actor of [
      human('author'),
      human('rosa'),
      SYSTEM,
      { kind: 'agent', id: 't' } as const,
    ])
      expect(codes(world.try(actor, command))).toEqual(['NOT_THE_SYSTEM']);
    const decision = world.apply(candidate);
    expect(world.state.candidates.get(candidate)).toMatchObject({ state: 'approved', decision });
    expect(world.state.standingDecisions.get(decision)).toMatchObject({
      candidate,
      template: world.template,
      templateDigest: named('template-1'),
      state: 'live',
    });
    const made = world.events.findLast((e) => e.type === 'StandingDecisionMade');
    expect(made?.actor).toEqual({ kind: 'system', id: world.template });
  });

  test('goes in force on the basis `standing`, with the humans signatures as its approvals', () => {
    const world = new StandingWorld().standing();
    const { candidate, decision } = world.live();
    const issued = world.events.findLast((e) => e.type === 'ReleaseIssued');
    const signatures = world.events.flatMap((e) =>
      e.type === 'StandingApprovalSigned' ? [e.payload.approval] : [],
    );
    expect(issued?.payload).toMatchObject({
      candidate,
      basis: 'standing',
      approvals: signatures,
      triggeredBy: world.template,
      validUntil: world.state.standingDecisions.get(decision)?.validUntil,
      onLapse: 'deny',
    });
    expect(world.state.candidates.get(candidate)?.state).toBe('released');
    expect(world.state.policies.get(world.policy)?.base).toBe(named('policy-1'));
  });

  test('lives no longer than its time to live and the standing approval', () => {
    const world = new StandingWorld({ timeToLiveSeconds: 3600 }).standing();
    const short = world.apply(world.verified());
    expect(world.state.standingDecisions.get(short)?.validUntil).toBe(addSeconds(world.at, 3600));
    const long = new StandingWorld({ timeToLiveSeconds: 1_000 * DAY }).standing();
    const capped = long.apply(long.verified());
    expect(long.state.standingDecisions.get(capped)?.validUntil).toBe(VALID_UNTIL);
  });

  test('is released by hand where its template says so, by none who signed the template', () => {
    const world = new StandingWorld({ release: 'by-hand' }).standing();
    const candidate = world.verified();
    world.apply(candidate);
    const ask = (who: string) => world.try(human(who), world.releaseCommand(candidate, who));
    const itself = world.try(world.itself(), world.releaseCommand(candidate, world.template));
    expect(codes(itself)).toEqual(['NOT_A_HUMAN']);
    expect(codes(ask('rosa'))).toEqual(['RELEASER_IS_APPROVER']);
    expect(codes(ask('rex'))).toEqual([]);
  });

  test.each<[string, Parameters<StandingWorld['tryApply']>[1], string]>([
    [
      'one parameter outside',
      { instance: { to: null, unfit: ['`eu-north-1` is not one of the values it may have'] } },
      'OUTSIDE_TEMPLATE `eu-north-1` is not one of the values it may have',
    ],
    [
      'content that is not what the template makes',
      { instance: { to: named('policy-other') } },
      'OUTSIDE_TEMPLATE the content is not what the template makes of these values',
    ],
    [
      'an envelope that is not proved',
      { proof: { passed: ['instantiates', 'within-ceiling'], undetermined: ['within-envelope'] } },
      'NOT_PROVED_WITHIN `within-envelope` is not proved',
    ],
    [
      'a ceiling that is exceeded',
      { proof: { passed: ['instantiates', 'within-envelope'], failed: ['within-ceiling'] } },
      'NOT_PROVED_WITHIN `within-ceiling` is not proved',
    ],
    [
      'a proof of another instance',
      { configuration: { instance: named('other') } },
      'NOT_PROVED_WITHIN the proof is about another instance',
    ],
    [
      'a proof by nobody in particular',
      { proof: { publicKey: 'some-key' } },
      'NOT_PROVED_WITHIN the proof is not signed by a release key of the roster',
    ],
    [
      'an instance for another candidate',
      { instance: { candidate: 'other' } },
      'BINDING_MOVED the instance is about another `candidate`',
    ],
    [
      'an instance of another edition',
      { instance: { templateDigest: named('template-0') } },
      'BINDING_MOVED the instance is about another `templateDigest`',
    ],
    [
      'owners left out of those who do not count',
      { instance: { disqualified: [] } },
      'BINDING_MOVED the instance is about another `disqualified`',
    ],
  ])('with %s is refused, and goes to an ordinary review', (_, more, sentence) => {
    const world = new StandingWorld().standing();
    const candidate = world.verified();
    const decided = world.tryApply(candidate, more);
    expect(decided.ok ? [] : decided.refusals.map(said)).toContain(sentence);
    goesToReview(world, candidate);
  });

  test('is refused where a check failed to decide, whatever its proof says', () => {
    const world = new StandingWorld().standing();
    const candidate = world.draft();
    world.verify(candidate, { undetermined: ['intended-denials'] });
    expect(codes(world.tryApply(candidate))).toContain('VERIFICATION_FAILED');
  });

  test('is refused after an edit, which voids the standing approval', () => {
    const world = new StandingWorld().standing();
    const candidate = world.verified();
    const stale = world.applyCommand(candidate);
    world.facts.templates.set(named('template-2'), world.templateFacts({ owner: 'rex' }));
    const { template } = world;
    const document = named('template-2');
    world.do(human('author'), { type: 'reviseTemplate', template, document, expected: null });
    expect(world.templateNow().state).toBe('drafted');
    expect(codes(world.try(world.itself(), stale))).toEqual(['STANDING_NOT_IN_FORCE']);
    goesToReview(world, candidate);
  });

  test('is refused after the standing approval ended, by time or by one human', () => {
    const world = new StandingWorld().standing();
    const candidate = world.verified();
    const { template } = world;
    const at = world.at;
    world.at = VALID_UNTIL;
    expect(sentences(world.tryApply(candidate))).toContain(
      `the standing approval was valid until \`${VALID_UNTIL}\``,
    );
    world.at = at;
    const reason = named('r');
    world.do(human('rex'), { type: 'revokeStandingApproval', template, reason });
    expect(codes(world.tryApply(candidate))).toContain('STANDING_NOT_IN_FORCE');
    goesToReview(world, candidate);
  });

  test('does not count the signature of who drafted it, owns the identity, or left the roster', () => {
    const both = listed('author', ['security', 'resource-owner']);
    const humans = PEOPLE.map((h) => (h.id === 'author' ? both : h));
    const own = new StandingWorld({ instantiators: ['author', 'rosa'] }, rosterOf({ humans }));
    own.standing();
    expect(codes(own.tryApply(own.verified('policy-1', human('rosa'))))).toContain(
      'RULE_NOT_SATISFIED',
    );
    const gone = new StandingWorld().standing();
    const candidate = gone.verified();
    adoptRoster(gone, { humans: PEOPLE.filter((h) => h.id !== 'sam') });
    expect(codes(gone.tryApply(candidate))).toEqual(['RULE_NOT_SATISFIED']);
    const rekeyed = new StandingWorld().standing();
    const second = rekeyed.verified();
    const keys = [{ ...keyOf('sam'), publicKey: 'ssh-ed25519 other' }];
    adoptRoster(rekeyed, {
      humans: PEOPLE.map((h) => (h.id === 'sam' ? { ...h, credentials: keys } : h)),
    });
    expect(codes(rekeyed.tryApply(second))).toEqual(['RULE_NOT_SATISFIED']);
  });

  test('is drafted by those the template names, or by their tokens, and by no one else', () => {
    const world = new StandingWorld().standing();
    const other = world.verified('policy-1', human('una'));
    expect(sentences(world.tryApply(other))).toEqual(['`una` may not instantiate this template']);
    const token = world.do(human('rex'), {
      type: 'createToken',
      kind: 'pipeline',
      name: named('n'),
      expiresAt: '2027-01-01T00:00:00.000Z',
    });
    const by = { kind: 'pipeline' as const, id: token };
    expect(codes(world.tryApply(world.verified('policy-2', by)))).toEqual([]);
  });
});

describe('the usage cap', () => {
  test('holds on the live instances of an identity and on all together', () => {
    const world = new StandingWorld().standing();
    world.live('policy-1');
    world.anotherPolicy().live('policy-2');
    const third = world.anotherPolicy().verified('policy-3');
    expect(sentences(world.tryApply(third))).toEqual([
      '2 instances of the template are live for this identity, 2 may be',
    ]);
    world.anotherNhi().live('policy-4');
    const fifth = world.anotherNhi().verified('policy-5');
    expect(sentences(world.tryApply(fifth))).toEqual([
      '3 instances of the template are live, 3 may be',
    ]);
    goesToReview(world, fifth);
  });

  test('counts an instance until it is recorded as ended, or its time is over', () => {
    const world = new StandingWorld({ cap: { perNhi: 1, total: 1 } }).standing();
    const { candidate, decision } = world.live();
    const next = world.anotherNhi().verified('policy-2');
    const end = { type: 'endStandingDecision', decision } as const;
    expect(codes(world.try(SYSTEM, end))).toEqual(['EVENT_NOT_DUE']);
    const released = world.state.candidates.get(candidate);
    if (released?.state !== 'released') throw new Error('not released');
    const { release } = released;
    world.do(human('rex'), { type: 'revokeRelease', release, reason: named('r') });
    expect(codes(world.tryApply(next))).toEqual(['CAP_REACHED']);
    world.do(SYSTEM, end);
    expect(world.state.standingDecisions.get(decision)?.ended?.why).toBe('revoked');
    world.apply(next);
    const third = world.anotherNhi().verified('policy-3');
    expect(codes(world.tryApply(third))).toEqual(['CAP_REACHED']);
    later(world, 30 * DAY);
    expect(codes(world.tryApply(third))).toEqual([]);
  });

  test('an instance that stays in place on lapse counts on', () => {
    const cap = { perNhi: 1, total: 1 };
    const world = new StandingWorld({ cap, onLapse: 'keep' }).standing();
    world.live();
    const next = world.anotherNhi().verified('policy-2');
    later(world, 31 * DAY);
    expect(codes(world.tryApply(next))).toEqual(['CAP_REACHED']);
  });
});

describe('the ceiling', () => {
  test('is proved of everything live at the moment of the decision, not of what was live before', () => {
    const world = new StandingWorld().standing();
    const first = world.verified('policy-1');
    const second = world.anotherPolicy().verified('policy-2');
    const proved = world.applyCommand(second);
    world.apply(first);
    expect(codes(world.try(world.itself(), proved))).toEqual(['CEILING_MOVED']);
    expect(codes(world.tryApply(second))).toEqual([]);
  });

  test('is not moved by the instances of other identities', () => {
    const world = new StandingWorld().standing();
    const first = world.verified('policy-1');
    const second = world.anotherNhi().verified('policy-2');
    const proved = world.applyCommand(second);
    world.apply(first);
    expect(codes(world.try(world.itself(), proved))).toEqual([]);
  });
});
