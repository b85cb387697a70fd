import { describe, expect, test } from 'vitest';
import type { Credential, RosterHuman, RuleSet } from '../src/index.ts';
import {
  adoptRoster,
  adoptRuleSet,
  by,
  forged,
  peopleWith,
  verdict,
  whyNotReleased,
} from './forge.ts';
import { Prepared } from './prepared.ts';
import {
  codes,
  human,
  keyOf,
  listed,
  named,
  PEOPLE,
  rosterOf,
  ruleSetOf,
  SYSTEM,
  sentences,
} from './world.ts';

const approvedBy = (world: Prepared, candidate: string): readonly string[] => {
  const found = world.state.candidates.get(candidate);
  return found !== undefined && 'review' in found ? found.review.approvals.map((a) => a.human) : [];
};

describe('when people change while a candidate is under way', () => {
  test('one enrolled after submission cannot approve what was submitted before', () => {
    const world = new Prepared();
    const candidate = world.submitted();
    adoptRoster(world, { humans: [...PEOPLE, listed('nia', ['security'])] });
    const decided = world.tryApprove(candidate, 'nia');
    expect(codes(decided)).toEqual(['BINDING_MOVED']);
    expect(sentences(decided)).toEqual([
      '`rosterNumber` has moved since the candidate was bound to it',
    ]);
    world.do(SYSTEM, { type: 'returnCandidate', candidate });
    world.verify(candidate);
    world.do(human('author'), world.submission(candidate));
    world.approve(candidate, 'nia');
    expect(approvedBy(world, candidate)).toEqual(['nia']);
  });

  const key = keyOf('sam');
  test.each<[string, Partial<RosterHuman>]>([
    ['lost the role', { roles: [] }],
    ['lost the authority', { accepts: [{ environment: 'staging/*', upTo: 'T2', until: null }] }],
    ['left', { until: '2026-11-23T12:00:00.000Z' }],
    ['lost the key', { credentials: [{ ...key, until: '2026-11-23T12:00:00.000Z' }] }],
    [
      'has another key under the same id',
      { credentials: [{ ...key, publicKey: 'ssh-ed25519 x' }] },
    ],
  ])('the approval of one who %s no longer carries a release', (_, more) => {
    const world = new Prepared();
    const candidate = world.approved();
    expect(whyNotReleased(world, candidate)).toEqual([]);
    adoptRoster(world, { humans: peopleWith('sam', more) });
    expect(whyNotReleased(world, candidate)).toEqual([
      'RULE_NOT_SATISFIED missing 1 approval by security',
    ]);
  });

  test('an approval counts for no more than the assurance its key has now', () => {
    const strong: Credential = keyOf('sam', 'ssh-sk-verified');
    const environments = ruleSetOf().environments.map((e) => ({
      ...e,
      minimumAssurance: 'ssh-sk-verified' as const,
    }));
    const humans = PEOPLE.map((h) => ({ ...h, credentials: [keyOf(h.id, 'ssh-sk-verified')] }));
    const world = new Prepared(undefined, rosterOf({ humans }), ruleSetOf({ environments }));
    const candidate = world.approved();
    const weaker = humans.map((h) =>
      h.id === 'sam' ? { ...h, credentials: [{ ...strong, assurance: 'ssh' as const }] } : h,
    );
    adoptRoster(world, { humans: weaker });
    expect(whyNotReleased(world, candidate)).toEqual([
      'RULE_NOT_SATISFIED missing 1 approval by security',
    ]);
  });

  test('an author invited after an approval is refused', () => {
    const world = new Prepared();
    const candidate = world.submitted();
    world.approve(candidate, 'rosa');
    const decided = world.try(human('author'), { type: 'inviteAuthor', candidate, human: 'rosa' });
    expect(codes(decided)).toEqual(['WRONG_STATE']);
  });

  test('one who states the requirement anew is a requester and cannot approve', () => {
    const world = new Prepared();
    const document = named('requirement-2');
    world.facts.requirements.set(document, world.requirementFacts());
    const { requirement } = world;
    world.do(human('rosa'), { type: 'stateRequirement', requirement, document });
    const candidate = world.submitted();
    const decided = world.tryApprove(candidate, 'rosa');
    expect(codes(decided)).toEqual(['DISQUALIFIED']);
    expect(sentences(decided)).toEqual(['`rosa` cannot decide on this candidate: requester']);
  });

  test('one who submits what another wrote is a requester and cannot approve', () => {
    const world = new Prepared();
    const candidate = world.draft();
    world.do(human('author'), { type: 'inviteAuthor', candidate, human: 'rex' });
    world.verify(candidate);
    world.do(human('rex'), world.submission(candidate));
    expect(codes(world.tryApprove(candidate, 'rex'))).toEqual(['DISQUALIFIED', 'SELF_APPROVAL']);
  });
});

describe('when owners change while a candidate is under way', () => {
  const handOver = (world: Prepared, to: string) =>
    ({ type: 'changeNhiOwner', nhi: world.nhi, owner: to, backupOwner: 'backup' }) as const;

  test('an identity handed to an approver stops the release', () => {
    const world = new Prepared();
    const candidate = world.approved();
    world.do(human('author'), handOver(world, 'sam'));
    expect(whyNotReleased(world, candidate)).toEqual([
      'BINDING_MOVED `inputs` has moved since the candidate was bound to it',
    ]);
  });

  test('an identity is handed over by its owners or the quorum, by nobody else', () => {
    const world = new Prepared();
    const refused = world.try(human('both'), handOver(world, 'both'));
    expect(codes(refused)).toEqual(['NOT_IN_QUORUM']);
    expect(sentences(refused)).toEqual([
      'only its owners or one of the quorum hand an identity over',
    ]);
    for (const who of ['author', 'backup', 'rex']) {
      expect(codes(world.try(human(who), handOver(world, 'una')))).toEqual([]);
    }
  });

  test('a requirement that names former owners cannot be submitted for, until it is stated anew', () => {
    const world = new Prepared();
    world.do(human('author'), handOver(world, 'una'));
    const candidate = world.draft();
    world.verify(candidate);
    const decided = world.try(human('author'), world.submission(candidate));
    expect(codes(decided)).toEqual(['NO_ACCOUNTABLE_HUMAN']);
    expect(sentences(decided)).toEqual([
      'the identity has other owners than the requirement says; state the requirement anew',
    ]);
    world.stateRequirement('requirement-2', { owner: 'una' });
    world.do(SYSTEM, { type: 'returnCandidate', candidate });
    world.verify(candidate);
    world.do(human('author'), world.submission(candidate));
    expect(world.state.candidates.get(candidate)?.state).toBe('in-review');
  });

  test('a resource owner added or removed sends the candidate back', () => {
    const world = new Prepared();
    const candidate = world.submitted();
    const [assigned] = [...world.state.resourceOwners.values()].filter((o) => o.owner === 'both');
    const resourceOwner = assigned?.id ?? '';
    const remove = { type: 'removeResourceOwner', resourceOwner, reason: named('r') } as const;
    const stranger = world.try(human('author'), remove);
    expect(sentences(stranger)).toEqual(['only the owner or one of the quorum ends an assignment']);
    world.do(human('rex'), remove);
    expect(codes(world.tryApprove(candidate, 'rosa'))).toEqual(['BINDING_MOVED']);
  });
});

test('nobody but the quorum names themselves as an owner of resources', () => {
  const world = new Prepared();
  const owned = { environment: world.environment, resources: named('patterns') };
  const assign = (owner: string) =>
    world.try(human(owner), { type: 'assignResourceOwner', ...owned, owner });
  expect(codes(assign('both'))).toEqual(['NOT_IN_QUORUM']);
  expect(sentences(assign('both'))).toEqual([
    'only one of the quorum names themselves as an owner',
  ]);
  expect(codes(assign('rosa'))).toEqual([]);
});

test('who holds no role for it names no owners of resources: they would choose their approvers', () => {
  const world = new Prepared();
  const owned = { environment: world.environment, resources: named('patterns'), owner: 'una' };
  const assign = (who: string) => world.try(human(who), { type: 'assignResourceOwner', ...owned });
  expect(codes(assign('author'))).toEqual(['NOT_ELIGIBLE']);
  expect(sentences(assign('author'))).toEqual([
    '`author` cannot name owners of resources: that takes the role `security`, `founder` or `resource-owner`, or a place in the quorum',
  ]);
  for (const who of ['sam', 'both', 'rex']) expect(codes(assign(who))).toEqual([]);
});

describe('being narrower than a base', () => {
  const tierOf = (world: Prepared, candidate: string) => {
    const found = world.state.candidates.get(candidate);
    return found !== undefined && 'verification' in found
      ? [found.verification.tier, ...found.verification.reasons]
      : [];
  };

  test('that was only adopted lowers no tier, for anyone may adopt anything (INV-1)', () => {
    const world = new Prepared();
    const candidate = world.submitted('policy-1', { verdict: 'narrower' });
    expect(tierOf(world, candidate)).toEqual(['T3', 'BASE_NOT_RELEASED']);
    world.approve(candidate, 'rex');
    expect(world.state.candidates.get(candidate)?.state).toBe('in-review');
  });

  test('that was released lowers it, and one reviewer is enough (INV-7)', () => {
    const world = new Prepared();
    world.release(world.approved('policy-1'));
    const candidate = world.submitted('policy-2', { verdict: 'narrower' });
    expect(tierOf(world, candidate)).toEqual(['T0', 'PROVED_NARROWER']);
    world.approve(candidate, 'rex');
    expect(world.state.candidates.get(candidate)?.state).toBe('approved');
    world.release(candidate, 'rex');
    expect(world.state.candidates.get(candidate)?.state).toBe('released');
  });
});

describe('when the rules change while a candidate is under way', () => {
  const anyone = {
    ...ruleSetOf().rules[0],
    name: 'anyone',
    if: { verdict: null, tierAtLeast: null, tierAtMost: null, environmentClass: null },
    requires: { from: { role: 'reviewer' }, approve: 1 },
    deny: null,
    distinct: false,
  } satisfies RuleSet['rules'][number];
  const three = { ...anyone, name: 'three', requires: { from: { role: 'reviewer' }, approve: 3 } };

  test('a lighter rule does not release what a stricter one was signed under', () => {
    const world = new Prepared();
    const candidate = world.submitted();
    world.approve(candidate, 'rosa');
    adoptRuleSet(world, { rules: [anyone] });
    const approvals = [...world.state.candidates.values()].flatMap((c) =>
      'review' in c ? c.review.approvals.map((a) => a.approval) : [],
    );
    const event = forged(world, 'CandidateApproved', `candidate/${candidate}`, { approvals });
    expect(verdict(world, event)).toEqual([
      'RULE_NOT_SATISFIED missing 1 approval by security',
      'BINDING_MOVED `rule` has moved since the candidate was bound to it',
    ]);
  });

  test('a stricter rule holds what a lighter one was signed under', () => {
    const world = new Prepared();
    const candidate = world.approved();
    adoptRuleSet(world, { rules: [three] });
    expect(whyNotReleased(world, candidate)).toEqual([
      'RULE_NOT_SATISFIED missing 1 approval by reviewer',
    ]);
  });

  test('an environment or a rule that is gone releases nothing', () => {
    const world = new Prepared();
    const candidate = world.approved();
    const [, production] = ruleSetOf().environments;
    adoptRuleSet(world, { environments: production === undefined ? [] : [production] });
    expect(whyNotReleased(world, candidate)[0]).toMatch(
      /^RULE_NOT_SATISFIED missing the rule set has no environment/,
    );
  });

  test('a group changed after submission neither lends nor keeps an approval', () => {
    const grouped = { ...anyone, requires: { from: { group: 'payments' }, approve: 1 } };
    const rules = ruleSetOf({ rules: [grouped] });
    const world = new Prepared(undefined, undefined, rules);
    const waiting = world.submitted('policy-2');
    const candidate = world.submitted();
    world.approve(candidate, 'rex');
    expect(whyNotReleased(world, candidate)).toEqual([]);
    adoptRoster(world, {
      groups: [{ name: 'payments', members: [{ human: 'una', until: null }] }],
    });
    expect(whyNotReleased(world, candidate)[0]).toMatch(/^RULE_NOT_SATISFIED /);
    expect(codes(world.tryApprove(waiting, 'rosa'))).toEqual(['BINDING_MOVED']);
  });
});

test('a requirement stated anew stops the release of what was approved for the former', () => {
  const world = new Prepared();
  const candidate = world.approved();
  world.stateRequirement('requirement-2');
  expect(whyNotReleased(world, candidate)).toEqual([
    'BINDING_MOVED `requirement` has moved since the candidate was bound to it',
  ]);
});

test('approvals that ran out, or a validity that did, release nothing', () => {
  const world = new Prepared();
  const candidate = world.approved();
  world.at = '2026-12-07T12:00:00.000Z';
  expect(whyNotReleased(world, candidate)).toEqual([
    'APPROVAL_EXPIRED the approvals were good until `2026-12-07T12:00:00.000Z`',
  ]);
});

describe('nothing of a former review is kept', () => {
  const CORE = [
    ...['id', 'version', 'policy', 'environment', 'nhi', 'requirement', 'requirementDigest'],
    ...['from', 'to', 'revision', 'authors', 'agents', 'draftedAt', 'comments', 'spentApprovals'],
    'provenance',
    'state',
  ];
  const fields = (world: Prepared, candidate: string): ReadonlySet<string> =>
    new Set(Object.keys(world.state.candidates.get(candidate) ?? {}));

  test.each<[string, (world: Prepared, candidate: string) => void, readonly string[]]>([
    [
      'by a revision',
      (world, candidate) => {
        const to = named('policy-2');
        world.do(human('author'), { type: 'reviseCandidate', candidate, to, expected: null });
      },
      [],
    ],
    [
      'by a return',
      (world, candidate) => {
        world.stateRequirement('requirement-2');
        world.do(SYSTEM, { type: 'returnCandidate', candidate });
      },
      [],
    ],
    [
      'by a new verification',
      (world, candidate) => {
        world.stateRequirement('requirement-2');
        world.do(SYSTEM, { type: 'returnCandidate', candidate });
        world.verify(candidate);
      },
      ['verification'],
    ],
    [
      'by a withdrawal',
      (world, candidate) => {
        world.do(human('author'), { type: 'withdrawCandidate', candidate, reason: named('r') });
      },
      ['reason'],
    ],
    [
      'by a successor',
      (world, candidate) => {
        const successor = world.draft('policy-2');
        world.do(human('author'), { type: 'supersedeCandidate', candidate, by: successor });
      },
      ['by'],
    ],
  ])('%s', (_, move, more) => {
    const world = new Prepared();
    const candidate = world.approved();
    const spent = world.state.candidates.get(candidate)?.spentApprovals;
    move(world, candidate);
    expect(fields(world, candidate)).toEqual(new Set([...CORE, ...more]));
    expect(world.state.candidates.get(candidate)?.spentApprovals).toEqual(spent);
    expect(spent).toHaveLength(2);
  });

  test('and a submission after it starts with no approval, reject or request', () => {
    const world = new Prepared();
    const candidate = world.submitted();
    world.approve(candidate, 'rosa');
    world.do(human('rex'), { type: 'rejectCandidate', candidate, reason: named('r') });
    world.do(human('rex'), { type: 'requestChanges', candidate, reason: named('r') });
    const to = named('policy-2');
    world.do(human('author'), { type: 'reviseCandidate', candidate, to, expected: null });
    world.verify(candidate);
    world.do(human('author'), world.submission(candidate));
    expect(world.state.candidates.get(candidate)).toMatchObject({
      state: 'in-review',
      review: { approvals: [], rejects: [], changesRequested: null },
    });
  });
});

test('a candidate whose changes were requested is not approved by whoever approves next', () => {
  const world = new Prepared();
  const candidate = world.submitted();
  world.approve(candidate, 'rosa');
  world.do(human('rex'), { type: 'requestChanges', candidate, reason: named('r') });
  expect(codes(world.tryApprove(candidate, 'sam'))).toEqual(['WRONG_STATE']);
  const event = forged(world, 'CandidateApproved', `candidate/${candidate}`, { approvals: [] });
  expect(verdict(world, { ...event, ...by('sam') })).toContain(
    'WRONG_STATE the candidate is changes-requested; this needs in-review',
  );
});
