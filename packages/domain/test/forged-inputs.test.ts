import { describe, expect, test } from 'vitest';
import type { Command, EventPayloads, RequirementFacts } from '../src/index.ts';
import { isInstant } from '../src/index.ts';
import { by, forged, newest, peopleWith, said, verdict } from './forge.ts';
import { Prepared } from './prepared.ts';
import { codes, human, named, PEOPLE, PRODUCTION, rosterOf, sentences, World } from './world.ts';

describe('a draft that a server forges is refused', () => {
  test.each<[string, Partial<EventPayloads['CandidateDrafted']>, string]>([
    [
      'from another base',
      { from: named('policy-9') },
      'BASE_MOVED the base of the policy is now `sha256:policy-0`',
    ],
    [
      'for another statement of the requirement',
      { requirementDigest: named('requirement-9') },
      'BINDING_MOVED the requirement now reads `sha256:requirement-1`',
    ],
    [
      'in another environment',
      { environment: PRODUCTION },
      'ENVIRONMENT_MISMATCH policy and requirement are of `staging/aws/111111111111` and `staging/aws/111111111111`',
    ],
    ['for an identity that is not there', { nhi: 'x' }, 'UNKNOWN_NHI there is no identity `x`'],
    [
      'without an author',
      { authors: [] },
      'LINEAGE_WITHOUT_HUMAN the authors named are not the humans accountable for `author`',
    ],
    [
      'with another author',
      { authors: ['rex'] },
      'LINEAGE_WITHOUT_HUMAN the authors named are not the humans accountable for `author`',
    ],
    [
      'with an author more',
      { authors: ['author', 'rex'] },
      'LINEAGE_WITHOUT_HUMAN the authors named are not the humans accountable for `author`',
    ],
  ])('%s', (_, more, expected) => {
    const world = new Prepared();
    world.draft();
    const payload = { ...newest(world, 'CandidateDrafted'), ...more };
    expect(
      verdict(world, forged(world, 'CandidateDrafted', 'candidate/x', payload, by('author'))),
    ).toContain(expected);
  });

  test.each<[string, Partial<EventPayloads['CandidateRevised']>, string]>([
    [
      'with a revision too many',
      { revision: 3 },
      'EVENT_MALFORMED revision `3` came where 2 was due',
    ],
    ['back to the base', { to: named('policy-0') }, 'NOTHING_CHANGED this is the base already'],
    [
      'to content that is not at hand',
      { to: named('none') },
      'DOCUMENT_UNKNOWN the policy `sha256:none` is not at hand or not proved',
    ],
    [
      'for somebody else',
      { authors: ['rex'] },
      'NOT_AN_AUTHOR `rex` is not an author of the candidate',
    ],
  ])('as a revision %s', (_, more, expected) => {
    const world = new Prepared();
    const stream = `candidate/${world.draft()}`;
    const payload = { revision: 2, to: named('policy-2'), authors: ['author'], ...more };
    expect(
      verdict(world, forged(world, 'CandidateRevised', stream, payload, by('author'))),
    ).toContain(expected);
  });
});

describe('a requirement is refused', () => {
  test.each<[string, Partial<RequirementFacts>, string]>([
    [
      'that names another owner than the identity has',
      { owner: 'rex' },
      'NO_ACCOUNTABLE_HUMAN owner and backup owner are not those of the identity',
    ],
    [
      'that names another backup owner than the identity has',
      { backupOwner: 'rex' },
      'NO_ACCOUNTABLE_HUMAN owner and backup owner are not those of the identity',
    ],
    [
      'whose backup owner has gone',
      { backupOwner: 'gone' },
      'NO_ACCOUNTABLE_HUMAN the backup owner `gone` is not an active human',
    ],
    [
      'for an environment where the identity is not',
      { environment: PRODUCTION },
      'ENVIRONMENT_MISMATCH the identity lives in `staging/aws/111111111111`, not in `prod/aws/222222222222`',
    ],
    ['for an identity that is not there', { nhi: 'x' }, 'UNKNOWN_NHI there is no identity `x`'],
  ])('%s', (_, more, expected) => {
    const world = new Prepared();
    world.facts.requirements.set(named('bad'), world.requirementFacts(more));
    const state: Command = { type: 'stateRequirement', requirement: null, document: named('bad') };
    const decided = world.try(human('author'), state);
    expect(decided.ok ? [] : decided.refusals.map(said)).toContain(expected);
  });

  test('that says what it said already, or moves to another identity', () => {
    const world = new Prepared();
    const { requirement } = world;
    const again: Command = {
      type: 'stateRequirement',
      requirement,
      document: named('requirement-1'),
    };
    expect(sentences(world.try(human('author'), again))).toEqual([
      'this is what the requirement says already',
    ]);
    const nhi = world.do(human('author'), {
      type: 'registerNhi',
      environment: world.environment,
      source: 'aws',
      externalId: named('y'),
      name: named('m'),
      owner: 'author',
      backupOwner: 'backup',
    });
    world.facts.requirements.set(named('other'), world.requirementFacts({ nhi }));
    const moved = world.try(human('author'), { ...again, document: named('other') });
    expect(sentences(moved)).toEqual(['a requirement stays with its identity']);
  });
});

describe('who answers for an identity', () => {
  const register = (owner: string, backupOwner: string): Command => ({
    type: 'registerNhi',
    environment: 'staging/aws/111111111111',
    source: 'aws',
    externalId: named('y'),
    name: named('m'),
    owner,
    backupOwner,
  });

  test.each([
    ['author', 'author', 'owner and backup owner are the same human'],
    ['gone', 'author', 'the owner `gone` is not an active human'],
    ['author', 'gone', 'the backup owner `gone` is not an active human'],
  ])('is not %s and %s', (owner, backup, sentence) => {
    const world = new World().found();
    const decided = world.try(human('rex'), register(owner, backup));
    expect(codes(decided)).toEqual(['NO_ACCOUNTABLE_HUMAN']);
    expect(sentences(decided)).toEqual([sentence]);
  });

  test('and it is handed to two active humans, or to nobody', () => {
    const world = new Prepared();
    const hand = (owner: string, backupOwner: string) =>
      sentences(
        world.try(human('author'), { type: 'changeNhiOwner', nhi: world.nhi, owner, backupOwner }),
      );
    expect(hand('rex', 'rex')).toEqual(['owner and backup owner are the same human']);
    expect(hand('gone', 'rex')).toEqual(['the owner `gone` is not an active human']);
    expect(hand('rex', 'gone')).toEqual(['the backup owner `gone` is not an active human']);
    expect(hand('author', 'backup')).toEqual(['these are the owners already']);
    expect(hand('author', 'rex')).toEqual([]);
  });

  test.each(['adoptPolicy', 'assignResourceOwner'] as const)('%s needs an active one', (type) => {
    const world = new Prepared();
    const place = { environment: world.environment, owner: 'gone' };
    const command: Command =
      type === 'adoptPolicy'
        ? { type, ...place, language: 'aws-iam', name: named('n'), digest: null }
        : { type, ...place, resources: named('patterns') };
    expect(codes(world.try(human('sam'), command))).toEqual(['NO_ACCOUNTABLE_HUMAN']);
  });

  test('a release is not made for a policy whose owner has left', () => {
    const until = '2026-11-24T00:00:00.000Z';
    const world = new Prepared(undefined, rosterOf({ humans: peopleWith('author', { until }) }));
    const candidate = world.approved();
    world.at = until;
    const decided = world.try(human('una'), world.releaseCommand(candidate, 'una'));
    expect(codes(decided)).toContain('NO_ACCOUNTABLE_HUMAN');
    expect(sentences(decided)).toContain('the policy owner `author` is not an active human');
  });
});

test.each(['gone', 'mallory', 'author'])('%s is not invited as an author', (who) => {
  const world = new Prepared();
  const candidate = world.draft();
  const invite: Command = { type: 'inviteAuthor', candidate, human: who };
  expect(codes(world.try(human('author'), invite))).toEqual([
    who === 'author' ? 'NOTHING_CHANGED' : 'NOT_IN_ROSTER',
  ]);
});

test('who cannot approve cannot reject or ask for changes either, nor after the review', () => {
  const world = new Prepared();
  const candidate = world.submitted();
  const reason = named('r');
  for (const type of ['rejectCandidate', 'requestChanges'] as const) {
    const act = (who: string) => codes(world.try(human(who), { type, candidate, reason }));
    expect(act('author')).toEqual(['DISQUALIFIED', 'SELF_APPROVAL']);
    expect(act('backup')).toEqual(['DISQUALIFIED']);
    expect(act('una')).toEqual(['NOT_ELIGIBLE']);
    expect(act('rex')).toEqual([]);
  }
  world.do(human('rex'), { type: 'rejectCandidate', candidate, reason });
  const again = world.try(human('rex'), { type: 'rejectCandidate', candidate, reason });
  expect(sentences(again)).toEqual(['`rex` has rejected already']);
  expect(codes(world.tryApprove(candidate, 'rex'))).toEqual(['ALREADY_DECIDED']);
  world.at = '2026-12-07T12:00:00.000Z';
  const late = world.try(human('sam'), { type: 'rejectCandidate', candidate, reason });
  expect(codes(late)).toEqual(['APPROVAL_EXPIRED']);
});

describe('what is done once is not done twice, nor by just anybody', () => {
  test('a candidate is superseded by another of its policy', () => {
    const world = new Prepared();
    const candidate = world.draft();
    const supersede = (who: string, successor: string) =>
      world.try(human(who), { type: 'supersedeCandidate', candidate, by: successor });
    expect(codes(supersede('author', candidate))).toEqual(['UNKNOWN_CANDIDATE']);
    const own = world.draft('policy-2');
    expect(codes(supersede('rex', own))).toEqual(['NOT_AN_AUTHOR']);
    world.policy = world.do(human('author'), {
      type: 'adoptPolicy',
      environment: world.environment,
      language: 'aws-iam',
      name: named('n'),
      digest: null,
      owner: 'author',
    });
    const foreign = world.draft('policy-3');
    expect(sentences(supersede('author', foreign))).toEqual([
      'the other candidate is for another policy',
    ]);
    expect(codes(supersede('author', own))).toEqual([]);
  });

  test('a proposal is withdrawn by its proposer or the quorum', () => {
    const world = new World().found();
    const document = named('roster-2');
    const next = rosterOf({ number: 2, previous: named('roster-1'), humans: [...PEOPLE] });
    world.facts.rosters.set(document, next);
    const propose: Command = { type: 'proposeGovernance', kind: 'roster', document };
    const governance = world.do(human('author'), propose);
    const withdraw: Command = { type: 'withdrawGovernance', governance, reason: named('r') };
    expect(sentences(world.try(human('una'), withdraw))).toEqual([
      'only the proposer or one of the quorum can withdraw this',
    ]);
    expect(codes(world.try(human('rex'), withdraw))).toEqual([]);
    world.do(human('author'), withdraw);
    expect(sentences(world.try(human('author'), withdraw))).toEqual(['the proposal is withdrawn']);
  });

  test('a proposal is signed by a human of the quorum, once, with an own key in force', () => {
    const world = new World().found();
    const document = named('roster-2');
    const next = rosterOf({ number: 2, previous: named('roster-1'), humans: [...PEOPLE] });
    world.facts.rosters.set(document, next);
    const governance = world.do(human('author'), {
      type: 'proposeGovernance',
      kind: 'roster',
      document,
    });
    const sign = (credential: string, of = document) => {
      const envelope = world.envelope('roster', of, ['rosa']);
      return { type: 'signGovernance', governance, credential, envelope } as const;
    };
    expect(codes(world.try(human('sam'), sign('sam-key')))).toEqual(['CREDENTIAL_NOT_IN_FORCE']);
    expect(codes(world.try(human('sam'), sign('rosa-key')))).toEqual(['CREDENTIAL_NOT_IN_FORCE']);
    expect(codes(world.try(human('rosa'), sign('rosa-key', named('other'))))).toEqual([
      'GOVERNANCE_CHAIN',
    ]);
    world.do(human('rosa'), sign('rosa-key'));
    expect(codes(world.try(human('rosa'), sign('rosa-key')))).toEqual(['ALREADY_DECIDED']);
  });
});

test('a token that is over before it begins is refused', () => {
  const world = new World().found();
  const create = (expiresAt: string): Command => ({
    type: 'createToken',
    kind: 'agent',
    name: named('t'),
    expiresAt,
  });
  const over = world.try(human('sam'), create(world.at));
  expect(codes(over)).toEqual(['DATE_NOT_USABLE']);
  expect(sentences(over)).toEqual(['`2026-11-23T12:00:00.000Z` is past']);
  expect(codes(world.try(human('sam'), create('2026-11-23T12:00:00.001Z')))).toEqual([]);
});

test('a submission is for dates to come, in their order', () => {
  const world = new Prepared();
  const candidate = world.draft();
  world.verify(candidate);
  const submit = (more: Partial<Extract<Command, { type: 'submitCandidate' }>>) =>
    sentences(world.try(human('author'), { ...world.submission(candidate), ...more }));
  const late = '2027-01-24T00:00:00.000Z';
  expect(submit({ recertifyBy: late })).toEqual([
    `\`recertifyBy\` \`${late}\` is later than \`2027-01-23T12:00:00.000Z\``,
  ]);
  expect(submit({ rollbackUntil: late })).toEqual([
    `\`rollbackUntil\` \`${late}\` is later than \`2027-01-23T12:00:00.000Z\``,
  ]);
  expect(submit({ rollbackUntil: world.at })).toEqual([
    `\`rollbackUntil\` \`${world.at}\` is no instant to come`,
  ]);
  expect(submit({ recertifyBy: world.at })).toEqual([
    `\`recertifyBy\` \`${world.at}\` is no instant to come`,
  ]);
  expect(submit({ validUntil: world.at })).toContain(
    `\`validUntil\` \`${world.at}\` is no instant to come`,
  );
  expect(submit({ rollbackUntil: '2027-01-23T12:00:00.000Z' })).toEqual([]);
});

test.each([
  ['2026-11-23T12:00:00.000Z', true],
  ['2026-02-30T12:00:00.000Z', false],
  ['2026-13-01T12:00:00.000Z', false],
  ['2026-11-23T25:00:00.000Z', false],
  ['2026-11-23T12:00:00Z', false],
  ['+002026-11-23T12:00:00.000Z', false],
])('`%s` is an instant: %s', (text, expected) => {
  expect(isInstant(text)).toBe(expected);
});
