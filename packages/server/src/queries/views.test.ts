import * as api from '@countersign/api';
import type { Id } from '@countersign/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createToken } from '../commands/create-token.ts';
import { proposeGovernance } from '../commands/propose-governance.ts';
import { releaseCandidate } from '../commands/release-candidate.ts';
import { reviewCandidate } from '../commands/review-candidate.ts';
import {
  approved,
  drafted,
  must,
  OTHER,
  type Surroundings,
  submit,
  surroundings,
  viewOf,
} from '../commands/testing/steps.ts';
import {
  foundedWorld,
  PEOPLE,
  PRODUCTION,
  STAGING,
  type World,
} from '../commands/testing/world.ts';
import { listCandidates } from './candidate-list.ts';
import { governanceView, listGovernance, rosterView, ruleSetView } from './governance-views.ts';
import * as inventory from './inventory-views.ts';
import { entryProof, indexOfEvent, listEntries } from './log-queries.ts';
import { policyHistory } from './policy-history.ts';
import { listReleases } from './release-views.ts';
import { previewCandidate } from './simulate-rules.ts';
import { listTokens } from './token-views.ts';
import { validateRules } from './validate-rules.ts';
import { whoami } from './whoami.ts';

let world: World;
let around: Surroundings;
let released: string;

beforeAll(async () => {
  world = await foundedWorld();
  around = await surroundings(world);
  const candidate = await approved(world, around);
  const answer = await releaseCandidate(world.deps, world.caller(PEOPLE.author), { candidate });
  released = must(answer).id;
});

afterAll(() => world.close());

test('a candidate fits its schema in every state, with the names of everyone in it', async () => {
  const candidate = await drafted(world, around, OTHER);
  const isView = async () => {
    const view = await viewOf(world, candidate);
    expect(api.candidateView.parse(view)).toEqual(view);
    return view;
  };
  expect((await isView()).verification?.checks.map(({ name }) => name)).toContain('parses');
  must(await submit(world, candidate));
  const caller = world.caller(PEOPLE.security);
  must(
    await reviewCandidate(world.deps, caller, { candidate, decision: 'comment', reason: 'why?' }),
  );
  const view = await isView();
  expect(view.people).toMatchObject({
    [PEOPLE.author.human]: 'Ada Author',
    [PEOPLE.security.human]: 'Sam Security',
  });
  expect(view.reviews).toMatchObject([{ kind: 'comment', reason: 'why?', name: 'Sam Security' }]);
});

test('lists fit their schemas, page by cursor and filter by what they are asked for', async () => {
  const { deps, workspace } = world;
  const page = { limit: 50 };
  const candidates = await listCandidates(deps, workspace, page);
  for (const item of candidates.items) expect(api.candidateItem.parse(item)).toEqual(item);
  const first = await listCandidates(deps, workspace, { limit: 1 });
  const second = await listCandidates(deps, workspace, { limit: 1, cursor: first.next ?? '' });
  expect([...first.items, ...second.items]).toEqual(candidates.items.slice(0, 2));
  const inState = await listCandidates(deps, workspace, { ...page, state: 'released' });
  expect(inState.items.map(({ state }) => state)).toEqual(['released']);
  const serving = (requirement: Id) => listCandidates(deps, workspace, { ...page, requirement });
  expect((await serving(around.requirement)).items).toEqual(candidates.items);
  expect((await serving(around.policy)).items).toEqual([]);
  expect(
    (await inventory.listNhis(deps, workspace, { ...page, environment: PRODUCTION })).items,
  ).toEqual([]);
  const nhis = await inventory.listNhis(deps, workspace, { ...page, environment: STAGING });
  for (const item of nhis.items) expect(api.nhiView.parse(item)).toEqual(item);
  for (const item of (await inventory.listResourceOwners(deps, workspace, page)).items) {
    expect(api.resourceOwnerView.parse(item)).toEqual(item);
  }
  for (const item of (await inventory.listRequirements(deps, workspace, page)).items) {
    expect(api.requirementView.parse(item)).toEqual(item);
    expect(item.purpose).toBe('read invoices to answer customers');
  }
});

test('a released policy shows its number, its text and its history, newest first', async () => {
  const { deps, workspace } = world;
  const policies = await inventory.listPolicies(deps, workspace, { limit: 50 });
  for (const item of policies.items) expect(api.policyView.parse(item)).toEqual(item);
  expect(policies.items[0]).toMatchObject({
    state: 'in-force',
    number: 1,
    release: released,
    name: 'invoices',
  });
  const history = await policyHistory(deps, workspace, around.policy);
  expect(api.policyHistory.parse(history)).toEqual(history);
  expect(history?.items).toMatchObject([
    { number: 1, release: released },
    { number: null, release: null },
  ]);
});

test('releases are found by policy and by environment', async () => {
  const { deps, workspace } = world;
  const ofPolicy = await listReleases(deps, workspace, { limit: 5, policy: around.policy });
  for (const item of ofPolicy.items) expect(api.releaseView.parse(item)).toEqual(item);
  expect(ofPolicy.items.map(({ id }) => id)).toEqual([released]);
  const there = await listReleases(deps, workspace, { limit: 5, environment: PRODUCTION });
  expect(there.items).toEqual([]);
});

test('roster, rules and proposals fit their schemas', async () => {
  const { deps, workspace } = world;
  const roster = await rosterView(deps, workspace);
  expect(api.rosterView.parse(roster)).toEqual(roster);
  const ruleSet = await ruleSetView(deps, workspace);
  expect(api.ruleSetView.parse(ruleSet)).toEqual(ruleSet);
  const document = { ...ruleSet?.document, number: 2, previous: ruleSet?.digest };
  const caller = world.caller(PEOPLE.author);
  const { id } = must(
    await proposeGovernance(deps, caller, { kind: 'ruleset', document, persons: [] }),
  );
  const proposal = await governanceView(deps, workspace, id);
  expect(api.governanceView.parse(proposal)).toEqual(proposal);
  expect((await listGovernance(deps, workspace, { limit: 5 })).items).toEqual([proposal]);
});

test('a rule that nobody can meet is found by the lint, an unknown field by the parser', async () => {
  const { deps, workspace } = world;
  const ruleSet = (await ruleSetView(deps, workspace))?.document;
  const valid = must(await validateRules(deps, workspace, ruleSet));
  expect(api.rulesFindings.parse(valid)).toMatchObject({ valid: true });
  const rule = { ...ruleSet?.rules[0], requires: { from: { role: 'nobody' }, approve: 1 } };
  const unmet = must(await validateRules(deps, workspace, { ...ruleSet, rules: [rule] }));
  const codes = unmet.findings.map(({ code }) => code);
  expect(codes).toEqual(expect.arrayContaining(['UNKNOWN_ROLE']));
  const twice = { ...ruleSet, rules: [rule, rule] };
  expect(must(await validateRules(deps, workspace, twice)).valid).toBe(false);
  const unknown = must(await validateRules(deps, workspace, { ...ruleSet, surprise: 1 }));
  expect(unknown.findings).toMatchObject([{ code: 'UNKNOWN_FIELD' }]);
});

test('a preview fits its schema', async () => {
  const candidate = await drafted(world, around, OTHER);
  const preview = must(await previewCandidate(world.deps, world.workspace, candidate));
  expect(api.simulation.parse(preview)).toEqual(preview);
});

test('who is signed in is told with roles, a token with its name alone', async () => {
  const { deps, workspace } = world;
  const human = await whoami(deps, workspace, { kind: 'human', id: PEOPLE.security.human });
  expect(api.whoami.parse(human)).toMatchObject({ name: 'Sam Security', roles: ['security'] });
  const input = { kind: 'agent', name: 'drafting bot', ttlSeconds: 60 } as const;
  const { id } = must(await createToken(deps, world.caller(PEOPLE.author), input));
  expect(await whoami(deps, workspace, { kind: 'agent', id })).toMatchObject({
    name: 'drafting bot',
    roles: [],
  });
  const [token] = (await listTokens(deps, workspace, { limit: 1 })).items;
  expect(api.tokenView.parse(token)).toMatchObject({
    id,
    state: 'active',
    sponsor: PEOPLE.author.human,
  });
  world.advance(61);
  expect((await listTokens(deps, workspace, { limit: 1 })).items[0]).toMatchObject({
    state: 'expired',
  });
});

test('entries page in order, and each event is found at its index behind the second entries of releases', async () => {
  const { deps, workspace } = world;
  const size = await deps.store.log.size(workspace);
  const seen: number[] = [];
  let after: number | undefined;
  for (let next: string | null = ''; next !== null; ) {
    const page = await listEntries(deps, workspace, {
      limit: 7,
      ...(after === undefined ? {} : { after }),
    });
    for (const item of page.items) expect(api.entryView.parse(item)).toEqual(item);
    seen.push(...page.items.map(({ index }) => index));
    next = page.next;
    after = next === null ? undefined : Number(next);
  }
  expect(seen).toEqual(Array.from({ length: size }, (_, index) => index));
  const entries = await deps.store.log.entries(workspace, 0, size);
  for (const { index, kind, seq } of entries) {
    if (kind === 'event') expect(await indexOfEvent(deps.store.log, workspace, seq)).toBe(index);
  }
});

test('a proof of an entry that does not exist is refused', async () => {
  expect(await entryProof(world.deps, world.workspace, 1_000_000)).toEqual({
    ok: false,
    refusals: [{ code: 'UNKNOWN_ENTRY', message: 'the log has no entry `1000000`' }],
  });
  expect(must(await entryProof(world.deps, world.workspace, 0))).toMatch(
    /^c2sp.org\/tlog-proof@v1\nindex 0\n/,
  );
});
