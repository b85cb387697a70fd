import { describe, expect, test } from 'vitest';
import { addSeconds, describeTransitions, type TemplateFacts } from '../src/index.ts';
import { adoptRoster } from './forge.ts';
import { StandingWorld, VALID_UNTIL } from './standing-world.ts';
import { codes, human, named, PEOPLE, rosterOf, SYSTEM, sentences } from './world.ts';

const later = (world: StandingWorld, seconds: number): void => {
  world.at = addSeconds(world.at, seconds);
};
const DAY = 86_400;

/** A reject, an ended template, whatever: the candidate can still go the ordinary way. */
function goesToReview(world: StandingWorld, candidate: string): void {
  world.do(human('author'), world.submission(candidate));
  expect(world.state.candidates.get(candidate)?.state).toBe('in-review');
}

describe('a template', () => {
  test('carries no weight until humans approved it for good (R37)', () => {
    const world = new StandingWorld();
    const candidate = world.verified();
    expect(sentences(world.tryApply(candidate))).toContain(
      'the template is drafted: no standing approval is in force',
    );
    world.verifyTemplate();
    expect(codes(world.tryApply(candidate))).toContain('STANDING_NOT_IN_FORCE');
    world.submitTemplate();
    world.sign('rosa');
    expect(sentences(world.tryApply(candidate))).toContain(
      'the template is in-review: no standing approval is in force',
    );
    world.sign('sam');
    expect(world.templateNow().state).toBe('approved');
    expect(codes(world.tryApply(candidate))).toEqual([]);
  });

  test('is governed by the rule of the tier of everything its envelope allows', () => {
    const world = new StandingWorld();
    world.verifyTemplate();
    world.submitTemplate();
    const template = world.templateNow();
    if (!('standing' in template)) throw new Error('not submitted');
    expect(template.standing.submission).toMatchObject({ tier: 'T3', rule: { name: 'high' } });
  });

  test('is not signed by who wrote it, asked for it, or owns the identity it names', () => {
    const roster = rosterOf({
      humans: PEOPLE.map((h) => (h.id === 'backup' ? { ...h, roles: ['resource-owner'] } : h)),
    });
    const world = new StandingWorld({}, roster);
    const nhis = [world.nhi];
    const document = named('template-2');
    world.facts.templates.set(document, {
      ...world.templateFacts(),
      selector: { externalIds: null, nhis },
    });
    world.do(human('author'), {
      type: 'reviseTemplate',
      template: world.template,
      document,
      expected: null,
    });
    world.verifyTemplate();
    world.submitTemplate();
    expect(codes(world.trySign('author'))).toContain('SELF_APPROVAL');
    expect(codes(world.trySign('backup'))).toEqual(['DISQUALIFIED']);
  });

  test('is signed by each human once, in person, over what was submitted', () => {
    const world = new StandingWorld();
    world.verifyTemplate();
    world.submitTemplate();
    const approval = world.standingSigned('rosa');
    const { template } = world;
    const agent = { kind: 'agent' as const, id: 'token' };
    const asAgent = world.try(agent, { type: 'signStandingApproval', template, approval });
    expect(codes(asAgent)).toEqual(['NOT_A_HUMAN']);
    const moved = { envelope: named('policy-wider'), cap: { perNhi: 9, total: 9 } };
    expect(sentences(world.trySign('rosa', moved))).toEqual([
      'the standing approval binds another `envelope`',
      'the standing approval binds another `cap`',
    ]);
    world.sign('rosa');
    expect(codes(world.trySign('rosa'))).toEqual(['ALREADY_DECIDED']);
    expect(world.templateNow().state).toBe('in-review');
  });

  test('two resource owners do not make a resource owner and a security', () => {
    const world = new StandingWorld();
    world.verifyTemplate();
    world.submitTemplate();
    world.sign('rosa');
    world.sign('rex');
    expect(world.templateNow().state).toBe('in-review');
  });

  test('whose envelope is not understood whole is not submitted', () => {
    const world = new StandingWorld();
    world.verifyTemplate({ undetermined: ['intended-denials'] });
    const command = {
      type: 'submitTemplate',
      template: world.template,
      validUntil: VALID_UNTIL,
    } as const;
    expect(codes(world.try(human('author'), command))).toEqual(['EXCEPTION_REQUIRED']);
    world.verifyTemplate({ failed: ['intended-denials'] });
    expect(codes(world.try(human('author'), command))).toContain('WRONG_STATE');
  });

  test('is valid no longer than its own expiry, its environment and its review', () => {
    const world = new StandingWorld({ expires: '2026-12-01T00:00:00.000Z' });
    world.verifyTemplate();
    const { template } = world;
    const ask = (validUntil: string) =>
      codes(world.try(human('author'), { type: 'submitTemplate', template, validUntil }));
    expect(ask('2026-12-02T00:00:00.000Z')).toEqual(['VALIDITY_TOO_LONG']);
    expect(ask('2026-11-01T00:00:00.000Z')).toEqual(['DATE_NOT_USABLE']);
    world.submitTemplate('2026-12-01T00:00:00.000Z');
    world.sign('rosa');
    later(world, 15 * DAY);
    expect(codes(world.trySign('sam'))).toContain('APPROVAL_EXPIRED');
  });

  test('that someone rejects, or whose law moved, is submitted anew and starts at no signature', () => {
    const world = new StandingWorld();
    world.verifyTemplate();
    world.submitTemplate();
    world.sign('rosa');
    const { template } = world;
    world.do(human('sam'), { type: 'rejectTemplate', template, reason: named('r') });
    expect(world.templateNow().state).toBe('rejected');
    world.submitTemplate();
    adoptRoster(world, {});
    expect(sentences(world.trySign('sam'))).toContain(
      '`rosterNumber` has moved since the template was submitted',
    );
    world.submitTemplate();
    world.sign('rosa');
    expect(world.templateNow().state).toBe('in-review');
    world.sign('sam');
    expect(world.templateNow().state).toBe('approved');
  });

  test('is drafted by an agent too, whose human cannot sign it; the agent decides nothing (INV-12)', () => {
    const world = new StandingWorld();
    const token = world.do(human('sam'), {
      type: 'createToken',
      kind: 'agent',
      name: named('n'),
      expiresAt: '2027-01-01T00:00:00.000Z',
    });
    const agent = { kind: 'agent' as const, id: token };
    world.facts.templates.set(named('template-2'), world.templateFacts());
    world.template = world.do(agent, { type: 'draftTemplate', document: named('template-2') });
    world.verifyTemplate();
    world.submitTemplate();
    expect(codes(world.trySign('sam'))).toEqual(['SELF_APPROVAL']);
    const { template } = world;
    const reason = named('r');
    for (const command of [
      { type: 'rejectTemplate', template, reason } as const,
      { type: 'revokeStandingApproval', template, reason } as const,
    ]) {
      expect(codes(world.try(agent, command))).toContain('NOT_A_HUMAN');
    }
  });

  test.each<[string, Partial<TemplateFacts>, string]>([
    ['no intended denial', { denials: [] }, 'NO_INTENDED_DENIAL'],
    ['an owner who is gone', { owner: 'gone' }, 'NO_ACCOUNTABLE_HUMAN'],
    ['an instantiator who is nobody', { instantiators: ['nobody'] }, 'NO_ACCOUNTABLE_HUMAN'],
    ['an expiry that is past', { expires: '2026-01-01T00:00:00.000Z' }, 'DATE_NOT_USABLE'],
    ['an envelope that is not at hand', { envelope: named('nowhere') }, 'DOCUMENT_UNKNOWN'],
    ['an environment there is not', { environment: 'nowhere' }, 'UNKNOWN_ENVIRONMENT'],
    ['another workspace', { workspace: 'other' }, 'ENVIRONMENT_MISMATCH'],
  ])('with %s is refused', (_, more, code) => {
    const world = new StandingWorld();
    world.facts.templates.set(named('template-bad'), world.templateFacts(more));
    const command = { type: 'draftTemplate', document: named('template-bad') } as const;
    expect(codes(world.try(human('author'), command))).toContain(code);
  });
});

describe('a decision that no longer holds', () => {
  test('is not released, and its candidate can be submitted for a review', () => {
    const world = new StandingWorld().standing();
    const candidate = world.verified();
    world.apply(candidate);
    const nothing = world.try(SYSTEM, { type: 'voidStandingDecision', candidate });
    expect(codes(nothing)).toEqual(['NOTHING_CHANGED']);
    const { template } = world;
    world.do(human('rex'), { type: 'revokeStandingApproval', template, reason: named('r') });
    const release = world.try(world.itself(), world.releaseCommand(candidate, template));
    expect(codes(release)).toContain('STANDING_NOT_IN_FORCE');
    world.do(SYSTEM, { type: 'voidStandingDecision', candidate });
    goesToReview(world, candidate);
  });

  test('after a restated requirement goes back to be verified, and the decision ends as not applied', () => {
    const world = new StandingWorld().standing();
    const candidate = world.verified();
    const decision = world.apply(candidate);
    world.stateRequirement('requirement-2');
    const release = world.try(world.itself(), world.releaseCommand(candidate, world.template));
    expect(codes(release)).toContain('BINDING_MOVED');
    world.do(SYSTEM, { type: 'returnCandidate', candidate });
    world.do(SYSTEM, { type: 'endStandingDecision', decision });
    expect(world.state.standingDecisions.get(decision)?.ended?.why).toBe('not-applied');
    world.verify(candidate);
    expect(codes(world.tryApply(candidate))).toEqual([]);
  });

  test('has no review that could be changed', () => {
    const world = new StandingWorld().standing();
    const candidate = world.verified();
    world.apply(candidate);
    const reason = named('r');
    for (const command of [
      { type: 'rejectCandidate', candidate, reason } as const,
      { type: 'requestChanges', candidate, reason } as const,
    ]) {
      expect(sentences(world.try(human('sam'), command))).toContain(
        'the candidate was approved by a standing approval: nobody reviewed it',
      );
    }
  });
});

describe('a look afterwards', () => {
  const sampled = { perMille: 1000, dueSeconds: 7 * DAY };

  test('is due for the sample, and nobody looking at it ends the automatism', () => {
    const world = new StandingWorld({ sample: sampled }).standing();
    const { decision } = world.live();
    const record = world.state.standingDecisions.get(decision);
    expect(record?.reviewBy).toBe(addSeconds(world.at, 7 * DAY));
    later(world, 7 * DAY);
    const next = world.anotherPolicy().verified('policy-2');
    expect(codes(world.tryApply(next))).toEqual(['SAMPLE_OVERDUE']);
    const look = { type: 'reviewStandingDecision', decision, note: named('n') } as const;
    world.do(human('rex'), { ...look, verdict: 'ok' });
    expect(codes(world.tryApply(next))).toEqual([]);
  });

  test('is taken by an eligible human who did not draft it and does not own the identity', () => {
    const world = new StandingWorld().standing();
    const { decision } = world.live();
    const look = {
      type: 'reviewStandingDecision',
      decision,
      verdict: 'ok',
      note: named('n'),
    } as const;
    expect(codes(world.try(human('author'), look))).toContain('SELF_APPROVAL');
    expect(codes(world.try(human('backup'), look))).toEqual(['DISQUALIFIED']);
    expect(codes(world.try(human('una'), look))).toEqual(['NOT_ELIGIBLE']);
    expect(codes(world.try(world.itself(), look))).toContain('NOT_A_HUMAN');
    world.do(human('sam'), look);
    expect(codes(world.try(human('rex'), look))).toEqual(['ALREADY_DECIDED']);
  });

  test('with a concern suspends the standing approval, also after an ok', () => {
    const world = new StandingWorld().standing();
    const { decision } = world.live();
    const look = { type: 'reviewStandingDecision', decision, note: named('n') } as const;
    world.do(human('sam'), { ...look, verdict: 'ok' });
    world.do(human('rex'), { ...look, verdict: 'concern' });
    expect(world.templateNow().state).toBe('suspended');
    const next = world.anotherPolicy().verified('policy-2');
    expect(codes(world.tryApply(next))).toContain('STANDING_NOT_IN_FORCE');
    later(world, DAY);
    world.submitTemplate();
    world.sign('rosa');
    world.sign('sam');
    expect(codes(world.tryApply(next))).toEqual([]);
  });
});

test('the life of templates and decisions is data', () => {
  const text = describeTransitions();
  expect(text).toContain('| `StandingApprovalGranted` | in-review | approved |');
  expect(text).toContain('| `CandidateStandingApplied` | verified | approved |');
});
