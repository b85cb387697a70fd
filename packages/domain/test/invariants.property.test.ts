import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Actor,
  type CandidateState,
  type Command,
  emptyState,
  evolve,
  type Id,
  judge,
  type WorkspaceState,
} from '../src/index.ts';
import { Prepared } from './prepared.ts';
import { human, named, SYSTEM } from './world.ts';

/** What hostile and honest actors try, in any order: an actor, a verb, a candidate, and a twist. */
interface Attempt {
  readonly who: string;
  readonly verb: string;
  readonly candidate: number;
  readonly twist: number;
}

const PEOPLE = ['author', 'backup', 'rosa', 'sam', 'rex', 'both', 'una', 'gone', 'mallory'];
const ACTORS = [...PEOPLE, 'agent', 'pipeline', 'token', 'system'];
const VERBS = [
  ...['draft', 'verify', 'verify', 'submit', 'submit', 'approve', 'approve', 'approve', 'approve'],
  ...['release', 'release', 'revise', 'invite', 'reject', 'withdraw-reject', 'revoke-approval'],
  ...['changes', 'comment', 'withdraw', 'return', 'expire', 'steal', 'owner', 'later', 'restate'],
];

const attempt: fc.Arbitrary<Attempt> = fc.record({
  who: fc.constantFrom(...ACTORS),
  verb: fc.constantFrom(...VERBS),
  candidate: fc.nat(2),
  twist: fc.nat(3),
});

class Play {
  readonly world: Prepared = new Prepared();
  readonly token: Id;
  /** Written beside the log, for the oracle: who signed which candidate content, as this test knows it. */
  readonly wrote: Map<Id, Set<Id>> = new Map();

  constructor() {
    const create = { type: 'createToken', kind: 'agent', name: named('t') } as const;
    this.token = this.world.do(human('rex'), { ...create, expiresAt: '2027-01-01T00:00:00.000Z' });
  }

  actor(who: string): Actor {
    if (who === 'system') return SYSTEM;
    if (who === 'token') return { kind: 'agent', id: this.token };
    if (who === 'agent' || who === 'pipeline') return { kind: who, id: 'sam' };
    return human(who);
  }

  attempt(tried: Attempt): void {
    const { world } = this;
    if (tried.verb === 'later') {
      const days = 5 * 86_400_000;
      world.at = new Date(Date.parse(world.at) + days).toISOString();
      return;
    }
    const newestFirst = [...world.state.candidates.values()].toSorted(
      (l, r) => Number(r.id.slice(3)) - Number(l.id.slice(3)),
    );
    const candidate = newestFirst[tried.candidate];
    const command = this.command(tried, candidate);
    if (command === undefined) return;
    const actor = this.actor(tried.who);
    const decided = world.try(actor, command);
    if (!decided.ok) return;
    world.append(actor, decided.value.events);
    for (const event of decided.value.events) {
      if (event.type !== 'CandidateDrafted' && event.type !== 'CandidateRevised') continue;
      const id = event.stream.slice('candidate/'.length);
      const writer = tried.who === 'token' ? 'rex' : tried.who;
      this.wrote.set(id, new Set([...(this.wrote.get(id) ?? []), writer]));
    }
  }

  command(tried: Attempt, candidate: CandidateState | undefined): Command | undefined {
    const { world } = this;
    const { policy, requirement, nhi } = world;
    const to = named(`policy-${tried.twist + 1}`);
    if (tried.verb === 'draft') return { type: 'draftCandidate', policy, requirement, to };
    if (tried.verb === 'owner') {
      const owner = tried.twist === 0 ? 'rosa' : 'author';
      return { type: 'changeNhiOwner', nhi, owner, backupOwner: 'backup' };
    }
    if (tried.verb === 'restate') {
      const owner = world.state.nhis.get(nhi)?.owner ?? '';
      const document = named(`requirement-${tried.twist + 2} of ${owner}`);
      world.facts.requirements.set(document, world.requirementFacts({ owner }));
      return { type: 'stateRequirement', requirement, document };
    }
    return candidate === undefined ? undefined : this.about(tried, candidate);
  }

  about({ who, verb, twist }: Attempt, candidate: CandidateState): Command | undefined {
    const { world } = this;
    const id = candidate.id;
    const reason = named('reason');
    const to = named(`policy-${twist + 1}`);
    const commands: Readonly<Record<string, () => Command | undefined>> = {
      verify: () => {
        const bad = twist === 3 ? { failed: ['x'] } : {};
        const verification = world.proved(id, twist === 2 ? { undetermined: ['x'] } : bad);
        return { type: 'recordVerification', candidate: id, verification };
      },
      submit: () => world.submission(id),
      approve: () => this.approval(id, who, twist),
      steal: () => this.approval(id, PEOPLE[twist] ?? 'rosa', 0),
      release: () => world.releaseCommand(id, who),
      revise: () => ({ type: 'reviseCandidate', candidate: id, to, expected: null }),
      invite: () => ({ type: 'inviteAuthor', candidate: id, human: PEOPLE[twist + 3] ?? 'rex' }),
      reject: () => ({ type: 'rejectCandidate', candidate: id, reason }),
      'withdraw-reject': () => ({ type: 'withdrawReject', candidate: id }),
      'revoke-approval': () => ({ type: 'revokeApproval', candidate: id }),
      changes: () => ({ type: 'requestChanges', candidate: id, reason }),
      comment: () => ({ type: 'commentCandidate', candidate: id, comment: reason }),
      withdraw: () =>
        twist === 0 ? { type: 'withdrawCandidate', candidate: id, reason } : undefined,
      return: () => ({ type: 'returnCandidate', candidate: id }),
      expire: () => ({ type: 'expireCandidate', candidate: id }),
    };
    return commands[verb]?.();
  }

  approval(candidate: Id, by: Id, twist: number): Command | undefined {
    const current = this.world.state.candidates.get(candidate);
    if (current === undefined || !('review' in current)) return undefined;
    const lie = twist === 3 ? { to: named('policy-99') } : {};
    const approval = this.world.signed(candidate, by, lie);
    return { type: 'approveCandidate', candidate, approval };
  }
}

/** The oracle: what a released candidate must show, from people's roles written down here, without asking `judge`. */
const OWNS = ['rosa', 'both'];
const SECURES = ['sam', 'both'];
const MAY_DECIDE = ['author', 'backup', 'rosa', 'sam', 'rex', 'both'];

function expectLegitimate(
  play: Play,
  release: { readonly candidate: Id; readonly triggeredBy: Id },
): void {
  const candidate = play.world.state.candidates.get(release.candidate);
  if (candidate?.state !== 'released' || !('review' in candidate))
    throw new Error('a release without a released candidate');
  const approvers = candidate.review.approvals.map((a) => a.human);
  const statements = candidate.review.approvals.map(
    (a) => play.world.facts.approvals.get(a.approval)?.statement,
  );
  // INV-4: distinct, eligible, and none of them wrote it or owns what benefits.
  expect(new Set(approvers).size).toBe(approvers.length);
  for (const human_ of approvers) {
    expect(MAY_DECIDE).toContain(human_);
    expect(play.wrote.get(candidate.id)?.has(human_)).toBe(false);
    expect(['author', 'backup']).not.toContain(human_);
  }
  // INV-1: one who owns the resources and another who is security.
  const pairs = approvers
    .filter((o) => OWNS.includes(o))
    .flatMap((o) => approvers.filter((s) => s !== o && SECURES.includes(s)));
  expect(pairs.length).toBeGreaterThan(0);
  // INV-3: every signature is over exactly what is released.
  for (const statement of statements) {
    expect(statement).toMatchObject({
      to: candidate.to,
      from: candidate.from,
      candidate: candidate.id,
    });
    expect(statement?.requirement).toBe(candidate.requirementDigest);
  }
  const { nhis, facts } = { nhis: play.world.state.nhis, facts: play.world.facts };
  expect(approvers).not.toContain(nhis.get(candidate.nhi)?.owner);
  const proved = facts.verifications.get(candidate.verification.verification);
  expect(proved).toMatchObject({ to: candidate.to, failed: [], undetermined: [] });
  // INV-2, INV-5: proved, nothing failed or open, nobody rejecting; INV-4: triggered by no approver.
  expect(candidate.verification.outcome).toBe('passed');
  expect(candidate.review.rejects).toEqual([]);
  expect(approvers).not.toContain(release.triggeredBy);
  // INV-12: whoever triggered it is a human of the roster.
  expect([...MAY_DECIDE, 'una']).toContain(release.triggeredBy);
}

function plain(state: WorkspaceState): unknown {
  return Object.fromEntries(
    Object.entries(state).map(([name, part]) => [
      name,
      typeof part === 'object' && part !== null && 'entries' in part
        ? Object.fromEntries((part as WorkspaceState['candidates']).entries())
        : part,
    ]),
  );
}

/** Random play seldom gets far; these openings bring a candidate to where the attacks begin. */
const OPENING: readonly Attempt[] = [
  { who: 'author', verb: 'draft', candidate: 0, twist: 0 },
  { who: 'system', verb: 'verify', candidate: 0, twist: 0 },
  { who: 'author', verb: 'submit', candidate: 0, twist: 0 },
  { who: 'rosa', verb: 'approve', candidate: 0, twist: 0 },
  { who: 'sam', verb: 'approve', candidate: 0, twist: 0 },
];

const step = (who: string, verb: string, twist = 0): Attempt => ({
  who,
  verb,
  candidate: 0,
  twist,
});
const REVIEW = [step('system', 'verify'), step('author', 'submit'), step('rosa', 'approve')];
const RELEASE = step('author', 'release');

/** Runs of steps that lead to a release, or would if a control were missing; hostile steps fall between them. */
const RUNS: readonly (readonly Attempt[])[] = [
  [...OPENING, RELEASE],
  [...OPENING, step('sam', 'release')],
  [...OPENING, step('author', 'owner'), RELEASE],
  [...OPENING, step('author', 'restate'), RELEASE],
  [
    step('author', 'draft'),
    step('author', 'invite'),
    step('sam', 'revise', 1),
    ...REVIEW,
    step('sam', 'approve'),
    RELEASE,
  ],
  [step('token', 'draft'), ...REVIEW, step('rex', 'submit'), step('sam', 'approve'), RELEASE],
  [
    step('author', 'draft'),
    step('system', 'verify', 3),
    ...REVIEW.slice(1),
    step('both', 'approve'),
    RELEASE,
  ],
  [step('author', 'draft'), ...REVIEW, step('both', 'approve'), step('rex', 'reject'), RELEASE],
];
const run: fc.Arbitrary<readonly Attempt[]> = fc.oneof(
  attempt.map((one) => [one]),
  fc.constantFrom(...RUNS),
);

let releases = 0;

function playAndWatch(attempts: readonly Attempt[]): Play {
  const play = new Play();
  for (const tried of attempts) {
    const before = play.world.events.length;
    play.attempt(tried);
    for (const event of play.world.events.slice(before)) {
      if (event.type !== 'ReleaseIssued') continue;
      releases += 1;
      expectLegitimate(play, event.payload);
    }
  }
  return play;
}

/** INV-6, INV-9: the log alone gives the same state, and the replay finds nothing wrong. */
function expectReplay({ world }: Play): void {
  let state = emptyState();
  for (const event of world.events) {
    expect(judge(state, event, world.facts)).toEqual([]);
    state = evolve(state, event);
  }
  expect(plain(state)).toEqual(plain(world.state));
}

/** INV-1: a policy's base moves by releases alone. INV-12: no agent, pipeline or token stands behind a decision. */
function expectOnlyHumansMovedIt({ world }: Play): void {
  const issued = world.events.flatMap((e) => (e.type === 'ReleaseIssued' ? [e.payload.to] : []));
  expect(world.state.policies.get(world.policy)?.base).toBe(issued.at(-1) ?? named('policy-0'));
  const decisions = world.events.filter((e) => /^Review|^Release|Adopted$/.test(e.type));
  expect(new Set(decisions.map((e) => e.actor.kind))).toEqual(new Set(['human']));
  for (const { inputs } of world.events.flatMap((e) =>
    e.type === 'CandidateSubmitted' ? [e.payload] : [],
  )) {
    expect(inputs.disqualified.some(({ why }) => why === 'requester')).toBe(true);
  }
}

test('whatever is tried by whomever, nothing gets in force but what eligible humans approved (INV-1 to 6, 9, 11, 12)', () => {
  const play = fc.array(run, { maxLength: 15 }).map((runs) => runs.flat());
  fc.assert(
    fc.property(play, (attempts) => {
      const played = playAndWatch(attempts);
      expectOnlyHumansMovedIt(played);
      expectReplay(played);
    }),
    { numRuns: 150, seed: 20261123 },
  );
  expect(releases).toBeGreaterThan(20);
});

test('an event that was legitimate is not, once its actor is no human, its time is another or it comes twice (INV-6, 12)', () => {
  const world = new Prepared();
  world.release(world.approved());
  const decisions = new Map([
    ['ReviewApproved', 'NOT_A_HUMAN'],
    ['ReleaseIssued', 'NOT_A_HUMAN'],
    ['CandidateSubmitted', 'TOKEN_NOT_LIVE'],
  ]);
  let state = emptyState();
  for (const event of world.events) {
    const after = evolve(state, event);
    expect(judge(after, event, world.facts)).not.toEqual([]);
    if (decisions.has(event.type)) {
      const byAgent = { ...event, actor: { kind: 'agent' as const, id: event.actor.id } };
      expect(judge(state, byAgent, world.facts).map((r) => r.code)).toContain(
        decisions.get(event.type),
      );
      const late = { ...event, at: '2028-01-01T00:00:00.000Z' };
      expect(judge(state, late, world.facts)).not.toEqual([]);
    }
    state = after;
  }
});
