import { verifyExport } from '@countersign/assurance';
import { bundlePathFaults, digest, parseManifest } from '@countersign/evidence';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditExport } from '../queries/audit-export.ts';
import { releaseBundle } from '../queries/release-bundle.ts';
import { listReleases } from '../queries/release-views.ts';
import { releaseCandidate } from './release-candidate.ts';
import { readTar } from './testing/read-tar.ts';
import { approve, drafted, must, submit, surroundings, viewOf } from './testing/steps.ts';
import { foundedWorld, PEOPLE, type World } from './testing/world.ts';

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
