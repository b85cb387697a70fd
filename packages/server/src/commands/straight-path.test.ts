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
import { releaseBundle } from '../queries/release-bundle.ts';
import { listReleases } from '../queries/release-views.ts';
import { releaseCandidate } from './release-candidate.ts';
import { readTar } from './testing/read-tar.ts';
import { approve, drafted, must, submit, surroundings, viewOf } from './testing/steps.ts';
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
