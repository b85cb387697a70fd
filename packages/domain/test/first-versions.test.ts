import { describe, expect, test } from 'vitest';
import type { Roster, RuleSetV1 } from '../src/index.ts';
import { adoptRoster, by, forged, newest, verdict } from './forge.ts';
import { Prepared } from './prepared.ts';
import { codes, human, named, rosterOf, ruleSetOf, sentences, World } from './world.ts';

/** What `judge` says to a genesis with these documents, signed by their quorum. */
function founding(roster: Partial<Roster>, ruleSet: Partial<RuleSetV1>): readonly string[] {
  const payload = newest(new World().found(), 'WorkspaceFounded');
  const world = new World();
  world.facts.rosters.set(named('roster-1'), rosterOf(roster));
  world.facts.ruleSets.set(named('ruleset-1'), ruleSetOf(ruleSet));
  world.envelope('roster', named('roster-1'), ['rosa', 'sam']);
  world.envelope('ruleset', named('ruleset-1'), ['rosa', 'sam']);
  return verdict(world, forged(world, 'WorkspaceFounded', 'workspace/w', payload));
}

describe('a genesis is refused', () => {
  test.each<[string, Partial<Roster>, string]>([
    ['with roster 2', { number: 2 }, 'the first roster is not number 1'],
    ['with a successor', { previous: named('x') }, 'the first roster is not number 1'],
    ['with a foreign roster', { workspace: 'v' }, 'the roster is of another workspace'],
    [
      'with the roster of an evaluation',
      { mode: 'evaluation' },
      'the roster says mode `evaluation`',
    ],
    [
      'without the log key',
      { serviceKeys: [] },
      'the log key is not among the roster’s service keys',
    ],
  ])('%s', (_, roster, sentence) => {
    expect(founding(roster, {})).toEqual([`GOVERNANCE_CHAIN ${sentence}`]);
  });

  test.each<[string, Partial<RuleSetV1>, string]>([
    ['with rule set 2', { number: 2 }, 'the first rule set is not number 1'],
    ['with a successor', { previous: named('x') }, 'the first rule set is not number 1'],
    ['over another roster', { rosterNumber: 2 }, 'the first rule set does not stand on roster 1'],
    ['with a foreign rule set', { workspace: 'v' }, 'the rule set is of another workspace'],
  ])('%s', (_, ruleSet, sentence) => {
    expect(founding({}, ruleSet)).toEqual([`GOVERNANCE_CHAIN ${sentence}`]);
  });

  test('with rules that no one may have', () => {
    const [rule] = ruleSetOf().rules;
    const rules = rule === undefined ? [] : [rule, rule];
    const said = founding({}, { rules });
    expect(said).toContain('RULE_SET_UNSOUND two rules are named `narrower`');
  });

  test('that stands in another stream than its workspace’s', () => {
    const payload = newest(new World().found(), 'WorkspaceFounded');
    const world = new World();
    world.facts.rosters.set(named('roster-1'), rosterOf());
    world.facts.ruleSets.set(named('ruleset-1'), ruleSetOf());
    world.envelope('roster', named('roster-1'), ['rosa', 'sam']);
    world.envelope('ruleset', named('ruleset-1'), ['rosa', 'sam']);
    const event = forged(world, 'WorkspaceFounded', 'workspace/v', payload);
    expect(verdict(world, event)).toEqual([
      'EVENT_MALFORMED genesis of `w` does not belong in stream `workspace/v`',
    ]);
  });

  test('and before it nothing else happens', () => {
    const world = new World();
    const comment = { human: 'rex', comment: named('c') };
    const event = forged(world, 'ReviewCommented', 'candidate/x', comment, by('rex'));
    expect(verdict(world, event)).toEqual([
      'WORKSPACE_NOT_FOUNDED the workspace has not been founded',
    ]);
  });

  test('not when all is as it must be', () => {
    expect(founding({}, {})).toEqual([]);
  });
});

describe('a rule set is refused', () => {
  const proposed = (more: Partial<RuleSetV1>): readonly string[] => {
    const world = new World().found();
    adoptRoster(world, {});
    const document = named('ruleset-2');
    const previous = named('ruleset-1');
    world.facts.ruleSets.set(
      document,
      ruleSetOf({ number: 2, previous, rosterNumber: 2, ...more }),
    );
    const payload = { kind: 'ruleset', document, number: 2, previous } as const;
    return verdict(world, forged(world, 'GovernanceProposed', 'governance/g', payload, by('rosa')));
  };

  test.each<[string, Partial<RuleSetV1>, string]>([
    [
      'that stands on a former roster',
      { rosterNumber: 1 },
      'GOVERNANCE_CHAIN the rule set stands on roster `1`, in force is 2',
    ],
    [
      'that skips a number',
      { number: 3 },
      'GOVERNANCE_CHAIN number `3` was proposed where 2 is next',
    ],
    [
      'that follows another',
      { previous: named('x') },
      'GOVERNANCE_CHAIN the ruleset follows `sha256:x`, in force is `sha256:ruleset-1`',
    ],
    [
      'of another workspace',
      { workspace: 'v' },
      'GOVERNANCE_CHAIN the ruleset is of another workspace',
    ],
  ])('%s', (_, more, expected) => {
    expect(proposed(more)).toEqual([expected]);
  });

  test('not when it is the next one', () => {
    expect(proposed({})).toEqual([]);
  });
});

test('a proposal that was withdrawn is signed by nobody', () => {
  const world = new World().found();
  const document = named('roster-2');
  world.facts.rosters.set(document, rosterOf({ number: 2, previous: named('roster-1') }));
  const governance = world.do(human('rosa'), {
    type: 'proposeGovernance',
    kind: 'roster',
    document,
  });
  world.do(human('rosa'), { type: 'withdrawGovernance', governance, reason: named('r') });
  const envelope = world.envelope('roster', document, ['rosa']);
  const sign = { type: 'signGovernance', governance, credential: 'rosa-key', envelope } as const;
  const decided = world.try(human('rosa'), sign);
  expect(codes(decided)).toEqual(['WRONG_STATE']);
  expect(sentences(decided)).toEqual(['the proposal is withdrawn']);
});

test('an assignment of resources ends once', () => {
  const world = new Prepared();
  const [assigned] = [...world.state.resourceOwners.values()];
  const end = {
    type: 'removeResourceOwner',
    resourceOwner: assigned?.id ?? '',
    reason: named('r'),
  } as const;
  world.do(human('rex'), end);
  const again = world.try(human('rex'), end);
  expect(codes(again)).toEqual(['WRONG_STATE']);
  expect(sentences(again)).toEqual(['the resource owner is removed already']);
});
