import { describe, expect, test } from 'vitest';
import type { Digest, EventPayloads, Roster } from '../src/index.ts';
import { adoptRoster, by, forged, peopleWith, secondKey, verdict } from './forge.ts';
import { human, keyOf, listed, named, PEOPLE, rosterOf, World } from './world.ts';

interface Proposed {
  readonly world: World;
  readonly governance: string;
  readonly document: Digest;
}

/** A founded workspace with the next Roster proposed by rosa. */
function proposed(more: Partial<Roster> = {}, first?: Roster): Proposed {
  const world = new World().found(first);
  const document = named('roster-2');
  world.facts.rosters.set(document, rosterOf({ number: 2, previous: named('roster-1'), ...more }));
  const propose = { type: 'proposeGovernance', kind: 'roster', document } as const;
  return { world, governance: world.do(human('rosa'), propose), document };
}

function adoption(
  { world, governance, document }: Proposed,
  envelope: Digest,
  more: Partial<EventPayloads['RosterAdopted']> = {},
): readonly string[] {
  const payload = { number: 2, roster: document, envelope, governance, ...more };
  return verdict(world, forged(world, 'RosterAdopted', 'workspace/w', payload, by('rosa')));
}

describe('an adoption that a server forges is refused', () => {
  test('without a proposal, or of something else than was proposed', () => {
    const before = proposed();
    const envelope = before.world.envelope('roster', before.document, ['rosa', 'sam']);
    expect(adoption(before, envelope, { governance: 'none' })).toEqual([
      'UNKNOWN_GOVERNANCE there is no proposal `none`',
    ]);
    expect(adoption(before, envelope, { roster: named('roster-9') })).toContain(
      'GOVERNANCE_CHAIN what is adopted is not what was proposed',
    );
    expect(adoption(before, envelope)).toEqual([]);
  });

  test.each<[string, readonly string[]]>([
    ['one human', ['rosa']],
    ['one human twice', ['rosa', 'rosa']],
    ['one of the quorum and one who is not', ['rosa', 'author']],
    ['nobody', []],
  ])('with the signatures of %s', (_, signers) => {
    const before = proposed();
    const envelope = before.world.envelope('roster', before.document, signers);
    const counted = signers.includes('rosa') ? 1 : 0;
    expect(adoption(before, envelope)).toEqual([
      `QUORUM_NOT_MET ${counted} of 2 signatures by the quorum of roster 1`,
    ]);
  });

  test('with two signatures by two keys of one human', () => {
    const credentials = [keyOf('rosa'), secondKey('rosa')];
    const before = proposed({}, rosterOf({ humans: peopleWith('rosa', { credentials }) }));
    const envelope = named('two keys');
    const signatures = credentials.map(({ id, publicKey, assurance }) => ({
      credential: id,
      publicKey,
      assurance,
    }));
    const { document } = before;
    before.world.facts.envelopes.set(envelope, { kind: 'roster', document, signatures });
    expect(adoption(before, envelope)).toEqual([
      'QUORUM_NOT_MET 1 of 2 signatures by the quorum of roster 1',
    ]);
  });

  test('with a signature by another key under a credential’s name', () => {
    const before = proposed();
    const envelope = named('other key');
    const signatures = ['rosa', 'sam'].map((id) => ({
      credential: `${id}-key`,
      publicKey: id === 'sam' ? 'ssh-ed25519 mallory' : `ssh-ed25519 ${id}`,
      assurance: 'ssh' as const,
    }));
    const { document } = before;
    before.world.facts.envelopes.set(envelope, { kind: 'roster', document, signatures });
    expect(adoption(before, envelope)).toEqual([
      'QUORUM_NOT_MET 1 of 2 signatures by the quorum of roster 1',
    ]);
  });

  test('with the signatures over another document, or none at hand', () => {
    const before = proposed();
    const other = before.world.envelope('roster', named('roster-9'), ['rosa', 'sam']);
    expect(adoption(before, other)).toEqual([
      'GOVERNANCE_CHAIN the envelope carries `sha256:roster-9`, not `sha256:roster-2`',
    ]);
    expect(adoption(before, named('none'))).toEqual([
      'DOCUMENT_UNKNOWN the signed envelope `sha256:none` is not at hand or not proved',
    ]);
  });

  test('after it was withdrawn, or adopted already', () => {
    const before = proposed();
    const { world, governance } = before;
    const envelope = world.envelope('roster', before.document, ['rosa', 'sam']);
    world.do(human('rex'), { type: 'withdrawGovernance', governance, reason: named('r') });
    expect(adoption(before, envelope)).toEqual(['WRONG_STATE the proposal is withdrawn']);
    adoptRoster(world, {});
    expect(adoption(before, envelope)).toContain(
      'GOVERNANCE_CHAIN number `2` was proposed where 3 is next',
    );
  });

  test('by an agent, or in the stream of another workspace', () => {
    const { world, governance, document } = proposed();
    const envelope = world.envelope('roster', document, ['rosa', 'sam']);
    const payload = { number: 2, roster: document, envelope, governance };
    const event = forged(world, 'RosterAdopted', 'workspace/w', payload, by('rosa'));
    const agent = { actor: { kind: 'agent', id: 'rosa' } } as const;
    expect(verdict(world, { ...event, ...agent })).toEqual([
      'NOT_A_HUMAN only a human can do this, `agent` cannot',
    ]);
    expect(verdict(world, { ...event, stream: 'workspace/v', version: 1 })).toEqual([
      'EVENT_MALFORMED an adoption does not belong in stream `workspace/v`',
    ]);
  });
});

test('one signature of two adopts nothing, the second does (INV-4)', () => {
  const { world, governance, document } = proposed();
  const sign = (who: string, signers: readonly string[]) => {
    const envelope = world.envelope('roster', document, signers);
    const credential = `${who}-key`;
    world.do(human(who), { type: 'signGovernance', governance, credential, envelope });
    return world.state.workspace?.roster.number;
  };
  expect(sign('rosa', ['rosa'])).toBe(1);
  expect(sign('sam', ['rosa', 'sam'])).toBe(2);
});

describe('a roster is refused', () => {
  const twin = { ...listed('twin', []), credentials: [{ ...keyOf('sam'), id: 'twin-key' }] };
  const [log, release] = rosterOf().serviceKeys;
  if (log === undefined || release === undefined) throw new Error('no service keys');
  const past = '2026-11-23T11:00:00.000Z';
  test.each<[string, Partial<Roster>, string]>([
    [
      'that drops the log key',
      { serviceKeys: [release] },
      'the log key is not among the roster’s service keys',
    ],
    [
      'that ends the log key',
      { serviceKeys: [{ ...log, until: past }, release] },
      'the log key is not among the roster’s service keys',
    ],
    [
      'that puts another log key in its place',
      { serviceKeys: [{ ...log, publicKey: 'mallory-key' }, release] },
      'the log key is not among the roster’s service keys',
    ],
    [
      'with one key under two humans',
      { humans: [...PEOPLE, twin] },
      'the roster lists a key twice',
    ],
    [
      'with one credential under two humans',
      { humans: [...PEOPLE, { ...twin, credentials: [{ ...keyOf('x'), id: 'sam-key' }] }] },
      'the roster gives two credentials the same id',
    ],
    [
      'with one identity under two humans',
      { humans: [...PEOPLE, { ...listed('twin', []), commitment: named('sam') }] },
      'the roster commits two humans to one identity',
    ],
    [
      'whose quorum has ended',
      { humans: PEOPLE.map((h) => (h.id === 'author' ? h : { ...h, until: past })) },
      'the quorum of the roster cannot be reached',
    ],
    [
      'whose quorum has no keys',
      { humans: PEOPLE.map((h) => ({ ...h, credentials: [] })) },
      'the quorum of the roster cannot be reached',
    ],
    [
      'with a quorum of nobody',
      { quorum: { threshold: 0, humans: ['rosa'] } },
      'the quorum of the roster cannot be reached',
    ],
    ['of another workspace', { workspace: 'v' }, 'the roster is of another workspace'],
    [
      'that turns a founded workspace into an evaluation',
      { mode: 'evaluation' },
      'a workspace of mode `founded` stays so for ever',
    ],
  ])('%s', (_, more, sentence) => {
    const world = new World().found();
    const document = named('roster-2');
    const next = rosterOf({ number: 2, previous: named('roster-1'), ...more });
    world.facts.rosters.set(document, next);
    const previous = named('roster-1');
    const payload = { kind: 'roster', document, number: 2, previous } as const;
    const event = forged(world, 'GovernanceProposed', 'governance/g', payload, by('rosa'));
    expect(verdict(world, event)).toEqual([`GOVERNANCE_CHAIN ${sentence}`]);
  });

  test('with one human twice', () => {
    const humans = [...PEOPLE, { ...listed('sam', []), commitment: named('x'), credentials: [] }];
    const world = new World().found();
    const document = named('roster-2');
    world.facts.rosters.set(document, rosterOf({ number: 2, previous: named('roster-1'), humans }));
    const previous = named('roster-1');
    const payload = { kind: 'roster', document, number: 2, previous } as const;
    const event = forged(world, 'GovernanceProposed', 'governance/g', payload, by('rosa'));
    expect(verdict(world, event)).toEqual(['GOVERNANCE_CHAIN the roster lists a human twice']);
  });

  test('that would make an evaluation a founded workspace', () => {
    const world = new World();
    world.facts.rosters.set(named('roster-1'), rosterOf({ mode: 'evaluation' }));
    const founded = new World().found();
    for (const [digest, rules] of founded.facts.ruleSets) world.facts.ruleSets.set(digest, rules);
    const payload = {
      mode: 'evaluation',
      roster: named('roster-1'),
      ruleSet: named('ruleset-1'),
      logKey: 'log-key',
      rosterEnvelope: null,
      ruleSetEnvelope: null,
    } as const;
    const genesis = forged(world, 'WorkspaceFounded', 'workspace/w', payload);
    expect(verdict(world, genesis)).toEqual([]);
    world.append(genesis.actor, [{ type: 'WorkspaceFounded', stream: 'workspace/w', payload }]);
    const document = named('roster-2');
    world.facts.rosters.set(document, rosterOf({ number: 2, previous: named('roster-1') }));
    const next = { kind: 'roster', document, number: 2, previous: named('roster-1') } as const;
    const event = forged(world, 'GovernanceProposed', 'governance/g', next, by('rosa'));
    expect(verdict(world, event)).toEqual([
      'GOVERNANCE_CHAIN a workspace of mode `evaluation` stays so for ever',
    ]);
  });
});
