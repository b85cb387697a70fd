import { describe, expect, test } from 'vitest';
import type { Actor, DomainEvent, EventType } from '../src/index.ts';
import { emptyState, evolve, judge } from '../src/index.ts';
import { adoptRoster, adoptRuleSet } from './forge.ts';
import { Prepared } from './prepared.ts';
import { human, named, SYSTEM } from './world.ts';

/** A log with every event that an actor can be wrong for, each made the honest way. */
function everything(): Prepared {
  const world = new Prepared();
  const author = human('author');
  const reason = named('r');
  const expiresAt = '2027-01-01T00:00:00.000Z';
  const token = world.do(human('rex'), {
    type: 'createToken',
    kind: 'agent',
    name: reason,
    expiresAt,
  });
  const first = world.release(world.approved('policy-1'));
  world.release(world.approved('policy-2'));
  const candidate = world.draft('policy-3');
  world.do(author, { type: 'inviteAuthor', candidate, human: 'una' });
  world.do(human('una'), {
    type: 'reviseCandidate',
    candidate,
    to: named('policy-4'),
    expected: null,
  });
  world.verify(candidate);
  world.do(author, world.submission(candidate));
  world.do(human('rex'), { type: 'commentCandidate', candidate, comment: reason });
  world.approve(candidate, 'rosa');
  world.do(human('rosa'), { type: 'revokeApproval', candidate });
  world.do(human('rex'), { type: 'rejectCandidate', candidate, reason });
  world.do(human('rex'), { type: 'withdrawReject', candidate });
  world.do(human('rex'), { type: 'requestChanges', candidate, reason });
  world.do(author, { type: 'supersedeCandidate', candidate, by: world.draft('policy-5') });
  const vetoed = world.submitted('policy-6');
  world.do(human('sam'), { type: 'rejectCandidate', candidate: vetoed, reason });
  const ended = world.draft('policy-7');
  world.do(author, { type: 'withdrawCandidate', candidate: ended, reason });
  const { nhi } = world;
  world.do(author, { type: 'changeNhiOwner', nhi, owner: 'author', backupOwner: 'una' });
  const [assigned] = [...world.state.resourceOwners.values()];
  world.do(human('rex'), {
    type: 'removeResourceOwner',
    resourceOwner: assigned?.id ?? '',
    reason,
  });
  world.do(human('rex'), { type: 'revokeToken', token });
  const last = [...world.state.releases.values()].find((r) => r.id !== first);
  world.do(human('rex'), { type: 'revokeRelease', release: last?.id ?? '', reason });
  adoptRoster(world, {});
  adoptRuleSet(world, {});
  const document = named('roster-3');
  const roster = world.facts.rosters.get(named('roster-2'));
  if (roster === undefined) throw new Error('no roster');
  world.facts.rosters.set(document, { ...roster, number: 3, previous: named('roster-2') });
  const governance = world.do(human('rosa'), {
    type: 'proposeGovernance',
    kind: 'roster',
    document,
  });
  world.do(human('rosa'), { type: 'withdrawGovernance', governance, reason });
  return world;
}

const world = everything();

/** What Countersign itself records; and what follows from reviews, in whoever's append it stands. */
const NOT_OF_A_HUMAN: readonly EventType[] = [
  ...(['WorkspaceFounded', 'CandidateVerified', 'CandidateExpired', 'ReleaseLapsed'] as const),
  ...(['CandidateReturned', 'CandidateApproved', 'CandidateRejected'] as const),
];

/** What `judge` says to each event of the log with another actor: the codes, by type. */
function codesWith(actor: (event: DomainEvent) => Actor): ReadonlyMap<EventType, Set<string>> {
  const found = new Map<EventType, Set<string>>();
  let state = emptyState();
  for (const event of world.events) {
    const refusals = judge(state, { ...event, actor: actor(event) }, world.facts);
    const codes = found.get(event.type) ?? new Set();
    found.set(event.type, new Set([...codes, ...refusals.map((r) => r.code)]));
    state = evolve(state, event);
  }
  return found;
}

const ofHumans = (codes: ReadonlyMap<EventType, Set<string>>) =>
  [...codes].filter(([type]) => !NOT_OF_A_HUMAN.includes(type));

describe('whoever acts is who may (INV-12)', () => {
  test('the log holds nearly every event, and each as it is was legitimate', () => {
    const honest = codesWith((event) => event.actor);
    expect([...honest.values()].flatMap((codes) => [...codes])).toEqual([]);
    expect(honest.size).toBe(34);
  });

  test.each(['agent', 'pipeline', 'system'] as const)(
    'a human’s event is not that of an %s of the same id',
    (kind) => {
      for (const [type, codes] of ofHumans(codesWith(({ actor }) => ({ kind, id: actor.id })))) {
        const isRefused = codes.has('NOT_A_HUMAN') || codes.has('TOKEN_NOT_LIVE');
        expect([type, isRefused]).toEqual([type, true]);
      }
    },
  );

  test('a human’s event is not that of a human who has left or never was', () => {
    for (const id of ['gone', 'mallory']) {
      for (const [type, codes] of ofHumans(codesWith(() => human(id)))) {
        const isRefused = codes.has('NOT_IN_ROSTER') || codes.has('NOT_A_HUMAN');
        expect([type, isRefused]).toEqual([type, true]);
      }
    }
  });

  test('what one human decides or signs is not that of another', () => {
    const inPerson: readonly EventType[] = [
      ...(['ReviewApproved', 'ReviewApprovalRevoked', 'ReviewRejected'] as const),
      ...(['ReviewRejectWithdrawn', 'ReviewChangesRequested', 'ReviewCommented'] as const),
      ...(['GovernanceSigned', 'TokenCreated', 'ReleaseIssued', 'CandidateReleased'] as const),
      ...(['PolicyReleased', 'ReleaseSuperseded'] as const),
    ];
    const codes = codesWith(({ actor }) => human(actor.id === 'both' ? 'sam' : 'both'));
    for (const type of inPerson) {
      expect([type, codes.get(type)?.has('NOT_A_HUMAN')]).toEqual([type, true]);
    }
  });

  test('what the system records is not that of a human', () => {
    const codes = codesWith(() => human('rosa'));
    expect(codes.get('CandidateVerified')).toContain('NOT_THE_SYSTEM');
    expect(SYSTEM.kind).toBe('system');
  });
});
