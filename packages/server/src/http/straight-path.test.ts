import type { Answer, CandidateView, Client } from '@countersign/api';
import { addSeconds } from '@countersign/domain';
import { digestOf, openCheckpoint, verifierKey } from '@countersign/evidence';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  approvalEnvelope,
  governanceEnvelope,
  type TestPerson,
} from '../commands/testing/people.ts';
import { approvalOf, READ_AND_LIST, surroundings } from '../commands/testing/steps.ts';
import { PEOPLE } from '../commands/testing/world.ts';
import { type Served, served } from './testing/served.ts';

let world: Served;
let author: Client;
let owner: Client;
let security: Client;
let candidate: CandidateView;
let release: string;

beforeAll(async () => {
  world = await served();
  author = world.client(await world.signIn(PEOPLE.author));
  owner = world.client(await world.signIn(PEOPLE.owner));
  security = world.client(await world.signIn(PEOPLE.security));
});
afterAll(() => world.close());

function must<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem, null, 1));
  return answer.value;
}

async function approve(client: Client, by: TestPerson, role: string): Promise<CandidateView> {
  const params = { id: candidate.id };
  const view = must(await client.getCandidate({ params }));
  const { payloadType, payload, signatures } = approvalEnvelope(
    approvalOf(world, view, by, role),
    by,
  );
  const envelope = { payloadType, payload, signatures: signatures.map((one) => ({ ...one })) };
  const reason = { text: 'looks right', salt: Buffer.from(by.salt).toString('hex') };
  return must(await client.approveCandidate({ params, body: { envelope, reason } }));
}

test('a draft is answered verified, with its Summary and what a submission would ask for', async () => {
  const { policy, requirement } = await surroundings(world);
  candidate = must(
    await author.draftCandidate({ body: { policy, requirement, text: READ_AND_LIST } }),
  );
  expect(candidate).toMatchObject({ state: 'verified', verdict: 'broader', tier: 'T3' });
  expect(digestOf(candidate.summary)).toBe(candidate.presented);
  const params = { id: candidate.id };
  const preview = must(await author.previewCandidate({ params }));
  expect(preview.ruleTree.status).toBe('unsatisfied');
});

test('reviews by two people under the rule approve it, and the view says who counts', async () => {
  const params = { id: candidate.id };
  const until = addSeconds(world.deps.now(), 30 * 86_400);
  must(await author.submitCandidate({ params, body: { validUntil: until, recertifyBy: until } }));
  must(
    await owner.reviewCandidate({ params, body: { decision: 'comment', reason: 'why versions' } }),
  );
  const first = await approve(owner, PEOPLE.owner, 'resource-owner');
  expect([first.state, first.ruleTree?.status]).toEqual(['in-review', 'unsatisfied']);
  const body = { candidate: candidate.id, approve: [PEOPLE.security.human] };
  expect(must(await author.simulateRules({ body })).ruleTree.status).toBe('satisfied');
  const second = await approve(security, PEOPLE.security, 'security');
  expect([second.state, second.ruleTree?.status]).toEqual(['approved', 'satisfied']);
  expect(second.reviews.map(({ kind, name, reason }) => [kind, name, reason])).toEqual([
    ['comment', 'Olga Owner', 'why versions'],
    ['approve', 'Olga Owner', 'looks right'],
    ['approve', 'Sam Security', 'looks right'],
  ]);
});

test('a release is answered once a signed checkpoint covers it, with bundle, freshness and proof', async () => {
  const released = must(await author.releaseCandidate({ params: { id: candidate.id } }));
  release = released.id;
  const params = { id: release };
  expect(released).toMatchObject({ number: 1, state: 'in-force', basis: 'approvals' });
  expect(must(await author.getReleaseBundle({ params })).length % 512).toBe(0);
  const { envelope } = must(await author.issueFreshness({ params, body: { ttlSeconds: 1 } }));
  expect(envelope.signatures).toHaveLength(1);
  const entries = must(await author.listEntries({ query: { limit: 1000 } }));
  expect(entries.items.map(({ index }) => index)).toEqual(entries.items.map((_, index) => index));
  expect(released.checkpoint.size).toBe(entries.items.length);
  const proof = must(await author.getEntryProof({ params: { index: entries.items.length - 1 } }));
  expect(proof).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
});

test('anyone checks the checkpoint, and readers fetch the tiles it covers', async () => {
  const { workspace } = world;
  const text = must(await world.client().getCheckpoint({ params: { workspace } }));
  const { document } = must(await author.getRoster());
  const logKey = document.serviceKeys.find(({ use }) => use === 'log')?.publicKey ?? '';
  const vkey = verifierKey(`countersign/${workspace}`, Buffer.from(logKey, 'base64'));
  const opened = openCheckpoint(text, vkey);
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusals));
  const { size } = opened.value;
  const tile = must(await author.getTile({ params: { workspace, '*': `0/000.p/${size}` } }));
  expect(tile).toHaveLength(size * 32);
  must(await author.getTile({ params: { workspace, '*': `entries/000.p/${size}` } }));
  const beyond = await author.getTile({ params: { workspace, '*': `0/000.p/${size + 1}` } });
  expect(beyond.ok || beyond.problem.code).toBe('UNKNOWN_TILE');
});

test('every list and view answers what its schema says', async () => {
  const answers: Answer<unknown>[] = [
    await author.listCandidates({ query: { state: 'released' } }),
    await author.listReleases({ query: { policy: candidate.policy.id } }),
    await author.getRelease({ params: { id: release } }),
    await author.getPolicy({ params: { id: candidate.policy.id } }),
    await author.getPolicyHistory({ params: { id: candidate.policy.id } }),
    await author.getRequirement({ params: { id: candidate.requirement.id } }),
    await author.getNhi({ params: { id: candidate.nhi.id } }),
    await author.listNhis(),
    await author.listPolicies(),
    await author.listRequirements(),
    await author.listResourceOwners(),
    await author.listTokens(),
    await author.getRuleSet(),
    await author.getDocument({ params: { digest: candidate.to } }),
    await author.exportAudit(),
  ];
  expect(answers.flatMap((answer) => (answer.ok ? [] : [answer.problem]))).toEqual([]);
});

test('the rules change by a proposal that the quorum signs', async () => {
  const { digest, document } = must(await author.getRuleSet());
  const next = { ...document, number: 2, previous: digest, reviewTtlSeconds: 604_800 };
  expect(must(await author.validateRules({ body: { ruleSet: next } })).valid).toBe(true);
  const proposed = must(
    await author.proposeGovernance({ body: { kind: 'ruleset', document: next } }),
  );
  expect([proposed.state, proposed.missing.length]).toEqual(['open', 3]);
  const params = { id: proposed.id };
  const sign = async (client: Client, by: TestPerson) => {
    const { payloadType, payload, signatures } = governanceEnvelope('ruleset', next, [by]);
    const envelope = { payloadType, payload, signatures: signatures.map((one) => ({ ...one })) };
    return must(await client.signGovernance({ params, body: { envelope } })).state;
  };
  expect(await sign(author, PEOPLE.author)).toBe('open');
  expect(await sign(owner, PEOPLE.owner)).toBe('adopted');
  expect(must(await author.listGovernance()).items).toHaveLength(1);
});

test('a revoked release gets no freshness any more', async () => {
  const params = { id: release };
  const revoked = must(await owner.revokeRelease({ params, body: { reason: 'not needed' } }));
  expect(revoked.state).toBe('revoked');
  const fresh = await author.issueFreshness({ params });
  expect(fresh.ok || [fresh.problem.status, fresh.problem.code]).toEqual([
    409,
    'FRESHNESS_WITHHELD',
  ]);
  const bundle = await author.getReleaseBundle({ params, query: {} });
  expect(bundle.ok || [bundle.problem.status, bundle.problem.code, bundle.problem.detail]).toEqual([
    409,
    'RELEASE_NOT_CURRENT',
    'the release is revoked: no gate is to pass it; its bundle is kept, ask with `any=true`',
  ]);
  const kept = must(await author.getReleaseBundle({ params, query: { any: 'true' } }));
  expect(kept.length % 512).toBe(0);
});
