import { describe, expect, test } from 'vitest';
import type { EventPayloads, NewEvent } from '../src/index.ts';
import { by, forged, newest, verdict } from './forge.ts';
import { StandingWorld, VALID_UNTIL } from './standing-world.ts';
import { human, named, SYSTEM } from './world.ts';

/** The events of a decision as the honest way makes them, not appended. */
function planned(world: StandingWorld, candidate: string): readonly NewEvent[] {
  const decided = world.tryApply(candidate);
  if (!decided.ok) throw new Error(JSON.stringify(decided.refusals));
  return decided.value.events;
}

function ready(): {
  world: StandingWorld;
  candidate: string;
  made: EventPayloads['StandingDecisionMade'];
} {
  const world = new StandingWorld().standing();
  const candidate = world.verified();
  const [made] = planned(world, candidate);
  if (made?.type !== 'StandingDecisionMade') throw new Error('no decision');
  return { world, candidate, made: made.payload };
}

const decide = (world: StandingWorld, payload: EventPayloads['StandingDecisionMade'], more = {}) =>
  verdict(
    world,
    forged(world, 'StandingDecisionMade', 'standing-decision/forged', payload, {
      actor: world.itself(),
      ...more,
    }),
  );

const apply = (world: StandingWorld, candidate: string, decision: string) =>
  verdict(
    world,
    forged(
      world,
      'CandidateStandingApplied',
      `candidate/${candidate}`,
      { decision },
      {
        actor: world.itself(),
      },
    ),
  );

describe('a decision that a server forges is refused', () => {
  test('unless it is forged as the honest one would be', () => {
    const { world, made } = ready();
    expect(decide(world, made)).toEqual([]);
  });

  test.each<[string, Partial<EventPayloads['StandingDecisionMade']>]>([
    ['a longer life', { validUntil: '2029-01-01T00:00:00.000Z' }],
    ['access that stays on lapse', { onLapse: 'keep' }],
    ['a look that nobody takes', { reviewBy: '2029-01-01T00:00:00.000Z' }],
    ['another identity', { nhi: 'other' }],
    ['another policy', { policy: 'other' }],
    ['another environment', { environment: 'prod/aws/222222222222' }],
    ['other content', { to: named('policy-9') }],
    ['another revision', { revision: 2 }],
    ['no signatures', { approvals: [] }],
    ['signatures of another template', { approvals: [named('standing approval 9')] }],
    ['another edition', { templateDigest: named('template-9') }],
  ])('when it says %s', (_, more) => {
    const { world, made } = ready();
    const [field = ''] = Object.keys(more);
    expect(decide(world, { ...made, ...more })).toContain(
      `BINDING_MOVED \`${field}\` of the decision is not what the state gives`,
    );
  });

  test('when its instance, its proof or a signature is not at hand', () => {
    const { world, made } = ready();
    const gone = named('gone');
    expect(decide(world, { ...made, instance: gone })).toContain(
      `DOCUMENT_UNKNOWN the instance \`${gone}\` is not at hand or not proved`,
    );
    expect(decide(world, { ...made, proof: gone })).toContain(
      'NOT_PROVED_WITHIN nothing signed proves that the instance is within envelope and ceiling',
    );
    world.facts.standing.clear();
    expect(decide(world, made).map((r) => r.split(' ')[0])).toEqual(['RULE_NOT_SATISFIED']);
  });

  test('when the author makes it, or the system in another name', () => {
    const { world, made } = ready();
    for (const actor of [human('author'), SYSTEM, { kind: 'system' as const, id: 'other' }])
      expect(decide(world, made, { actor }).map((r) => r.split(' ')[0])).toEqual([
        'NOT_THE_SYSTEM',
      ]);
  });

  test('when it takes a template that nobody submitted, or that there is not', () => {
    const { world, made } = ready();
    expect(decide(world, { ...made, template: 'other' })).toEqual([
      'UNKNOWN_TEMPLATE there is no template `other`',
    ]);
    const draft = new StandingWorld();
    const candidate = draft.verified();
    expect(decide(draft, { ...made, template: draft.template, candidate })).toEqual([
      'STANDING_NOT_IN_FORCE the template is drafted: no standing approval is in force',
    ]);
  });

  test('when the cap is reached by a decision it hides the use of', () => {
    const world = new StandingWorld({ cap: { perNhi: 1, total: 1 } }).standing();
    const candidate = world.verified();
    // The decision is in the log, its application was left out: it counts all the same.
    world.append(world.itself(), planned(world, candidate).slice(0, 1));
    const other = world.anotherNhi().verified('policy-2');
    const asked = world.tryApply(other);
    expect(asked.ok ? [] : asked.refusals.map((r) => r.code)).toEqual(['CAP_REACHED']);
  });
});

describe('an application that a server forges is refused', () => {
  test('without a decision, with one of another candidate, or with an old one', () => {
    const { world, candidate } = ready();
    const words = (decision: string) =>
      `UNKNOWN_DECISION no decision \`${decision}\` was made of this revision just now`;
    expect(apply(world, candidate, 'none')).toContain(words('none'));
    const decision = world.apply(candidate);
    const other = world.anotherPolicy().verified('policy-2');
    expect(apply(world, other, decision)).toContain(words(decision));
    const { template } = world;
    world.do(human('rex'), { type: 'revokeStandingApproval', template, reason: named('r') });
    world.do(SYSTEM, { type: 'voidStandingDecision', candidate });
    world.at = '2026-11-23T12:00:00.001Z';
    expect(apply(world, candidate, decision)).toContain(words(decision));
  });
});

describe('a standing approval that a server forges is refused', () => {
  const submitted = (): StandingWorld => {
    const world = new StandingWorld();
    world.verifyTemplate();
    world.submitTemplate();
    return world;
  };

  test('granted one signature short', () => {
    const world = submitted();
    world.sign('rosa');
    const approvals = [newest(world, 'StandingApprovalSigned').approval];
    const stream = `template/${world.template}`;
    const event = forged(world, 'StandingApprovalGranted', stream, { approvals });
    expect(verdict(world, event)).toEqual([
      'RULE_NOT_SATISFIED missing 1 approval by security on the standing approval',
    ]);
  });

  test('with an author among the signers', () => {
    const world = submitted();
    const approval = world.standingSigned('author');
    const payload = {
      approval,
      human: 'author',
      credential: 'author-key',
      assurance: 'ssh' as const,
      role: 'reviewer',
    };
    const stream = `template/${world.template}`;
    const event = forged(world, 'StandingApprovalSigned', stream, payload, by('author'));
    expect(verdict(world, event)).toContain(
      'SELF_APPROVAL `author` wrote this template and cannot decide on it',
    );
  });

  test('with a signature of another template, or of an earlier round', () => {
    const world = submitted();
    const approval = world.standingSigned('rosa', { template: 'other' });
    const { template } = world;
    const signing = { type: 'signStandingApproval', template } as const;
    const other = world.try(human('rosa'), { ...signing, approval });
    expect(other.ok ? [] : other.refusals.map((r) => r.message)).toEqual([
      'the standing approval binds another `template`',
    ]);
    const first = world.standingSigned('rosa');
    world.do(human('rosa'), { ...signing, approval: first });
    world.submitTemplate();
    const again = world.try(human('rosa'), { ...signing, approval: first });
    expect(again.ok ? [] : again.refusals.map((r) => r.code)).toEqual(['APPROVAL_REUSED']);
  });

  test('submitted with a lower tier, another rule, a wider cap or ceiling', () => {
    const world = submitted();
    const honest = newest(world, 'TemplateSubmitted');
    const stream = `template/${world.template}`;
    for (const more of [
      { tier: 'T1' as const },
      { rule: { ...honest.rule, name: 'low' } },
      { cap: { perNhi: 99, total: 99 } },
      { ceiling: named('policy-all') },
      { envelope: named('policy-all') },
      { inputs: { ...honest.inputs, disqualified: [] } },
    ]) {
      const payload = { ...honest, ...more };
      const event = forged(world, 'TemplateSubmitted', stream, payload, by('author'));
      const [field = ''] = Object.keys(more);
      expect(verdict(world, event)).toEqual([
        `BINDING_MOVED \`${field}\` of the submission is not what the state gives`,
      ]);
    }
  });

  test('verified by what is about another envelope, or with a tier of its own', () => {
    const world = submitted();
    const honest = newest(world, 'TemplateVerified');
    const drafted = new StandingWorld();
    drafted.facts.verifications.set(honest.verification, {
      from: null,
      to: named('policy-other'),
      requirement: named('template-1'),
      presented: honest.presented,
      verdict: 'broader',
      effects: null,
      constructs: [],
      passed: ['x'],
      failed: [],
      undetermined: [],
      publicKey: 'release-key',
    });
    const stream = `template/${drafted.template}`;
    const event = forged(drafted, 'TemplateVerified', stream, honest);
    expect(verdict(drafted, event)).toEqual([
      'VERIFICATION_MISMATCH the verification is about another envelope',
    ]);
    const lower = forged(drafted, 'TemplateVerified', stream, { ...honest, tier: 'T0' });
    expect(verdict(drafted, lower)).toContain(
      'VERIFICATION_MISMATCH the verification is about another result',
    );
  });

  test('suspended without a concern, or resumed without signatures', () => {
    const world = new StandingWorld().standing();
    const { decision } = world.live();
    const stream = `template/${world.template}`;
    const event = forged(world, 'StandingApprovalSuspended', stream, { decision }, by('rex'));
    expect(verdict(world, event)).toEqual([
      `UNKNOWN_DECISION \`rex\` has no concern about a decision \`${decision}\` of this template`,
    ]);
    const note = named('n');
    const look = { type: 'reviewStandingDecision', decision, verdict: 'concern', note } as const;
    world.do(human('rex'), look);
    const approvals = newest(world, 'StandingApprovalGranted').approvals;
    const resumed = forged(world, 'StandingApprovalGranted', stream, { approvals });
    expect(verdict(world, resumed)).toContain(
      'WRONG_STATE the template is suspended; this needs in-review',
    );
  });

  test('left standing where the consequence of a concern was left out of the log', () => {
    const world = new StandingWorld().standing();
    const { decision } = world.live();
    const stream = `standing-decision/${decision}`;
    const payload = { human: 'rex', verdict: 'concern' as const, note: named('n') };
    world.append(human('rex'), [{ type: 'StandingDecisionReviewed', stream, payload }]);
    expect(world.templateNow().state).toBe('approved');
    const asked = world.tryApply(world.anotherPolicy().verified('policy-2'));
    expect(asked.ok ? [] : asked.refusals.map((r) => r.code)).toEqual(['STANDING_NOT_IN_FORCE']);
  });
});

describe('a release under a standing approval that a server forges is refused', () => {
  const approved = () => {
    const world = new StandingWorld().standing();
    const candidate = world.verified();
    world.apply(candidate);
    const decided = world.try(world.itself(), world.releaseCommand(candidate, world.template));
    if (!decided.ok) throw new Error(JSON.stringify(decided.refusals));
    const [issued] = decided.value.events;
    if (issued?.type !== 'ReleaseIssued') throw new Error('no release');
    return { world, candidate, terms: issued.payload };
  };
  const issue = (
    world: StandingWorld,
    terms: EventPayloads['ReleaseIssued'],
    actor = world.itself(),
  ) => verdict(world, forged(world, 'ReleaseIssued', 'release/forged', terms, { actor }));

  test('unless it is as the honest one', () => {
    const { world, terms } = approved();
    expect(issue(world, terms)).toEqual([]);
  });

  test.each<[string, Partial<EventPayloads['ReleaseIssued']>]>([
    ['another basis', { basis: 'approvals' }],
    ['no signatures', { approvals: [] }],
    ['a longer validity', { validUntil: VALID_UNTIL }],
    ['other content', { to: named('policy-9') }],
  ])('when it says %s', (_, more) => {
    const { world, terms } = approved();
    expect(issue(world, { ...terms, ...more })).toContain(
      'BINDING_MOVED the release says something else than what was approved',
    );
  });

  test('in the name of a human who did not act, or of the system at large', () => {
    const { world, terms } = approved();
    expect(issue(world, { ...terms, triggeredBy: 'rex' }).map((r) => r.split(' ')[0])).toContain(
      'NOT_A_HUMAN',
    );
    expect(issue(world, { ...terms, triggeredBy: 'system' }, SYSTEM)).toContain(
      'NOT_A_HUMAN only a human can do this, `system` cannot',
    );
  });

  const ends: readonly (readonly [string, (world: StandingWorld) => void])[] = [
    [
      'revoked',
      (world) => {
        const { template } = world;
        const reason = named('r');
        world.do(human('rex'), { type: 'revokeStandingApproval', template, reason });
      },
    ],
    [
      'edited',
      (world) => {
        const { template } = world;
        const document = named('template-2');
        world.facts.templates.set(document, world.templateFacts({ owner: 'rex' }));
        world.do(human('author'), { type: 'reviseTemplate', template, document, expected: null });
      },
    ],
    [
      'ran out',
      (world) => {
        world.at = VALID_UNTIL;
      },
    ],
    [
      'met a concern',
      (world) => {
        const decision = [...world.state.standingDecisions.keys()][0] ?? '';
        const look = { type: 'reviewStandingDecision', decision, note: named('n') } as const;
        world.do(human('rex'), { ...look, verdict: 'concern' });
      },
    ],
  ];
  test.each(ends)('after the standing approval was or %s', (_, end) => {
    const { world, terms } = approved();
    end(world);
    expect(issue(world, terms).map((r) => r.split(' ')[0])).toContain('STANDING_NOT_IN_FORCE');
  });
});
