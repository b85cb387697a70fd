import { describe, expect, test } from 'vitest';
import type { Command } from '../src/index.ts';
import { judge } from '../src/index.ts';
import { Prepared } from './prepared.ts';
import {
  codes,
  human,
  listed,
  named,
  PEOPLE,
  rosterOf,
  SYSTEM,
  sentences,
  World,
} from './world.ts';

describe('a release is refused', () => {
  test('before approval', () => {
    const world = new Prepared();
    const candidate = world.submitted();
    const decided = world.try(human('author'), world.releaseCommand(candidate, 'author'));
    expect(codes(decided)).toEqual(['NOT_APPROVED']);
    expect(sentences(decided)).toEqual(['the candidate is in-review, not approved']);
  });

  test('when an approver triggers it from T2 up', () => {
    const world = new Prepared();
    const candidate = world.approved();
    const decided = world.try(human('sam'), world.releaseCommand(candidate, 'sam'));
    expect(codes(decided)).toEqual(['RELEASER_IS_APPROVER']);
  });

  test('when its base moved, and the candidate goes back to verifying', () => {
    const world = new Prepared();
    const first = world.approved('policy-1');
    const second = world.approved('policy-2');
    world.release(first);
    const decided = world.try(human('author'), world.releaseCommand(second, 'author'));
    expect(codes(decided)).toEqual(['BASE_MOVED']);
    world.do(SYSTEM, { type: 'returnCandidate', candidate: second });
    expect(world.state.candidates.get(second)).toMatchObject({
      state: 'verifying',
      from: 'sha256:policy-1',
    });
  });

  test('by a key that is not a release key, or with another number', () => {
    const world = new Prepared();
    const candidate = world.approved();
    const command = world.releaseCommand(candidate, 'author');
    if (command.type !== 'releaseCandidate') throw new Error('unreachable');
    const good = world.facts.releases.get(command.statement);
    if (good === undefined) throw new Error('unreachable');
    world.facts.releases.set(command.statement, { ...good, publicKey: 'log-key' });
    expect(codes(world.try(human('author'), command))).toEqual(['RELEASE_STATEMENT']);
    const statement = { ...good.statement, number: 7 };
    world.facts.releases.set(command.statement, { ...good, statement });
    expect(codes(world.try(human('author'), command))).toEqual(['RELEASE_STATEMENT']);
  });

  test('when the newest roster no longer lists an approver', () => {
    const world = new Prepared();
    const candidate = world.approved();
    adoptRoster(
      world,
      PEOPLE.filter((h) => h.id !== 'sam'),
    );
    const decided = world.try(human('author'), world.releaseCommand(candidate, 'author'));
    expect(codes(decided)).toContain('RULE_NOT_SATISFIED');
    expect(sentences(decided)).toContain('missing 1 approval by security');
  });
});

function adoptRoster(world: World, humans: typeof PEOPLE): void {
  const next = named('roster-2');
  world.facts.rosters.set(next, rosterOf({ number: 2, previous: named('roster-1'), humans }));
  const governance = world.do(human('rosa'), {
    type: 'proposeGovernance',
    kind: 'roster',
    document: next,
  });
  for (const signers of [['rosa'], ['rosa', 'rex']]) {
    const by = signers.at(-1) ?? '';
    const envelope = world.envelope('roster', next, signers);
    world.do(human(by), { type: 'signGovernance', governance, credential: `${by}-key`, envelope });
  }
}

describe('governance', () => {
  test('adopts the next roster with the quorum’s last signature', () => {
    const world = new World().found();
    adoptRoster(world, [...PEOPLE, listed('new', [])]);
    expect(world.state.workspace?.roster).toEqual({ number: 2, digest: 'sha256:roster-2' });
    expect([...world.state.governance.values()][0]?.state).toBe('adopted');
  });

  test.each([
    ['a skipped number', { number: 3 }],
    ['another predecessor', { previous: named('roster-9') }],
    ['another mode', { mode: 'evaluation' as const }],
    ['a quorum nobody can reach', { quorum: { threshold: 9, humans: ['rosa'] } }],
  ])('refuses %s', (_, more) => {
    const world = new World().found();
    const document = named('roster-2');
    const next = rosterOf({ number: 2, previous: named('roster-1'), ...more });
    world.facts.rosters.set(document, next);
    const propose: Command = { type: 'proposeGovernance', kind: 'roster', document };
    expect(codes(world.try(human('rosa'), propose))).toEqual(['GOVERNANCE_CHAIN']);
  });

  test('does not count a signer outside the quorum', () => {
    const world = new World().found();
    const document = named('roster-2');
    world.facts.rosters.set(document, rosterOf({ number: 2, previous: named('roster-1') }));
    const propose: Command = { type: 'proposeGovernance', kind: 'roster', document };
    const governance = world.do(human('author'), propose);
    const envelope = world.envelope('roster', document, ['author']);
    const credential = 'author-key';
    const sign: Command = { type: 'signGovernance', governance, credential, envelope };
    expect(codes(world.try(human('author'), sign))).toEqual(['NOT_IN_QUORUM']);
  });

  test('refuses to found without the founders’ signatures', () => {
    const world = new World();
    world.envelope('roster', named('roster-1'), ['rosa']);
    expect(() => {
      world.found(rosterOf({ quorum: { threshold: 3, humans: ['rosa', 'sam', 'rex'] } }));
    }).toThrow('2 of 3 signatures by the quorum of roster 1');
  });

  test('finds an adoption without the quorum illegitimate, whoever wrote it into the log', () => {
    const world = new World().found();
    const document = named('roster-2');
    world.facts.rosters.set(document, rosterOf({ number: 2, previous: named('roster-1') }));
    const propose: Command = { type: 'proposeGovernance', kind: 'roster', document };
    const governance = world.do(human('rosa'), propose);
    const envelope = world.envelope('roster', document, ['rosa', 'author', 'rosa']);
    const payload = { number: 2, roster: document, envelope, governance };
    const before = world.state;
    world.append(human('rosa'), [{ type: 'RosterAdopted', stream: 'workspace/w', payload }]);
    const forged = world.events.at(-1);
    const refusals = forged === undefined ? [] : judge(before, forged, world.facts);
    expect(refusals.map((r) => r.message)).toEqual(['1 of 2 signatures by the quorum of roster 1']);
  });
});
