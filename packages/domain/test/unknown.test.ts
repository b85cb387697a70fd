import { describe, expect, test } from 'vitest';
import type { Command, EventPayloads, EventType } from '../src/index.ts';
import { emptyState, isSatisfied, missingIn, simulate } from '../src/index.ts';
import { by, forged, said, verdict } from './forge.ts';
import { Prepared } from './prepared.ts';
import { codes, human, named, STAGING, StatedFacts } from './world.ts';

const NONE = 'none';
const digest = named('none');
const time = '2027-01-01T00:00:00.000Z';
const ofCandidate = 'UNKNOWN_CANDIDATE there is no candidate `none`';
const place = { environment: 'nowhere', owner: 'author' };

/** Commands about what is not there, and the one reason each is refused for. */
const unknown: readonly (readonly [Command, string])[] = [
  [{ type: 'commentCandidate', candidate: NONE, comment: digest }, ofCandidate],
  [{ type: 'inviteAuthor', candidate: NONE, human: 'rex' }, ofCandidate],
  [{ type: 'reviseCandidate', candidate: NONE, to: digest, expected: null }, ofCandidate],
  [{ type: 'withdrawCandidate', candidate: NONE, reason: digest }, ofCandidate],
  [{ type: 'supersedeCandidate', candidate: NONE, by: NONE }, ofCandidate],
  [{ type: 'returnCandidate', candidate: NONE }, ofCandidate],
  [{ type: 'revokeApproval', candidate: NONE }, ofCandidate],
  [{ type: 'rejectCandidate', candidate: NONE, reason: digest }, ofCandidate],
  [{ type: 'withdrawReject', candidate: NONE }, ofCandidate],
  [{ type: 'requestChanges', candidate: NONE, reason: digest }, ofCandidate],
  [{ type: 'recordVerification', candidate: NONE, verification: digest }, ofCandidate],
  [{ type: 'releaseCandidate', candidate: NONE, statement: digest }, ofCandidate],
  [
    {
      type: 'submitCandidate',
      candidate: NONE,
      validUntil: time,
      recertifyBy: time,
      rollbackUntil: null,
      onLapse: null,
    },
    ofCandidate,
  ],
  [
    { type: 'approveCandidate', candidate: NONE, approval: digest },
    'DOCUMENT_UNKNOWN the signed approval `sha256:none` is not at hand or not proved',
  ],
  [
    { type: 'revokeRelease', release: NONE, reason: digest },
    'UNKNOWN_RELEASE there is no release `none`',
  ],
  [{ type: 'lapseRelease', release: NONE }, 'UNKNOWN_RELEASE there is no release `none`'],
  [{ type: 'revokeToken', token: NONE }, 'UNKNOWN_TOKEN there is no token `none`'],
  [
    { type: 'changeNhiOwner', nhi: NONE, owner: 'rex', backupOwner: 'author' },
    'UNKNOWN_NHI there is no identity `none`',
  ],
  [
    { type: 'removeResourceOwner', resourceOwner: NONE, reason: digest },
    'UNKNOWN_RESOURCE_OWNER there is no resource owner `none`',
  ],
  [
    { type: 'withdrawGovernance', governance: NONE, reason: digest },
    'UNKNOWN_GOVERNANCE there is no proposal `none`',
  ],
  [
    { type: 'signGovernance', governance: NONE, credential: 'author-key', envelope: digest },
    'UNKNOWN_GOVERNANCE there is no proposal `none`',
  ],
  [
    { type: 'proposeGovernance', kind: 'ruleset', document: digest },
    'DOCUMENT_UNKNOWN the ruleset `sha256:none` is not at hand or not proved',
  ],
  [
    { type: 'stateRequirement', requirement: null, document: digest },
    'DOCUMENT_UNKNOWN the requirement `sha256:none` is not at hand or not proved',
  ],
  [
    { type: 'adoptPolicy', ...place, language: 'aws-iam', name: digest, digest: null },
    'UNKNOWN_ENVIRONMENT the rule set has no environment `nowhere`',
  ],
  [
    {
      type: 'adoptPolicy',
      ...place,
      environment: STAGING,
      language: 'aws-iam',
      name: digest,
      digest,
    },
    'DOCUMENT_UNKNOWN the policy `sha256:none` is not at hand or not proved',
  ],
  [
    {
      type: 'registerNhi',
      ...place,
      source: 'aws',
      externalId: digest,
      name: digest,
      backupOwner: 'backup',
    },
    'UNKNOWN_ENVIRONMENT the rule set has no environment `nowhere`',
  ],
  [
    { type: 'assignResourceOwner', ...place, environment: STAGING, resources: digest },
    'DOCUMENT_UNKNOWN the list of resource patterns `sha256:none` is not at hand or not proved',
  ],
];

test.each(unknown.map(([command, refused]) => [command.type, command, refused] as const))(
  '%s about what is not there is refused by its code',
  (_, command, refused) => {
    const decided = new Prepared().try(human('author'), command);
    expect(decided.ok ? [] : decided.refusals.map(said)).toContain(refused);
  },
);

test('a draft for a policy and a requirement that are not there is refused for both', () => {
  const draft = { type: 'draftCandidate', policy: NONE, requirement: NONE, to: digest } as const;
  expect(codes(new Prepared().try(human('author'), draft))).toEqual([
    'UNKNOWN_POLICY',
    'UNKNOWN_REQUIREMENT',
  ]);
});

test('a draft of content that is not at hand, or that is in force already, is refused', () => {
  const world = new Prepared();
  const { policy, requirement } = world;
  const draft = (to: `sha256:${string}`) =>
    world.try(human('author'), { type: 'draftCandidate', policy, requirement, to });
  expect(codes(draft(digest))).toEqual(['DOCUMENT_UNKNOWN']);
  expect(codes(draft(named('policy-0')))).toEqual(['NOTHING_CHANGED']);
});

describe('what is there already does not come to be twice', () => {
  const world = new Prepared();
  const candidate = world.draft();
  const last = <T extends EventType>(type: T): EventPayloads[T] => {
    const event = world.events.findLast((e) => e.type === type);
    if (event === undefined) throw new Error(`no ${type}`);
    return event.payload as EventPayloads[T];
  };
  test.each([
    ['NhiRegistered', `nhi/${world.nhi}`],
    ['PolicyAdopted', `policy/${world.policy}`],
    ['CandidateDrafted', `candidate/${candidate}`],
  ] as const)('%s', (type, stream) => {
    const event = forged(world, type, stream, last(type), by('author'));
    expect(verdict(world, event).map((r) => r.split(' ')[0])).toContain('ALREADY_EXISTS');
  });
});

describe('a what-if', () => {
  const ask = (world: Prepared, candidate: string, approve: readonly string[]) =>
    simulate(world.state, { candidate, approve, at: world.at }, world.facts);

  test('before submission and after it says what is missing, and who would make it whole', () => {
    const world = new Prepared();
    const candidate = world.draft();
    world.verify(candidate);
    for (const submit of [false, true]) {
      if (submit) world.do(human('author'), world.submission(candidate));
      const one = ask(world, candidate, ['rosa']);
      const two = ask(world, candidate, ['rosa', 'sam']);
      const own = ask(world, candidate, ['author', 'sam']);
      if (!one.ok || !two.ok || !own.ok) throw new Error('refused');
      expect(missingIn(one.value)).toBe('1 approval by security');
      expect(isSatisfied(two.value)).toBe(true);
      expect(missingIn(own.value)).toBe('1 approval by resource-owner');
    }
  });

  test('counts the approvals given, and not one whose key is no longer at hand', () => {
    const world = new Prepared();
    const candidate = world.submitted();
    world.approve(candidate, 'rosa');
    const given = ask(world, candidate, ['sam']);
    expect(given.ok && isSatisfied(given.value)).toBe(true);
    world.facts.approvals.clear();
    const lost = ask(world, candidate, ['sam']);
    expect(lost.ok && lost.value.newest.status).toBe('unsatisfied');
  });

  test('sees a standing reject', () => {
    const world = new Prepared();
    const candidate = world.submitted();
    world.do(human('rex'), { type: 'rejectCandidate', candidate, reason: named('r') });
    const answer = ask(world, candidate, ['rosa', 'sam']);
    expect(answer.ok && missingIn(answer.value)).toBe('1 standing reject to be withdrawn');
  });

  test('about nothing, or before a verification, is refused', () => {
    const world = new Prepared();
    expect(codes(ask(world, NONE, []))).toEqual(['UNKNOWN_CANDIDATE']);
    expect(codes(ask(world, world.draft(), []))).toEqual(['WRONG_STATE']);
    const what = { candidate: NONE, approve: [], at: world.at };
    expect(codes(simulate(emptyState(), what, new StatedFacts()))).toEqual([
      'WORKSPACE_NOT_FOUNDED',
    ]);
  });
});
