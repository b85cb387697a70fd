import type { Roster } from '@countersign/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { governanceView, rosterView } from '../queries/governance-views.ts';
import { foundWorkspace, reserveWorkspace } from './found-workspace.ts';
import { proposeGovernance } from './propose-governance.ts';
import { governanceEnvelope, person, personInput, rosterHuman } from './testing/people.ts';
import { codesOf, must } from './testing/steps.ts';
import {
  firstRoster,
  firstRuleSet,
  foundedWorld,
  PEOPLE,
  STAGING,
  type World,
} from './testing/world.ts';

let world: World;

beforeAll(async () => {
  world = await foundedWorld();
});

afterAll(() => world.close());

async function nextRoster(): Promise<Roster> {
  const current = await rosterView(world.deps, world.workspace);
  if (current === undefined) throw new Error('no roster');
  return { ...current.document, number: 2, previous: current.digest } as Roster;
}

test.each(['Olga Owner', 'olga  OWNER ', 'Olga\u3000Owner'])(
  'a roster with a second human called `%s` is refused: people are told apart by name',
  async (name) => {
    const double = person(9, name, []);
    const next = await nextRoster();
    const propose = (humans: Roster['humans']) =>
      proposeGovernance(world.deps, world.caller(PEOPLE.author), {
        kind: 'roster',
        document: { ...next, humans },
        persons: [personInput(double)],
      });
    expect(await propose([...next.humans, rosterHuman(double)])).toEqual({
      ok: false,
      refusals: [
        {
          code: 'DOUBLE_NAME',
          message: `\`${double.human}\` would be named \`${name}\` as \`${PEOPLE.owner.human}\` is`,
          details: { humans: [PEOPLE.owner.human, double.human] },
        },
      ],
    });
    const until = world.deps.now();
    const left = next.humans.map((one) =>
      one.id === PEOPLE.owner.human ? { ...one, until } : one,
    );
    expect(codesOf(await propose([...left, rosterHuman(double)]))).not.toContain('DOUBLE_NAME');
  },
);

test('nor is a workspace founded with one name twice', async () => {
  const { workspace, serviceKeys } = await reserveWorkspace(world.deps, { mode: 'founded' });
  const double = person(9, PEOPLE.owner.name, []);
  const first = firstRoster(workspace, serviceKeys);
  const roster = { ...first, humans: [...first.humans, rosterHuman(double)] };
  const signers = [PEOPLE.author, PEOPLE.owner];
  const founded = await foundWorkspace(world.deps, {
    workspace,
    roster: governanceEnvelope('roster', roster, signers),
    ruleSet: governanceEnvelope('ruleset', firstRuleSet(workspace), signers),
    persons: [...Object.values(PEOPLE), double].map(personInput),
  });
  expect(codesOf(founded)).toEqual(['DOUBLE_NAME']);
});

test('an `accepts` that no environment of the rules matches is a warning in the answer', async () => {
  const next = await nextRoster();
  const accepts = ['prodd/*', STAGING, '*'].map((environment) => ({
    environment,
    upTo: 'T1' as const,
    until: null,
  }));
  const humans = next.humans.map((one) => ({ ...one, accepts }));
  const { id } = must(
    await proposeGovernance(world.deps, world.caller(PEOPLE.author), {
      kind: 'roster',
      document: { ...next, humans },
      persons: [],
    }),
  );
  const view = await governanceView(world.deps, world.workspace, id);
  expect(view?.lint.filter(({ code }) => code === 'UNKNOWN_ENVIRONMENT')).toEqual([
    {
      code: 'UNKNOWN_ENVIRONMENT',
      severity: 'warning',
      rule: null,
      message: '`prodd/*` in `accepts` is no environment of the rule set',
    },
  ]);
});
