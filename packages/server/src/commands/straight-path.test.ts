import { type GateVerdict, verifyBundle, verifyExport } from '@countersign/assurance';
import { addSeconds } from '@countersign/domain';
import {
  bundlePathFaults,
  digest,
  fromBase64,
  type GateState,
  parseManifest,
  type TrustPolicy,
  verifierKey,
} from '@countersign/evidence';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditExport } from '../queries/audit-export.ts';
import { governanceView, rosterView, ruleSetView } from '../queries/governance-views.ts';
import { releaseBundle } from '../queries/release-bundle.ts';
import { listReleases } from '../queries/release-views.ts';
import { proposeGovernance } from './propose-governance.ts';
import { releaseCandidate } from './release-candidate.ts';
import { signGovernance } from './sign-governance.ts';
import { governanceEnvelope } from './testing/people.ts';
import { readTar } from './testing/read-tar.ts';
import { approve, approved, drafted, must, submit, surroundings, viewOf } from './testing/steps.ts';
import { foundedWorld, PEOPLE, PRODUCTION, STAGING, type World } from './testing/world.ts';

let world: World;

beforeAll(async () => {
  world = await foundedWorld();
});

afterAll(() => world.close());

test('a need becomes a release by a draft that was proved and two humans who signed', async () => {
  const around = await surroundings(world);
  const candidate = await drafted(world, around);
  expect(await viewOf(world, candidate)).toMatchObject({
    state: 'verified',
    verdict: 'broader',
    tier: 'T3',
  });
  must(await submit(world, candidate));
  must(await approve(world, candidate, PEOPLE.owner, 'resource-owner'));
  expect(await viewOf(world, candidate)).toMatchObject({ state: 'in-review' });
  must(await approve(world, candidate, PEOPLE.security, 'security'));
  expect(await viewOf(world, candidate)).toMatchObject({ state: 'approved' });
  const released = await releaseCandidate(world.deps, world.caller(PEOPLE.author), { candidate });
  expect(must(released).id).toBeDefined();
});

test('what was released is exported, and the audit finds every decision legitimate', async () => {
  const files = await readTar(must(await auditExport(world.deps, world.workspace)));
  const report = verifyExport({ files, known: null });
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ ok: true, releases: 1, erased: 0, completeness: 'not-shown' });
});

test('the bundle holds the closed list of files, and the manifest names each with its digest', async () => {
  const [release] = (await listReleases(world.deps, world.workspace, { limit: 10 })).items;
  const files = await readTar(
    must(await releaseBundle(world.deps, world.workspace, release?.id ?? '')),
  );
  const manifest = must(parseManifest(files.get('manifest.json') ?? new Uint8Array()));
  expect([...files.keys()].toSorted()).toEqual(
    [...manifest.files.map(({ path }) => path), 'freshness.dsse', 'manifest.json'].toSorted(),
  );
  for (const { path, sha256 } of manifest.files) {
    expect(digest(files.get(path) ?? new Uint8Array())).toBe(`sha256:${sha256}`);
  }
  expect(bundlePathFaults(files)).toEqual([]);
});

test('a gate that pins the first versions passes the bundle where it was released for, and nowhere else', async () => {
  const files = await bundleOfFirst();
  const asked = {
    environment: STAGING,
    trust: await trustPolicy(),
    state: initialState(),
    now: world.deps.now(),
  };
  const passed = verifyBundle(files, asked);
  expect(gateCodes(passed)).toEqual([]);
  expect(passed).toMatchObject({ ok: true, release: { number: 1, environment: STAGING } });
  expect(gateCodes(verifyBundle(files, { ...asked, environment: PRODUCTION }))).toContain(
    'ENVIRONMENT_MISMATCH',
  );
});

test('a changed byte of the policy, and a stale freshness statement, do not pass', async () => {
  const files = await bundleOfFirst();
  const asked = {
    environment: STAGING,
    trust: await trustPolicy(),
    state: initialState(),
    now: world.deps.now(),
  };
  const policy = new Uint8Array(files.get('policy.json') ?? []);
  policy[policy.length - 2] = (policy.at(-2) ?? 0) ^ 1;
  const changed = new Map([...files, ['policy.json', policy] as const]);
  expect(gateCodes(verifyBundle(changed, asked))).toEqual(
    expect.arrayContaining(['MANIFEST_MISMATCH', 'POLICY_DIGEST']),
  );
  const later = addSeconds(asked.now, 86_401);
  expect(gateCodes(verifyBundle(files, { ...asked, now: later }))).toEqual([
    'FRESHNESS_EXPIRED',
    'FRESHNESS_TOO_OLD',
  ]);
});

test('a gate that pins version 1 follows the signatures to the roster and rules of a later release', async () => {
  const { deps, workspace } = world;
  const trust = await trustPolicy();
  const roster = (await rosterView(deps, workspace))?.document;
  const quorum = { threshold: 3, humans: roster?.quorum.humans ?? [] };
  await adopt('roster', { ...roster, number: 2, previous: trust.roster.digest, quorum });
  const ruleSet = (await ruleSetView(deps, workspace))?.document;
  await adopt('ruleset', {
    ...ruleSet,
    number: 2,
    previous: trust.ruleSet.digest,
    rosterNumber: 2,
  });
  const candidate = await approved(world, await surroundings(world));
  const { id } = must(await releaseCandidate(deps, world.caller(PEOPLE.author), { candidate }));
  const files = await readTar(must(await releaseBundle(deps, workspace, id)));
  expect([...files.keys()].filter((path) => /^r(osters|ulesets)/.test(path))).toEqual([
    'rosters/000001.dsse',
    'rosters/000002.dsse',
    'rulesets/000001.dsse',
    'rulesets/000002.dsse',
  ]);
  const asked = { environment: STAGING, trust, state: initialState(), now: deps.now() };
  expect(gateCodes(verifyBundle(files, asked))).toEqual([]);
  const exported = await readTar(must(await auditExport(deps, workspace)));
  expect(verifyExport({ files: exported, known: null }).findings).toEqual([]);
});

/** Proposes a document and lets the quorum of the moment sign it until it is adopted. */
async function adopt(kind: 'roster' | 'ruleset', document: Record<string, unknown>): Promise<void> {
  const { deps } = world;
  const author = world.caller(PEOPLE.author);
  const { id } = must(await proposeGovernance(deps, author, { kind, document, persons: [] }));
  for (const by of [PEOPLE.author, PEOPLE.owner, PEOPLE.backup]) {
    const open = await governanceView(deps, world.workspace, id);
    if (open?.state !== 'open') continue;
    const envelope = governanceEnvelope(kind, document, [by]);
    must(await signGovernance(deps, world.caller(by), { governance: id, envelope }));
  }
  expect(await governanceView(deps, world.workspace, id)).toMatchObject({ state: 'adopted' });
}

/** What `gate init` leaves. */
function initialState(): GateState {
  return {
    kind: 'gate-state',
    v: 1,
    workspace: world.workspace,
    entries: [],
    checkpoint: null,
    rosterNumber: 1,
    ruleSetNumber: 1,
    latestTime: '2025-01-01T00:00:00.000Z',
  };
}

const gateCodes = (verdict: GateVerdict): readonly string[] =>
  verdict.ok ? [] : verdict.refusals.map(({ code }) => code);

async function bundleOfFirst(): Promise<Map<string, Uint8Array>> {
  const [release] = (await listReleases(world.deps, world.workspace, { limit: 10 })).items;
  return readTar(must(await releaseBundle(world.deps, world.workspace, release?.id ?? '')));
}

async function trustPolicy(): Promise<TrustPolicy> {
  const { workspace, deps } = world;
  const state = await deps.store.state(workspace, [`workspace/${workspace}`]);
  if (state.workspace === null) throw new Error('not founded');
  const { roster, ruleSet, logKey } = state.workspace;
  return {
    kind: 'trust-policy',
    v: 1,
    workspace,
    mode: 'founded',
    roster,
    ruleSet,
    logKey: verifierKey(`countersign/${workspace}`, fromBase64(logKey) ?? new Uint8Array()),
    bases: ['approvals'],
    maxFreshnessSeconds: 86_400,
    witnesses: [],
  };
}
