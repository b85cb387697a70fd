import { describe, expect, test } from 'vitest';
import type { Actor, Command, RequirementFacts, VerificationFacts } from '../src/index.ts';
import { Prepared } from './prepared.ts';
import {
  codes,
  human,
  keyOf,
  named,
  PEOPLE,
  PRODUCTION,
  rosterOf,
  SYSTEM,
  sentences,
} from './world.ts';

describe('who can approve', () => {
  test.each([
    ['author', 'SELF_APPROVAL', '`author` wrote this candidate and cannot decide on it'],
    ['backup', 'DISQUALIFIED', '`backup` cannot decide on this candidate: nhi-owner'],
    [
      'una',
      'NOT_ELIGIBLE',
      `\`una\` cannot decide here: accepts nothing in \`staging/aws/111111111111\``,
    ],
    ['gone', 'NOT_IN_ROSTER', '`gone` is not active in roster 1'],
    ['nobody', 'NOT_IN_ROSTER', '`nobody` is not active in roster 1'],
  ])('%s is refused with %s', (by, code, sentence) => {
    const world = new Prepared();
    const candidate = world.submitted();
    const decided = world.tryApprove(candidate, by);
    expect(codes(decided)).toContain(code);
    expect(sentences(decided)).toContain(sentence);
  });

  test.each(['agent', 'pipeline', 'system'] as const)('%s has no verb that decides', (kind) => {
    const world = new Prepared();
    const candidate = world.submitted();
    const actor: Actor = { kind, id: 'rosa' };
    const approval = world.signed(candidate, 'rosa');
    const reason = named('reason');
    const commands: Command[] = [
      { type: 'approveCandidate', candidate, approval },
      { type: 'rejectCandidate', candidate, reason },
      { type: 'requestChanges', candidate, reason },
      { type: 'withdrawCandidate', candidate, reason },
      { type: 'createToken', kind: 'agent', name: reason, expiresAt: '2027-01-01T00:00:00.000Z' },
    ];
    for (const command of commands) {
      expect(codes(world.try(actor, command)), command.type).toContain('NOT_A_HUMAN');
    }
  });

  test('a human counts once even when signing twice', () => {
    const world = new Prepared();
    const candidate = world.submitted();
    world.approve(candidate, 'rosa');
    const again = world.tryApprove(candidate, 'rosa');
    expect(codes(again)).toEqual(['ALREADY_DECIDED']);
    expect(sentences(again)).toEqual(['`rosa` has approved already']);
  });

  test('one human with both roles does not fill both parts', () => {
    const world = new Prepared();
    const candidate = world.submitted();
    world.approve(candidate, 'both');
    expect(world.state.candidates.get(candidate)?.state).toBe('in-review');
    world.approve(candidate, 'sam');
    expect(world.state.candidates.get(candidate)?.state).toBe('approved');
  });

  test('a plain ssh key is not enough for T3 in production', () => {
    const world = new Prepared(PRODUCTION);
    const candidate = world.submitted();
    const decided = world.tryApprove(candidate, 'rosa');
    expect(codes(decided)).toEqual(['ASSURANCE_TOO_LOW']);
    expect(sentences(decided)[0]).toBe(
      `assurance \`ssh\` is below \`ssh-sk-verified\`, which T3 in \`${PRODUCTION}\` needs`,
    );
  });

  test('a hardware key is enough for T3 in production', () => {
    const humans = PEOPLE.map((h) => ({ ...h, credentials: [keyOf(h.id, 'ssh-sk-verified')] }));
    const world = new Prepared(PRODUCTION, rosterOf({ humans }));
    const candidate = world.approved();
    expect(world.state.candidates.get(candidate)?.state).toBe('approved');
  });

  test('a signature by a key the roster does not list is refused', () => {
    const world = new Prepared();
    const candidate = world.submitted();
    const approval = world.signed(candidate, 'rosa');
    const fact = world.facts.approvals.get(approval);
    if (fact !== undefined) world.facts.approvals.set(approval, { ...fact, publicKey: 'mallory' });
    const decided = world.try(human('rosa'), { type: 'approveCandidate', candidate, approval });
    expect(codes(decided)).toEqual(['CREDENTIAL_NOT_IN_FORCE']);
  });

  test('nobody hands in the approval of another', () => {
    const world = new Prepared();
    const candidate = world.submitted();
    const approval = world.signed(candidate, 'rosa');
    const decided = world.try(human('sam'), { type: 'approveCandidate', candidate, approval });
    expect(codes(decided)).toEqual(['NOT_A_HUMAN']);
  });

  test('a nonce is not used twice, even after the approval was taken back', () => {
    const world = new Prepared();
    const candidate = world.submitted();
    const approval = world.signed(candidate, 'rosa');
    world.do(human('rosa'), { type: 'approveCandidate', candidate, approval });
    world.do(human('rosa'), { type: 'revokeApproval', candidate });
    const again = world.try(human('rosa'), { type: 'approveCandidate', candidate, approval });
    expect(codes(again)).toEqual(['APPROVAL_REUSED']);
    expect(codes(world.tryApprove(candidate, 'rosa', { nonce: 'nonce-1' }))).toEqual([
      'APPROVAL_REUSED',
    ]);
  });

  test('after the review ended nobody approves', () => {
    const world = new Prepared();
    const candidate = world.submitted();
    world.at = '2026-12-07T12:00:00.000Z';
    expect(codes(world.tryApprove(candidate, 'rosa'))).toEqual(['APPROVAL_EXPIRED']);
    world.do(SYSTEM, { type: 'expireCandidate', candidate });
    expect(world.state.candidates.get(candidate)?.state).toBe('expired');
  });
});

describe('an approval binds', () => {
  const moved: Readonly<Record<string, unknown>> = {
    workspace: 'other',
    candidate: 'other',
    policy: 'other',
    environment: PRODUCTION,
    from: named('policy-9'),
    to: named('policy-9'),
    requirement: named('other'),
    verification: named('other'),
    presented: named('other'),
    tier: 'T0',
    rule: null,
    rosterNumber: 2,
    inputs: null,
    recertifyBy: '2027-01-02T12:00:00.000Z',
    validUntil: '2027-01-24T12:00:00.000Z',
    onLapse: 'deny',
    rollbackUntil: '2027-01-02T12:00:00.000Z',
    confirmations: null,
    notAfter: '2027-01-02T12:00:00.000Z',
  };
  test.each(Object.keys(moved))('%s, and says so by name when it moved', (field) => {
    const world = new Prepared();
    const candidate = world.submitted();
    const decided = world.tryApprove(candidate, 'rosa', { [field]: moved[field] });
    expect(codes(decided)).toEqual(['BINDING_MOVED']);
    expect(sentences(decided)).toEqual([`the approval binds another \`${field}\``]);
  });
});

describe('an edit', () => {
  test('of the content voids every approval and goes back to verifying', () => {
    const world = new Prepared();
    const candidate = world.approved();
    world.do(human('author'), {
      type: 'reviseCandidate',
      candidate,
      to: named('policy-2'),
      expected: named('policy-1'),
    });
    const revised = world.state.candidates.get(candidate);
    expect(revised?.state).toBe('verifying');
    expect(revised).not.toHaveProperty('review');
  });

  test('of formatting alone voids nothing', () => {
    const world = new Prepared();
    const candidate = world.approved();
    const same: Command = {
      type: 'reviseCandidate',
      candidate,
      to: named('policy-1'),
      expected: null,
    };
    const decided = world.try(human('author'), same);
    expect(codes(decided)).toEqual(['NOTHING_CHANGED']);
    expect(sentences(decided)).toEqual(['the canonical content is the same; approvals stand']);
    expect(world.state.candidates.get(candidate)?.state).toBe('approved');
  });

  test('by someone who is no author, or from an old digest, is refused', () => {
    const world = new Prepared();
    const candidate = world.draft();
    const edit: Command = {
      type: 'reviseCandidate',
      candidate,
      to: named('policy-2'),
      expected: null,
    };
    expect(codes(world.try(human('rex'), edit))).toEqual(['NOT_AN_AUTHOR']);
    const stale = world.try(human('author'), { ...edit, expected: named('policy-7') });
    expect(codes(stale)).toEqual(['CURRENT_DIGEST']);
    world.do(human('author'), { type: 'inviteAuthor', candidate, human: 'rex' });
    expect(world.try(human('rex'), edit).ok).toBe(true);
  });
});

describe('submission refuses', () => {
  test.each<[string, Partial<VerificationFacts>, readonly string[]]>([
    ['a failed check', { failed: ['parses'] }, ['VERIFICATION_FAILED', 'WRONG_STATE']],
    ['an undetermined check', { undetermined: ['diff'] }, ['EXCEPTION_REQUIRED']],
    ['an undetermined diff', { verdict: 'undetermined' }, ['EXCEPTION_REQUIRED']],
    ['a verification without checks', { passed: [] }, ['EXCEPTION_REQUIRED']],
  ])('%s', (_, verification, expected) => {
    const world = new Prepared();
    const candidate = world.draft();
    world.verify(candidate, verification);
    expect(codes(world.try(human('author'), world.submission(candidate)))).toEqual(expected);
  });

  test('what was never verified', () => {
    const world = new Prepared();
    const decided = world.try(human('author'), world.submission(world.draft()));
    expect(codes(decided)).toEqual(['WRONG_STATE']);
    expect(sentences(decided)).toEqual(['the candidate is drafting; this needs verified']);
  });

  test('a rule that nobody could satisfy', () => {
    const world = new Prepared(
      undefined,
      rosterOf({
        humans: PEOPLE.map((h) => ({ ...h, roles: h.roles.filter((r) => r !== 'security') })),
      }),
    );
    const candidate = world.draft();
    world.verify(candidate);
    const decided = world.try(human('author'), world.submission(candidate));
    expect(codes(decided)).toEqual(['RULE_UNSATISFIABLE']);
    expect(sentences(decided)[0]).toBe(
      'rule `high` cannot be satisfied by anyone: missing 1 approval by security, which only 0 can give',
    );
  });

  test('a validity beyond the environment or the requirement', () => {
    const world = new Prepared();
    const candidate = world.draft();
    world.verify(candidate);
    const far = { ...world.submission(candidate), validUntil: '2031-01-01T00:00:00.000Z' };
    const decided = world.try(human('author'), far);
    expect(codes(decided)).toEqual(['VALIDITY_TOO_LONG']);
    expect(sentences(decided)).toHaveLength(2);
  });

  test('an accountable human who is gone', () => {
    const humans = PEOPLE.map((h) =>
      h.id === 'backup' ? { ...h, until: '2026-11-24T00:00:00.000Z' } : h,
    );
    const world = new Prepared(undefined, rosterOf({ humans }));
    const candidate = world.draft();
    world.verify(candidate);
    world.at = '2026-11-24T00:00:00.000Z';
    const decided = world.try(human('author'), world.submission(candidate));
    expect(codes(decided)).toEqual(['NO_ACCOUNTABLE_HUMAN']);
    expect(sentences(decided)).toEqual(['the identity owner `backup` is not an active human']);
  });
});

test.each<[string, Partial<RequirementFacts>, string]>([
  ['without an intended denial', { denials: [] }, 'NO_INTENDED_DENIAL'],
  ['whose owner is not active', { owner: 'gone' }, 'NO_ACCOUNTABLE_HUMAN'],
  ['that expired', { expires: '2026-01-01T00:00:00.000Z' }, 'DATE_NOT_USABLE'],
  ['of another workspace', { workspace: 'other' }, 'EVENT_MALFORMED'],
])('a requirement %s is refused', (_, more, code) => {
  const world = new Prepared();
  world.facts.requirements.set(named('bad'), world.requirementFacts(more));
  const command: Command = { type: 'stateRequirement', requirement: null, document: named('bad') };
  expect(codes(world.try(human('author'), command))).toContain(code);
});

describe('a token', () => {
  test('drafts, and the human behind it cannot approve', () => {
    const world = new Prepared();
    const expiresAt = '2027-01-01T00:00:00.000Z';
    const token = world.do(human('sam'), {
      type: 'createToken',
      kind: 'agent',
      name: named('bot'),
      expiresAt,
    });
    const candidate = world.draft('policy-1', { kind: 'agent', id: token });
    world.verify(candidate);
    expect(codes(world.try(human('author'), world.submission(candidate)))).toEqual([
      'NOT_AN_AUTHOR',
    ]);
    world.do(human('sam'), world.submission(candidate));
    const decided = world.tryApprove(candidate, 'sam');
    expect(codes(decided)).toEqual(['DISQUALIFIED', 'SELF_APPROVAL']);
  });

  test('that is revoked, expired, unknown or of another kind drafts nothing', () => {
    const world = new Prepared();
    const expiresAt = '2027-01-01T00:00:00.000Z';
    const create: Command = { type: 'createToken', kind: 'agent', name: named('b'), expiresAt };
    const token = world.do(human('sam'), create);
    const { policy, requirement } = world;
    const draft: Command = { type: 'draftCandidate', policy, requirement, to: named('policy-1') };
    const live: Actor = { kind: 'agent', id: token };
    expect(codes(world.try({ kind: 'pipeline', id: token }, draft))).toContain('TOKEN_NOT_LIVE');
    expect(codes(world.try({ kind: 'agent', id: 'x' }, draft))).toContain('TOKEN_NOT_LIVE');
    expect(codes(world.try(human('author'), { type: 'revokeToken', token }))).toEqual([
      'NOT_THE_SPONSOR',
    ]);
    world.do(human('sam'), { type: 'revokeToken', token });
    expect(codes(world.try(live, draft))).toContain('TOKEN_NOT_LIVE');
  });
});

describe('a reject', () => {
  test('blocks until its author withdraws it', () => {
    const world = new Prepared();
    const candidate = world.submitted();
    const reason = named('reason');
    world.do(human('rex'), { type: 'rejectCandidate', candidate, reason });
    world.approve(candidate, 'rosa');
    world.approve(candidate, 'sam');
    expect(world.state.candidates.get(candidate)?.state).toBe('in-review');
    expect(codes(world.try(human('sam'), { type: 'withdrawReject', candidate }))).toEqual([
      'NOTHING_TO_WITHDRAW',
    ]);
    world.do(human('rex'), { type: 'withdrawReject', candidate });
    expect(world.state.candidates.get(candidate)?.state).toBe('approved');
  });

  test('by the rule’s veto ends the candidate', () => {
    const world = new Prepared();
    const candidate = world.approved();
    world.do(human('both'), { type: 'rejectCandidate', candidate, reason: named('reason') });
    expect(world.state.candidates.get(candidate)?.state).toBe('rejected');
  });
});
