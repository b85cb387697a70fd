import { describe, expect, test } from 'vitest';
import type { Actor, Command, CommandType, EventPayloads, Id } from '../src/index.ts';
import { adoptRoster, forged, newest, peopleWith, verdict } from './forge.ts';
import { Prepared } from './prepared.ts';
import { codes, human, named, sentences } from './world.ts';

const UNTIL = '2027-01-01T00:00:00.000Z';

function tokenOf(world: Prepared, sponsor: Id, kind: 'agent' | 'pipeline' = 'agent'): Actor {
  const command = { type: 'createToken', kind, name: named('bot'), expiresAt: UNTIL } as const;
  return { kind, id: world.do(human(sponsor), command) };
}

function verified(world: Prepared, by: Actor): Id {
  const candidate = world.draft('policy-1', by);
  world.verify(candidate);
  return candidate;
}

describe('an agent or pipeline submits what it drafted (INV-4, INV-12)', () => {
  test.each(['agent', 'pipeline'] as const)(
    'an %s asks for review, and the human behind it is requester and cannot approve',
    (kind) => {
      const world = new Prepared();
      const bot = tokenOf(world, 'sam', kind);
      const candidate = verified(world, bot);
      world.do(bot, world.submission(candidate));
      expect(world.state.candidates.get(candidate)?.state).toBe('in-review');
      const { inputs } = newest(world, 'CandidateSubmitted');
      expect(inputs.authors).toEqual(['sam']);
      expect(inputs.agents).toEqual([bot.id]);
      expect(inputs.disqualified).toEqual(
        expect.arrayContaining([
          { human: 'sam', why: 'behind-token' },
          { human: 'sam', why: 'requester' },
        ]),
      );
      expect(codes(world.tryApprove(candidate, 'sam'))).toEqual(['DISQUALIFIED', 'SELF_APPROVAL']);
      world.approve(candidate, 'rosa');
      expect(world.state.candidates.get(candidate)?.state).toBe('in-review');
      world.approve(candidate, 'both');
      expect(world.state.candidates.get(candidate)?.state).toBe('approved');
    },
  );

  test('it stays in review when the token ends, and goes back only when something moves', () => {
    const world = new Prepared();
    const bot = tokenOf(world, 'sam');
    const candidate = verified(world, bot);
    world.do(bot, world.submission(candidate));
    world.do(human('sam'), { type: 'revokeToken', token: bot.id });
    const back: Command = { type: 'returnCandidate', candidate };
    expect(codes(world.try({ kind: 'system', id: 'system' }, back))).toEqual(['NOTHING_CHANGED']);
  });

  test('the human an agent answers to is an author, or the agent submits nothing', () => {
    const world = new Prepared();
    const candidate = verified(world, human('author'));
    const foreign = world.try(tokenOf(world, 'rex'), world.submission(candidate));
    expect(sentences(foreign)).toEqual(['`rex` is not an author of the candidate']);
    const own = world.try(tokenOf(world, 'author'), world.submission(candidate));
    expect(codes(own)).toEqual([]);
  });

  test('a token that is revoked, expired, of another kind, or whose human has left submits nothing', () => {
    const world = new Prepared();
    const bot = tokenOf(world, 'rex');
    const candidate = verified(world, bot);
    const submit = (actor: Actor) => codes(world.try(actor, world.submission(candidate)));
    expect(submit({ kind: 'pipeline', id: bot.id })).toContain('TOKEN_NOT_LIVE');
    expect(submit({ kind: 'system', id: bot.id })).toContain('TOKEN_NOT_LIVE');
    expect(submit(bot)).toEqual([]);
    const { at } = world;
    world.at = UNTIL;
    expect(submit(bot)).toContain('TOKEN_NOT_LIVE');
    world.at = at;
    adoptRoster(world, { humans: peopleWith('rex', { until: world.at }) });
    expect(submit(bot)).toContain('TOKEN_NOT_LIVE');
  });
});

describe('a submission that a server forges for an agent is refused', () => {
  function forgery(
    more: (inputs: EventPayloads['CandidateSubmitted']['inputs']) => object,
    actor?: Actor,
  ): readonly string[] {
    const world = new Prepared();
    const bot = tokenOf(world, 'sam');
    const candidate = verified(world, bot);
    const decided = world.try(bot, world.submission(candidate));
    if (!decided.ok) throw new Error(JSON.stringify(decided.refusals));
    const [event] = decided.value.events;
    if (event?.type !== 'CandidateSubmitted') throw new Error('nothing submitted');
    const payload = {
      ...event.payload,
      inputs: { ...event.payload.inputs, ...more(event.payload.inputs) },
    };
    const stream = `candidate/${candidate}`;
    return verdict(
      world,
      forged(world, 'CandidateSubmitted', stream, payload, { actor: actor ?? bot }),
    );
  }

  const moved = 'BINDING_MOVED `inputs` of the submission is not what the state gives';

  test('as it is, it is legitimate', () => {
    expect(forgery(() => ({}))).toEqual([]);
  });

  test.each<[string, (inputs: EventPayloads['CandidateSubmitted']['inputs']) => object]>([
    [
      'without the human behind the token as requester',
      ({ disqualified }) => ({
        disqualified: disqualified.filter(({ why }) => why !== 'requester'),
      }),
    ],
    [
      'with another human as requester',
      ({ disqualified }) => ({
        disqualified: disqualified.map((one) =>
          one.why === 'requester' ? { ...one, human: 'una' } : one,
        ),
      }),
    ],
    ['without the agent', () => ({ agents: [] })],
    ['without the author', () => ({ authors: [] })],
  ])('%s', (_, more) => {
    expect(forgery(more)).toContain(moved);
  });

  test('in the name of a human who did not write it', () => {
    expect(forgery(() => ({}), human('rex'))).toEqual([
      'NOT_AN_AUTHOR `rex` is not an author of the candidate',
      moved,
    ]);
  });
});

/** What an agent or pipeline may ask for at all; everything else is refused, whoever sponsors it. */
const OF_MACHINES: readonly CommandType[] = [
  'draftCandidate',
  'reviseCandidate',
  'submitCandidate',
];

test('of every command there is, a live token of a quorum member can draft, revise and submit, nothing else', () => {
  const world = new Prepared();
  const bot = tokenOf(world, 'sam');
  const release = world.release(world.approved('policy-9'));
  const approved = world.approved('policy-1');
  const drafted = verified(world, bot);
  const { nhi, policy, requirement, environment } = world;
  const [assigned] = [...world.state.resourceOwners.values()];
  const document = named('roster-2');
  const reason = named('r');
  const envelope = named('e');
  const commands: readonly Command[] = [
    { type: 'proposeGovernance', kind: 'roster', document },
    { type: 'signGovernance', governance: 'x', credential: 'sam-key', envelope },
    { type: 'withdrawGovernance', governance: 'x', reason },
    { type: 'createToken', kind: 'agent', name: reason, expiresAt: UNTIL },
    { type: 'revokeToken', token: bot.id },
    {
      type: 'registerNhi',
      environment,
      source: 's',
      externalId: reason,
      name: reason,
      owner: 'sam',
      backupOwner: 'rex',
    },
    { type: 'changeNhiOwner', nhi, owner: 'sam', backupOwner: 'rex' },
    { type: 'assignResourceOwner', environment, resources: named('patterns'), owner: 'sam' },
    { type: 'removeResourceOwner', resourceOwner: assigned?.id ?? '', reason },
    { type: 'stateRequirement', requirement, document: named('requirement-1') },
    {
      type: 'adoptPolicy',
      environment,
      language: 'aws-iam',
      name: reason,
      digest: null,
      owner: 'sam',
    },
    { type: 'draftCandidate', policy, requirement, to: named('policy-8') },
    { type: 'inviteAuthor', candidate: drafted, human: 'rex' },
    { type: 'reviseCandidate', candidate: drafted, to: named('policy-7'), expected: null },
    { type: 'recordVerification', candidate: drafted, verification: world.proved(drafted) },
    world.submission(drafted),
    { type: 'approveCandidate', candidate: approved, approval: named('approval 1') },
    { type: 'revokeApproval', candidate: approved },
    { type: 'rejectCandidate', candidate: approved, reason },
    { type: 'withdrawReject', candidate: approved },
    { type: 'requestChanges', candidate: approved, reason },
    { type: 'commentCandidate', candidate: approved, comment: reason },
    { type: 'withdrawCandidate', candidate: drafted, reason },
    { type: 'supersedeCandidate', candidate: drafted, by: approved },
    { type: 'expireCandidate', candidate: approved },
    { type: 'returnCandidate', candidate: approved },
    world.releaseCommand(approved, 'sam'),
    { type: 'revokeRelease', release, reason },
    { type: 'lapseRelease', release },
  ];
  const possible = commands.filter((command) => world.try(bot, command).ok);
  expect(possible.map(({ type }) => type)).toEqual(OF_MACHINES);
});
