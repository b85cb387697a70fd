import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSeconds, type Decided, type Decision, type Id } from '../src/index.ts';
import { adoptRoster, peopleWith } from './forge.ts';
import { StandingWorld, VALID_UNTIL } from './standing-world.ts';
import { codes, human, named, PEOPLE, SYSTEM } from './world.ts';

const DAY = 86_400;

describe('a delegation', () => {
  test('lets its delegate instantiate within its envelope, its cap and its time', () => {
    const world = new StandingWorld().standing();
    const delegation = world.grant('una');
    const by = human('una');
    const first = world.verified('policy-1', by);
    expect(codes(world.tryApply(first))).toEqual(['NOT_AN_INSTANTIATOR']);
    const outside = {
      proof: { passed: ['instantiates', 'within-envelope', 'within-ceiling'] },
      delegation,
    };
    expect(codes(world.tryApply(first, outside))).toEqual(['NOT_PROVED_WITHIN']);
    const wider = { configuration: { delegation: named('policy-wide') }, delegation };
    expect(codes(world.tryApply(first, wider))).toEqual(['NOT_PROVED_WITHIN']);
    world.apply(first, { delegation });
    const second = world.anotherPolicy().verified('policy-2', by);
    expect(codes(world.tryApply(second, { delegation }))).toEqual(['CAP_REACHED']);
    world.at = addSeconds(VALID_UNTIL, -1);
    expect(codes(world.tryApply(second, { delegation }))).toEqual([]);
  });

  test('is granted by one of those the template names, and by no delegate', () => {
    const world = new StandingWorld().standing();
    world.grant('una');
    const ask = (by: Id, delegate: Id) => codes(world.try(human(by), world.grantCommand(delegate)));
    expect(ask('una', 'sam')).toEqual(['NOT_AN_INSTANTIATOR']);
    expect(ask('rosa', 'una')).toEqual(['NOT_AN_INSTANTIATOR']);
    expect(ask('author', 'rex')).toEqual(['NOTHING_CHANGED']);
    expect(ask('author', 'nobody')).toEqual(['NOT_IN_ROSTER']);
  });

  test('is never more than the template: envelope, cap, end', () => {
    const world = new StandingWorld().standing();
    const ask = (...more: [Parameters<StandingWorld['grantCommand']>[1]?, object?]) =>
      codes(world.try(human('author'), world.grantCommand('una', ...more)));
    expect(ask({}, { passed: [], failed: ['within-envelope'] })).toEqual(['NOT_PROVED_WITHIN']);
    expect(ask({}, { undetermined: ['within-envelope'] })).toEqual(['NOT_PROVED_WITHIN']);
    expect(ask({}, { configuration: { envelope: named('other') } })).toEqual(['NOT_PROVED_WITHIN']);
    expect(ask({}, { publicKey: 'other' })).toEqual(['NOT_PROVED_WITHIN']);
    expect(ask({ cap: { perNhi: 3, total: 3 } })).toEqual(['CAP_REACHED']);
    expect(ask({ until: addSeconds(VALID_UNTIL, 1) })).toEqual(['VALIDITY_TOO_LONG']);
    expect(ask({ until: world.at })).toEqual(['DATE_NOT_USABLE']);
  });

  test('ends with what it comes from: revocation cascades', () => {
    const world = new StandingWorld().standing();
    const delegation = world.grant('una');
    const reason = named('r');
    world.do(human('author'), {
      type: 'revokeDelegation',
      template: world.template,
      delegation,
      reason,
    });
    const candidate = world.verified('policy-1', human('una'));
    expect(codes(world.tryApply(candidate, { delegation }))).toContain('UNKNOWN_DELEGATION');
    const revoked = new StandingWorld().standing();
    const under = revoked.grant('una');
    const { template } = revoked;
    revoked.do(human('rex'), { type: 'revokeStandingApproval', template, reason: named('r') });
    const next = revoked.verified('policy-1', human('una'));
    expect(codes(revoked.tryApply(next, { delegation: under }))).toContain('STANDING_NOT_IN_FORCE');
    // Approved anew it starts without delegations.
    revoked.submitTemplate();
    revoked.sign('rosa');
    revoked.sign('sam');
    expect(codes(revoked.tryApply(next, { delegation: under }))).toContain('UNKNOWN_DELEGATION');
    const left = new StandingWorld().standing();
    const byRex = left.grant('una', {}, 'rex');
    adoptRoster(left, { humans: PEOPLE.filter((h) => h.id !== 'rex') });
    const last = left.verified('policy-1', human('una'));
    expect(codes(left.tryApply(last, { delegation: byRex }))).toContain('UNKNOWN_DELEGATION');
  });
});

/** What happens to authority, in any order. */
type Move =
  | {
      readonly kind: 'grant';
      readonly days: number;
      readonly perNhi: number;
      readonly total: number;
    }
  | { readonly kind: 'revoke'; readonly which: number }
  | { readonly kind: 'wait'; readonly days: number }
  | { readonly kind: 'use'; readonly which: number; readonly within: boolean }
  | { readonly kind: 'end' | 'revokeStanding' | 'renew' | 'delegatorLeaves' | 'delegatorReturns' };

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constant('grant' as const),
    days: fc.integer({ min: 1, max: 60 }),
    perNhi: fc.integer({ min: 1, max: 3 }),
    total: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ kind: fc.constant('revoke' as const), which: fc.nat(3) }),
  fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('use' as const), which: fc.nat(3), within: fc.boolean() }),
  fc.constantFrom<Move>(
    { kind: 'end' },
    { kind: 'revokeStanding' },
    { kind: 'renew' },
    { kind: 'delegatorLeaves' },
    { kind: 'delegatorReturns' },
  ),
);

describe('delegated authority', () => {
  test('is at all times a part of the delegator authority (R32)', () => {
    const seen = { allowed: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 14 }), (moves) => {
        const world = new StandingWorld().standing();
        for (const [at, one] of moves.entries()) {
          play(world, one, at);
          expectNoMore(world, at, seen);
        }
      }),
      { numRuns: 100 },
    );
    // The property is not empty: delegates did get something, and were refused too.
    expect(seen.allowed).toBeGreaterThan(5);
    expect(seen.refused).toBeGreaterThan(5);
  });
});

/** For every delegation: whatever its delegate may do now, its delegator may do now. */
function expectNoMore(
  world: StandingWorld,
  at: number,
  seen: { allowed: number; refused: number },
): void {
  world.anotherPolicy();
  for (const { delegation, delegator, delegate } of world.delegations()) {
    const theirs = tried(world, `policy-d${at}`, delegate, { delegation });
    const own = tried(world, `policy-o${at}`, delegator);
    if (theirs.ok) expect(codes(own)).toEqual([]);
    seen[theirs.ok ? 'allowed' : 'refused'] += 1;
  }
}

function tried(
  world: StandingWorld,
  to: string,
  by: Id,
  more: Parameters<StandingWorld['tryApply']>[1] = {},
): Decided<Decision> {
  const drafted = world.try(human(by), {
    type: 'draftCandidate',
    policy: world.policy,
    requirement: world.requirement,
    to: named(to),
  });
  if (!drafted.ok) return drafted;
  const candidate = world.draft(to, human(by));
  world.verify(candidate);
  const answer = world.tryApply(candidate, more);
  return answer;
}

function play(world: StandingWorld, one: Move, at: number): void {
  const { template } = world;
  const known = world.delegations();
  switch (one.kind) {
    case 'grant': {
      const until = addSeconds(world.at, one.days * DAY);
      const cap = { perNhi: one.perNhi, total: one.total };
      attempt(world, human('rex'), world.grantCommand('una', { until, cap }));
      return;
    }
    case 'revoke': {
      const delegation = known[one.which]?.delegation ?? 'none';
      const reason = named('r');
      attempt(world, human('sam'), { type: 'revokeDelegation', template, delegation, reason });
      return;
    }
    case 'wait':
      world.at = addSeconds(world.at, one.days * DAY);
      return;
    case 'use':
      use(world, one, at);
      return;
    case 'end':
      for (const decision of world.state.standingDecisions.keys())
        attempt(world, SYSTEM, { type: 'endStandingDecision', decision });
      return;
    case 'revokeStanding':
      attempt(world, human('sam'), {
        type: 'revokeStandingApproval',
        template,
        reason: named('r'),
      });
      return;
    case 'renew':
      renew(world);
      return;
    case 'delegatorLeaves':
      adoptRosterAt(world, peopleWith('rex', { until: world.at }));
      return;
    case 'delegatorReturns':
      adoptRosterAt(world, PEOPLE);
      return;
    default:
      one satisfies never;
  }
}

function use(world: StandingWorld, one: Extract<Move, { kind: 'use' }>, at: number): void {
  const delegation = world.delegations()[one.which]?.delegation;
  if (delegation === undefined) return;
  const candidate = world.anotherPolicy().verified(`policy-u${at}`, human('una'));
  const passed = ['instantiates', 'within-envelope', 'within-ceiling'];
  const proof = { passed: one.within ? [...passed, 'within-delegation'] : passed };
  attempt(world, world.itself(), world.applyCommand(candidate, { delegation, proof }));
}

function renew(world: StandingWorld): void {
  const { template } = world;
  const validUntil = addSeconds(world.at, 90 * DAY);
  attempt(world, human('author'), { type: 'submitTemplate', template, validUntil });
  for (const by of ['rosa', 'sam']) {
    if (world.templateNow().state !== 'in-review') return;
    const approval = world.standingSigned(by);
    attempt(world, human(by), { type: 'signStandingApproval', template, approval });
  }
}

/** A Roster whose quorum does without rex. */
function adoptRosterAt(world: StandingWorld, humans: typeof PEOPLE): void {
  const number = (world.state.workspace?.roster.number ?? 0) + 1;
  const previous = world.state.workspace?.roster.digest ?? null;
  const first = world.facts.rosters.get(named('roster-1'));
  if (first === undefined) throw new Error('no roster');
  const document = named(`roster-${number}`);
  world.facts.rosters.set(document, { ...first, number, previous, humans });
  const kind = 'roster' as const;
  const governance = world.do(human('rosa'), { type: 'proposeGovernance', kind, document });
  for (const signers of [['rosa'], ['rosa', 'sam']]) {
    const signer = signers.at(-1) ?? '';
    const envelope = world.envelope(kind, document, signers);
    const credential = `${signer}-key`;
    world.do(human(signer), { type: 'signGovernance', governance, credential, envelope });
  }
}

function attempt(
  world: StandingWorld,
  actor: Parameters<StandingWorld['try']>[0],
  command: Parameters<StandingWorld['try']>[1],
): void {
  const decided = world.try(actor, command);
  if (decided.ok) world.append(actor, decided.value.events);
}
