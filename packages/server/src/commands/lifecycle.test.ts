import type { Roster, RuleSet } from '@countersign/domain';
import {
  digestOf,
  envelopeBytes,
  PREDICATES,
  parseEnvelope,
  parseFreshness,
  parseStatement,
} from '@countersign/evidence';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AnalysisPool, analysisPool, DEFAULT_POOL } from '../analysis-pool/analysis-pool.ts';
import { governanceView, rosterView, ruleSetView } from '../queries/governance-views.ts';
import { releaseView } from '../queries/release-views.ts';
import { previewCandidate, simulateRules } from '../queries/simulate-rules.ts';
import { draftCandidate } from './draft-candidate.ts';
import { issueFreshness } from './issue-freshness.ts';
import { proposeGovernance } from './propose-governance.ts';
import { releaseCandidate } from './release-candidate.ts';
import { revokeRelease } from './revoke-release.ts';
import { signGovernance } from './sign-governance.ts';
import { sweepDeadlines } from './sweep-deadlines.ts';
import { governanceEnvelope } from './testing/people.ts';
import {
  approve,
  approved,
  codesOf,
  drafted,
  must,
  OTHER,
  policyText,
  type Surroundings,
  submit,
  surroundings,
  viewOf,
} from './testing/steps.ts';
import { foundedWorld, PEOPLE, type World } from './testing/world.ts';

let world: World;
let around: Surroundings;

beforeAll(async () => {
  world = await foundedWorld();
});

beforeEach(async () => {
  around = await surroundings(world);
});

afterAll(() => world.close());

const release = (candidate: string, key?: string) =>
  releaseCandidate(world.deps, world.caller(PEOPLE.author, key), { candidate });

async function released(): Promise<string> {
  return must(await release(await approved(world, around))).id;
}

test('a release moves the base: what was approved against the old one is verified again, approvals void', async () => {
  const first = await approved(world, around);
  const second = await approved(world, around, OTHER);
  const before = await viewOf(world, second);
  must(await release(first));
  const after = await viewOf(world, second);
  expect(after.from).toBe((await viewOf(world, first)).to);
  expect(after.from).not.toBe(before.from);
  expect(after.submission).toBeNull();
  expect(after.reviews.map((review) => review.void)).toEqual(['base-moved', 'base-moved']);
  expect(codesOf(await release(second))).toEqual(['NOT_APPROVED']);
});

test('of two releases of one policy at once one is issued, and the next one has the next number', async () => {
  const pair = [await approved(world, around), await approved(world, around, OTHER)];
  const answers = await Promise.all(pair.map((candidate) => release(candidate)));
  const issued = answers.filter((answer) => answer.ok);
  expect(issued).toHaveLength(1);
  const id = must(answers.find((answer) => answer.ok) ?? { ok: false, refusals: [] }).id;
  expect(await releaseView(world.deps, world.workspace, id)).toMatchObject({ number: 1 });
  const last = policyText(['s3:GetObject'], 'arn:aws:s3:::invoices/2026/*');
  const next = await drafted(world, around, last);
  expect((await viewOf(world, next)).verdict).toBe('narrower');
});

test('releases of many policies at once are all issued', async () => {
  const candidates: string[] = [];
  for (let n = 0; n < 3; n += 1) candidates.push(await approved(world, await surroundings(world)));
  const answers = await Promise.all(candidates.map((candidate) => release(candidate)));
  expect(answers.map((answer) => codesOf(answer))).toEqual([[], [], []]);
});

test('a release asked for twice with one key is issued once', async () => {
  const candidate = await approved(world, around);
  const first = await release(candidate, 'release-1');
  const second = await release(candidate, 'release-1');
  expect(must(second)).toEqual(must(first));
  expect(second).toMatchObject({ replayed: true });
});

test('freshness names the current release for as long as asked, and is withheld once it is revoked', async () => {
  const id = await released();
  const envelope = must(await issueFreshness(world.deps, world, { release: id, ttlSeconds: 1 }));
  const { payload } = must(parseEnvelope(envelopeBytes(envelope)));
  const { predicate } = must(parseStatement(payload, PREDICATES.freshness));
  const fresh = must(parseFreshness(predicate));
  expect(Date.parse(fresh.expiresAt) - Date.parse(fresh.issuedAt)).toBe(1000);
  for (const ttlSeconds of [0, 86_401, 1.5]) {
    expect(await issueFreshness(world.deps, world, { release: id, ttlSeconds })).toMatchObject({
      ok: false,
      refusals: [{ code: 'VALIDITY_TOO_LONG' }],
    });
  }
  must(
    await revokeRelease(world.deps, world.caller(PEOPLE.security), {
      release: id,
      reason: 'leaked',
    }),
  );
  expect(await issueFreshness(world.deps, world, { release: id, ttlSeconds: 60 })).toEqual({
    ok: false,
    refusals: [
      {
        code: 'FRESHNESS_WITHHELD',
        message: `no freshness for release \`${id}\`: it is revoked`,
        details: { state: 'revoked' },
      },
    ],
  });
});

test('a superseded release gets no freshness', async () => {
  const first = await released();
  must(await release(await approved(world, around, OTHER)));
  expect(await issueFreshness(world.deps, world, { release: first, ttlSeconds: 60 })).toMatchObject(
    {
      ok: false,
      refusals: [{ code: 'FRESHNESS_WITHHELD', details: { state: 'superseded' } }],
    },
  );
});

test('what time has ended is recorded by the system, once', async () => {
  const id = await released();
  const waiting = await drafted(world, around, OTHER);
  must(await submit(world, waiting));
  expect(await sweepDeadlines(world.deps, world.workspace)).toEqual({ expired: 0, lapsed: 0 });
  world.advance(40 * 86_400);
  const swept = await sweepDeadlines(world.deps, world.workspace);
  expect(swept.lapsed).toBeGreaterThan(0);
  expect(swept.expired).toBeGreaterThan(0);
  expect(await releaseView(world.deps, world.workspace, id)).toMatchObject({ state: 'lapsed' });
  expect(await viewOf(world, waiting)).toMatchObject({ state: 'expired' });
  expect(await sweepDeadlines(world.deps, world.workspace)).toEqual({ expired: 0, lapsed: 0 });
});

test('a preview names who can approve and who cannot and why, before submission', async () => {
  const candidate = await drafted(world, around);
  const { ruleTree, lines } = must(await previewCandidate(world.deps, world.workspace, candidate));
  expect(ruleTree.status).toBe('unsatisfied');
  expect(lines).toContain('Olga Owner can approve as resource-owner');
  expect(lines).toContain('Sam Security can approve as security');
  expect(lines.find((line) => line.startsWith('Ada Author cannot approve'))).toMatch(/author/);
  expect(lines.find((line) => line.startsWith('Ben Backup cannot approve'))).toMatch(
    /owner of the identity/,
  );
});

test('a simulation says what would be if these people approved, and stores nothing', async () => {
  const candidate = await drafted(world, around);
  must(await submit(world, candidate));
  const size = await world.deps.store.log.size(world.workspace);
  const people = [PEOPLE.owner.human, PEOPLE.security.human];
  const what = (approvers: string[]) =>
    simulateRules(world.deps, world.workspace, { candidate, approve: approvers });
  expect(must(await what(people.slice(0, 1))).ruleTree.status).toBe('unsatisfied');
  expect(must(await what(people)).ruleTree.status).toBe('satisfied');
  expect(await world.deps.store.log.size(world.workspace)).toBe(size);
  expect((await viewOf(world, candidate)).ruleTree?.status).toBe('unsatisfied');
});

test('a rule set is adopted by its quorum, and what was submitted under the old one is returned', async () => {
  const candidate = await drafted(world, around);
  must(await submit(world, candidate));
  must(await approve(world, candidate, PEOPLE.owner, 'resource-owner'));
  const current = await ruleSetView(world.deps, world.workspace);
  if (current === undefined) throw new Error('no rule set');
  const next = { ...current.document, number: 2, previous: current.digest, reviewTtlSeconds: 3600 };
  const { id } = must(
    await proposeGovernance(world.deps, world.caller(PEOPLE.author), {
      kind: 'ruleset',
      document: next,
      persons: [],
    }),
  );
  await sign(id, next, PEOPLE.author);
  expect(await governanceView(world.deps, world.workspace, id)).toMatchObject({
    state: 'open',
    missing: [PEOPLE.backup.human, PEOPLE.owner.human],
  });
  await sign(id, next, PEOPLE.owner);
  expect(await governanceView(world.deps, world.workspace, id)).toMatchObject({ state: 'adopted' });
  expect(await ruleSetView(world.deps, world.workspace)).toMatchObject({
    number: 2,
    digest: digestOf(next),
  });
  const view = await viewOf(world, candidate);
  expect(view).toMatchObject({ state: 'verified', submission: null });
  expect(view.reviews).toMatchObject([{ void: 'rule-set-moved' }]);
});

test('a signature by somebody outside the quorum does not count', async () => {
  const current = await rosterView(world.deps, world.workspace);
  if (current === undefined) throw new Error('no roster');
  const next = { ...current.document, number: 2, previous: current.digest } as Roster;
  const { id } = must(
    await proposeGovernance(world.deps, world.caller(PEOPLE.author), {
      kind: 'roster',
      document: { ...next },
      persons: [],
    }),
  );
  const envelope = governanceEnvelope('roster', next, [PEOPLE.security]);
  const refused = await signGovernance(world.deps, world.caller(PEOPLE.security), {
    governance: id,
    envelope,
  });
  expect(codesOf(refused)).toContain('NOT_IN_QUORUM');
});

async function sign(
  governance: string,
  document: object,
  by: (typeof PEOPLE)['author' | 'owner'],
): Promise<void> {
  const kind = (document as RuleSet | Roster).kind;
  const envelope = governanceEnvelope(kind, document, [by]);
  must(await signGovernance(world.deps, world.caller(by), { governance, envelope }));
}

test('a name that the roster does not commit to is refused', async () => {
  const current = await rosterView(world.deps, world.workspace);
  if (current === undefined) throw new Error('no roster');
  const next = { ...current.document, number: 2, previous: current.digest };
  const persons = [{ human: PEOPLE.owner.human, name: 'Somebody Else', salt: '03'.repeat(16) }];
  const refused = await proposeGovernance(world.deps, world.caller(PEOPLE.author), {
    kind: 'roster',
    document: next,
    persons,
  });
  expect(refused).toEqual({
    ok: false,
    refusals: [
      {
        code: 'PERSON_MISMATCH',
        message: `the name given for \`${PEOPLE.owner.human}\` is not the one its roster entry commits to`,
        details: { human: PEOPLE.owner.human },
      },
    ],
  });
});

test('a proof that wall time ended is made up for by the sweep, once even when two sweep at once', async () => {
  const hung = analysisPool({ ...DEFAULT_POOL, wallMilliseconds: 0 });
  const slow = { ...world, deps: { ...world.deps, analysis: hung } };
  const refused = await draftCandidate(slow.deps, world.caller(PEOPLE.author), {
    ...around,
    text: OTHER,
  });
  expect(codesOf(refused)).toEqual(['ANALYSIS_UNAVAILABLE']);
  await hung.close();
  const candidate = await drafted(
    { ...world, deps: { ...world.deps, analysis: onlyParsing() } },
    around,
  );
  const ended = { ...world, deps: { ...world.deps, analysis: onlyParsing() } };
  expect(await viewOf(ended, candidate)).toMatchObject({
    state: 'drafting',
    verification: null,
    note: 'the proof was ended by its time limit: nothing is proved of this revision',
  });
  expect(codesOf(await submit(world, candidate))).toContain('WRONG_STATE');
  const sweeps = [1, 2].map(() => sweepDeadlines(world.deps, world.workspace));
  await Promise.all(sweeps);
  const events = await world.deps.store.events(world.workspace, {
    stream: `candidate/${candidate}`,
  });
  expect(events.map(({ type }) => type)).toEqual(['CandidateDrafted', 'CandidateVerified']);
  const verified = await viewOf(ended, candidate);
  expect([verified.state, verified.note]).toEqual(['verified', undefined]);
});

/** A pool whose proofs are all ended by wall time. */
function onlyParsing(): AnalysisPool {
  return {
    run: (job) =>
      job.kind === 'verify'
        ? Promise.resolve({ ok: false, why: 'out-of-time', message: 'ended' })
        : world.deps.analysis.run(job),
    wasEnded: ({ kind }) => kind === 'verify',
    close: () => Promise.resolve(),
  };
}
