import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from './run-program.ts';
import { ok, type StandingWorld, standingWorld } from './standing-world.ts';
import { loadTour, type TourPerson } from './tour.ts';

const tour = await loadTour();
const { CONFIRMED, file, STAGING, words } = tour;
let world: StandingWorld;

beforeAll(async () => {
  world = await standingWorld();
});

afterAll(() => world.server.stop());

const approve = (id: string, who: TourPerson) =>
  ok(who, words`review approve ${id} --key ${who.key}`, CONFIRMED);

describe('an invited author', () => {
  let other = '';

  test('may edit, and can no longer approve', async () => {
    const { ana, rita } = world.people;
    other = await tour.draft(world, world.things, narrower('DescribeCacheParameters'));
    const before = await rita.run(words`candidate revise ${other} ${narrower('DeleteAlarms')}`);
    expect(before.codes).toContain('NOT_AN_AUTHOR');
    const { authors, people } = await ok(ana, words`candidate invite ${other} rita`);
    expect(authors.map((id: string) => people[id])).toEqual(['ana', 'rita']);
    await ok(rita, words`candidate revise ${other} ${narrower('DescribeCacheClusters')}`);
    // She is the only one who owns what is accessed: now nobody could approve it, and it cannot be submitted.
    const submitted = await ana.run(words`candidate submit ${other}`);
    expect([submitted.exit, submitted.codes]).toEqual([1, ['RULE_UNSATISFIABLE']]);
    const env = { HOME: join(world.folder, 'homes', 'ana') };
    const { stdout } = await runProgram(words`candidate preview ${other}`, { env });
    expect(stdout).toMatch(/- rita cannot approve.*\n/);
    expect(stdout).toContain('+ sam can approve as security\n');
  });

  test('a candidate whose place another one takes ends as superseded', async () => {
    const { ana } = world.people;
    const line = words`candidate supersede ${other} --by ${world.candidate}`;
    expect((await ok(ana, line)).state).toBe('superseded');
  });
});

describe('the identity of a requirement', () => {
  const need = (nhi: string) => {
    const path = join(world.folder, 'named.yaml');
    const cases = `allow: [{id: a, actions: [s3:GetObject]}]\ndeny: [{id: d, actions: [s3:PutObject]}]`;
    const head = `apiVersion: countersign/v1\nkind: AccessRequirement\nenvironment: ${STAGING}`;
    writeFileSync(path, `${head}\nnhi: ${nhi}\npurpose: p\nexpires: 2098-01-01\n${cases}\n`);
    return path;
  };

  test('is named by id, name or external id, and a name that nobody has is refused', async () => {
    const { ana } = world.people;
    const [known] = (await ok(ana, words`nhi list`)).items;
    for (const name of [known.id, known.name, known.externalId]) {
      const { document } = await ok(ana, words`requirement create ${need(name)}`);
      expect(document.nhi).toBe(known.id);
    }
    const unknown = await ana.run(words`requirement create ${need('nobody')}`);
    expect([unknown.exit, unknown.codes]).toEqual([3, ['UNKNOWN_NHI']]);
  });
});

describe('an approval taken back', () => {
  test('counts no more, and is given anew', async () => {
    const { ana, rita } = world.people;
    const id = world.candidate;
    await approve(id, rita);
    expect((await ok(rita, words`review revoke-approval ${id}`)).state).toBe('in-review');
    const { ruleTree } = await ok(ana, words`candidate show ${id}`);
    expect(JSON.stringify(ruleTree)).not.toContain('"counted":[{');
    const twice = await rita.run(words`review revoke-approval ${id}`);
    expect(twice.codes).toEqual(['NOTHING_TO_WITHDRAW']);
  });
});

describe('a veto', () => {
  test('is said to end the candidate before it does', async () => {
    const { sam } = world.people;
    const id = await tour.draft(world, world.things, narrower('DeleteAlarms'));
    await tour.submit(world, id, '90d', '60d');
    const ran = await sam.run(words`review reject ${id} --reason ${'never'}`);
    expect(ran.stderr).toContain('warning: you hold the veto of rule `');
    expect(ran.stderr).toContain('this ends the candidate for good');
    expect([ran.exit, ran.json.state]).toEqual([0, 'rejected']);
  });
});

describe('a revoked release', () => {
  test('gets no freshness any more, and the gate refuses it once the old statement ran out', async () => {
    const { ana, rita, sam } = world.people;
    await approve(world.candidate, rita);
    await approve(world.candidate, sam);
    const { id } = await ok(ana, words`release create ${world.candidate}`);
    const tar = join(world.folder, 'bundle.tar');
    await ok(ana, words`release bundle ${id} --out ${tar}`);
    const state = join(world.folder, 'gate');
    await ok(sam, words`gate init --state ${state}`);
    const gate = (path: string) =>
      sam.run(
        words`gate verify ${path} --environment ${STAGING} --trust ${world.trust} --state ${state}`,
      );
    expect((await gate(tar)).codes).toEqual([]);
    const short = unpacked(tar);
    await ok(
      ana,
      words`release freshness ${id} --ttl 1s --out ${join(await short, 'freshness.dsse')}`,
    );

    const revoke = words`release revoke ${id} --reason ${'the caches are gone'}`;
    expect((await ok(rita, revoke)).state).toBe('revoked');
    expect((await rita.run(revoke)).codes).toEqual(['WRONG_STATE']);
    const fresh = await ana.run(words`release freshness ${id} --out ${join(world.folder, 'f')}`);
    expect([fresh.exit, fresh.codes]).toEqual([1, ['FRESHNESS_WITHHELD']]);
    await expect
      .poll(async () => (await gate(await short)).codes, { timeout: 60_000 })
      .toContain('FRESHNESS_EXPIRED');
  });
});

describe('who answers changes hands', () => {
  test('an identity is handed over, and its requirement names the new owners', async () => {
    const { ana, mallory } = world.people;
    const { nhi, requirement } = world.things;
    const hand = words`nhi hand-over ${nhi} --owner ben --backup-owner ana`;
    expect((await mallory.run(hand)).codes).toEqual(['NOT_SIGNED_IN']);
    const after = await ok(ana, hand);
    expect([after.people[after.owner], after.people[after.backupOwner]]).toEqual(['ben', 'ana']);
    const shorter = join(world.folder, 'need.yaml');
    const text = readFileSync(file('requirement.yaml'), 'utf8');
    writeFileSync(shorter, text.replace('CACHE-412', 'CACHE-413'));
    const restated = await ok(ana, words`requirement restate ${requirement} ${shorter}`);
    expect(restated.document).toMatchObject({ ticket: 'CACHE-413', owner: after.owner });
  });

  test('a file of another environment does not restate a requirement', async () => {
    const { ana } = world.people;
    const other = join(world.folder, 'other.yaml');
    writeFileSync(
      other,
      readFileSync(file('requirement.yaml'), 'utf8').replace('staging/', 'prod/'),
    );
    const ran = await ana.run(words`requirement restate ${world.things.requirement} ${other}`);
    expect([ran.exit, ran.codes]).toEqual([3, ['ENVIRONMENT_MISMATCH']]);
  });

  test('a resource owner’s assignment ends', async () => {
    const { sam } = world.people;
    const { items } = await ok(sam, words`resource-owner list`);
    const id = String(items[0].id);
    const removed = await ok(sam, words`resource-owner remove ${id} --reason ${'moved on'}`);
    expect(removed.removedAt).not.toBeNull();
    const again = await sam.run(words`resource-owner remove ${id} --reason ${'moved on'}`);
    expect(again.exit).toBe(1);
  });
});

function narrower(without: string): string {
  const document = JSON.parse(readFileSync(file('autoscaling-v2.json'), 'utf8'));
  for (const statement of document.Statement) {
    statement.Action = statement.Action.filter((one: string) => !one.endsWith(without));
  }
  const path = join(world.folder, `without-${without}.json`);
  writeFileSync(path, JSON.stringify(document));
  return path;
}

async function unpacked(tar: string): Promise<string> {
  const { readFiles } = await import('../src/files/read-files.ts');
  const folder = join(world.folder, 'unpacked');
  for (const [name, bytes] of await readFiles(tar)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}
