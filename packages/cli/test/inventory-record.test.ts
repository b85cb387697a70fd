import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ok, type StandingWorld, standingWorld } from './standing-world.ts';
import { loadTour } from './tour.ts';

const { STAGING, words } = await loadTour();
let world: StandingWorld;

beforeAll(async () => {
  world = await standingWorld();
});

afterAll(() => world.server.stop());

const ROLE = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: 'reader', namespace: 'shop' },
  rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }],
};
const BINDING = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'reader', namespace: 'shop' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
  subjects: [{ kind: 'ServiceAccount', name: 'bot', namespace: 'shop' }],
};

function written(name: string, value: unknown): string {
  const path = join(world.folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

const record = (path: string) => words`inventory record ${path} --environment ${STAGING}`;

test('what was read before is kept as it was read, whatever its file is called', async () => {
  const { ana } = world.people;
  const live = written('live.json', { apiVersion: 'v1', kind: 'List', items: [ROLE, BINDING] });
  const read = await ok(ana, words`inventory read ${live} --environment ${STAGING}`);
  const kept = await ok(ana, record(written('live.read', read)));
  expect(kept).toMatchObject({ language: 'kubernetes-rbac', holds: { objects: 2 } });
});

test('what lacks something is kept and said to lack it, and nothing is not kept as a cluster', async () => {
  const { ana } = world.people;
  const broken = { ...BINDING, metadata: { name: 'other', namespace: 'shop' }, roleRef: 'none' };
  const items = { apiVersion: 'v1', kind: 'List', items: [ROLE, BINDING, broken] };
  const lacking = await ana.run(record(written('lacking.json', items)));
  expect(lacking.exit).toBe(2);
  const nothing = await ana.run(record(written('nothing.json', { a: 1 })));
  expect([nothing.exit, nothing.codes]).toEqual([3, ['WRONG_TYPE']]);
});
