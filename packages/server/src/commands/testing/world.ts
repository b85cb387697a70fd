import {
  type Actor,
  type Assurance,
  addSeconds,
  defaultAppetite,
  defaultRuleSet,
  type Id,
  type Instant,
  type Roster,
  type RuleSet,
  firstRuleSet as ruleSetV1,
} from '@countersign/domain';
import { analysisPool, DEFAULT_POOL } from '../../analysis-pool/analysis-pool.ts';
import { testStorage } from '../../postgres/testing.ts';
import type { Caller, Deps } from '../deps.ts';
import { factsCache } from '../facts-cache.ts';
import { foundWorkspace, reserveWorkspace } from '../found-workspace.ts';
import {
  governanceEnvelope,
  LONG_AGO,
  person,
  personInput,
  rosterHuman,
  type TestPerson,
} from './people.ts';

/** The people of every command test: each has one part to play. */
export const PEOPLE = {
  author: person(1, 'Ada Author', ['founder', 'developer']),
  backup: person(2, 'Ben Backup', ['founder']),
  owner: person(3, 'Olga Owner', ['founder', 'resource-owner']),
  security: person(4, 'Sam Security', ['security']),
  stranger: person(5, 'Sue Stranger', []),
} as const satisfies Record<string, TestPerson>;

export const STAGING = 'staging/aws/123456789012';
export const PRODUCTION = 'prod/aws/123456789012';

/** A server's insides on a real database, with a clock that tests move. */
export interface World {
  readonly deps: Deps;
  readonly workspace: Id;
  caller(who: TestPerson, key?: string): Caller;
  as(actor: Actor): Caller;
  /** Moves the clock. */
  advance(seconds: number): Instant;
  close(): Promise<void>;
}

let counter = 0;

/** UUIDv7-shaped, ascending. */
function newId(): Id {
  counter += 1;
  return `01990000-0000-7000-8000-${String(counter).padStart(12, '0')}`;
}

export interface WorldOptions {
  readonly assurance?: Partial<Record<keyof typeof PEOPLE, Assurance>>;
  /** RuleSet 1; without tiers unless told. */
  readonly ruleSet?: (workspace: Id) => RuleSet;
}

/** Founds a workspace whose quorum is author, backup and owner, two of three. */
export async function foundedWorld(options: WorldOptions = {}): Promise<World> {
  const storage = await testStorage();
  const analysis = analysisPool({ ...DEFAULT_POOL, workers: 1 });
  let now: Instant = '2026-01-01T00:00:00.000Z';
  const { store, keys, publisher } = storage;
  const parts = { store, keys, publisher, analysis, newId, now: () => now };
  const deps: Deps = { ...parts, passkeys: null, facts: factsCache() };
  const reserved = await reserveWorkspace(deps, { mode: 'founded' });
  const roster = firstRoster(reserved.workspace, reserved.serviceKeys, options.assurance ?? {});
  const ruleSet = (options.ruleSet ?? firstRuleSet)(reserved.workspace);
  const quorum = [PEOPLE.author, PEOPLE.owner];
  const founded = await foundWorkspace(deps, {
    workspace: reserved.workspace,
    roster: governanceEnvelope('roster', roster, quorum),
    ruleSet: governanceEnvelope('ruleset', ruleSet, quorum),
    persons: Object.values(PEOPLE).map(personInput),
  });
  if (!founded.ok) throw new Error(JSON.stringify(founded.refusals));
  const { workspace } = reserved;
  return {
    deps,
    workspace,
    caller: (who, key) => ({
      workspace,
      actor: { kind: 'human', id: who.human },
      idempotency: key === undefined ? null : { key, request: `sha256:${'0'.repeat(64)}` },
    }),
    as: (actor) => ({ workspace, actor, idempotency: null }),
    advance: (seconds) => {
      now = addSeconds(now, seconds);
      return now;
    },
    close: async () => {
      await analysis.close();
      await storage.close();
    },
  };
}

/** Roster 1 of a test workspace. */
export function firstRoster(
  workspace: Id,
  serviceKeys: Roster['serviceKeys'],
  assurance: Partial<Record<keyof typeof PEOPLE, Assurance>> = {},
): Roster {
  const entries = Object.entries(PEOPLE) as [keyof typeof PEOPLE, TestPerson][];
  return {
    kind: 'roster',
    v: 1,
    workspace,
    mode: 'founded',
    number: 1,
    previous: null,
    quorum: {
      threshold: 2,
      humans: [PEOPLE.author, PEOPLE.backup, PEOPLE.owner].map(({ human }) => human),
    },
    humans: entries.map(([name, one]) => rosterHuman(one, { assurance: assurance[name] ?? 'ssh' })),
    groups: [],
    serviceKeys,
  };
}

/** The default rules over a staging and a production environment, without tiers: what was founded before there were. */
export function firstRuleSet(workspace: Id): RuleSet {
  return ruleSetV1(workspace, ENVIRONMENTS);
}

/** The same with the shipped tiers, and the appetite that the risk owner accepts. */
export function tieredRuleSet(workspace: Id): RuleSet {
  const appetite = defaultAppetite(ENVIRONMENTS, { by: PEOPLE.owner.human, since: LONG_AGO });
  return defaultRuleSet(workspace, ENVIRONMENTS, appetite);
}

const common = { onLapse: 'keep' as const, maxValiditySeconds: 15_552_000 };
const ENVIRONMENTS = [
  { ...common, name: STAGING, class: 'staging', minimumAssurance: 'ssh' as const },
  {
    ...common,
    name: PRODUCTION,
    class: 'production',
    minimumAssurance: 'ssh-sk-verified' as const,
  },
];
