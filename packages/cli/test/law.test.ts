import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, verifyTlogProof } from '@countersign/evidence';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from './run-program.ts';
import { ok, type StandingWorld, standingWorld } from './standing-world.ts';
import { loadTour, type TourPerson } from './tour.ts';

const { CONFIRMED, STAGING, words } = await loadTour();
let world: StandingWorld;

beforeAll(async () => {
  world = await standingWorld();
});

afterAll(() => world.server.stop());

const write = (name: string, document: unknown): string => {
  const path = join(world.folder, name);
  writeFileSync(path, JSON.stringify(document));
  return path;
};

const sign = (kind: string, id: string, who: TourPerson) =>
  who.run(words`${kind} sign ${id} --key ${who.key}`, ['sign']);

describe('the rules in force', () => {
  test('`rule show` says in words what each change needs, in the order in which rules are tried', async () => {
    const home = join(world.folder, 'homes', 'sam');
    const { stdout } = await runProgram(['rule', 'show'], { env: { HOME: home } });
    const lines = stdout.split('\n');
    expect(lines.findIndex((line) => line.startsWith('RuleSet 1'))).toBe(0);
    expect(stdout).toMatch(
      /1 {2}narrower +equivalent or narrower|1 {2}narrower +narrower or equivalent/,
    );
    expect(stdout).toMatch(/4 {2}high +up to T3 +1 resource-owner and 1 security +1 security/);
    expect(stdout).toMatch(/5 {2}highest +anything else +/);
    expect(stdout).toMatch(/prod\/aws\/444455556666 +production +ssh-sk-verified +deny +180 days/);
  });

  test('`--json` gives Roster and RuleSet as documents that have the digests named', async () => {
    for (const kind of ['rule', 'roster']) {
      const { document, digest, number } = await ok(world.people.sam, words`${kind} show`);
      expect([digestOf(document), document.number]).toEqual([digest, number]);
    }
  });

  test('`rule validate` says what a newcomer can do about a role nobody has', async () => {
    const { sam } = world.people;
    const { document } = await ok(sam, words`rule show`);
    const home = join(world.folder, 'homes', 'sam');
    const path = write('as-is.json', document);
    const { stdout, exit } = await runProgram(['rule', 'validate', path], { env: { HOME: home } });
    expect(exit).toBe(0);
    expect(stdout).toContain('warning UNKNOWN_ROLE\n');
    expect(stdout).toContain('nobody in the Roster holds the role `risk-owner` (rules highest)');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'You can go on: until then a change that needs it is refused, never let through.',
    );
    expect(stdout.match(/what to do:/g)).toHaveLength(new Set(stdout.match(/^warning \w+/gm)).size);
  });
});

describe('what a gate is given', () => {
  test('`gate trust` pins what founders signed, with the log’s verifier key', async () => {
    const out = join(world.folder, 'trust.json');
    const { trustPolicy } = await ok(world.people.ana, words`gate trust --out ${out}`);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(trustPolicy);
    expect(trustPolicy).toEqual(JSON.parse(readFileSync(world.trust, 'utf8')));
    expect(trustPolicy.logKey).toMatch(
      new RegExp(`^countersign/${world.workspace}\\+[0-9a-f]{8}\\+[A-Za-z0-9+/]+=*$`),
    );
  });

  test('it says whom the file believes', async () => {
    const args = ['gate', 'trust', '--out', join(world.folder, 'trust-2.json')];
    const env = { HOME: join(world.folder, 'homes', 'ana') };
    const { stdout } = await runProgram(args, { env });
    expect(stdout).toContain(`it pins what ${world.server.url} shows now`);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'Compare the digests with somebody who signed those versions',
    );
  });

  test('`audit proof` shows an entry in the log under the pinned key, and no other entry', async () => {
    const { ana } = world.people;
    const { logKey: vkey } = JSON.parse(readFileSync(world.trust, 'utf8'));
    const { proof, index } = await ok(ana, words`audit proof 2`);
    expect(index).toBe(2);
    const { token } = JSON.parse(
      readFileSync(join(world.folder, 'homes', 'ana', '.config/countersign/config.json'), 'utf8'),
    );
    const answer = await fetch(`${world.server.url}/v1/entries?limit=4`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { items } = (await answer.json()) as { items: { index: number; bytes: string }[] };
    const entry = (at: number) =>
      new Uint8Array(Buffer.from(items.find((one) => one.index === at)?.bytes ?? '', 'base64'));
    expect(verifyTlogProof({ text: proof, entry: entry(2), vkey }).ok).toBe(true);
    expect(verifyTlogProof({ text: proof, entry: entry(1), vkey })).toMatchObject({
      ok: false,
      refusals: [{ code: 'NOT_INCLUDED' }],
    });
    expect((await ana.run(words`audit proof x`)).codes).toEqual(['BAD_INDEX']);
    expect((await ana.run(words`audit proof 999999`)).exit).toBe(3);
  });
});

describe('rules change by a quorum', () => {
  test('nobody outside the quorum adopts anything, and one of two is not enough', async () => {
    const { ana, sam, ben } = world.people;
    const { document, digest } = await ok(sam, words`rule show`);
    const next = { ...document, number: 2, previous: digest, reviewTtlSeconds: 86_400 };
    const proposal = await ok(ana, words`rule propose ${write('rules-2.json', next)}`);
    expect(proposal).toMatchObject({ number: 2, state: 'open', threshold: 2, signatures: [] });
    expect((await sign('roster', proposal.id, sam)).codes).toEqual(['WRONG_KIND']);
    const outsider = await sign('rule', proposal.id, ana);
    expect([outsider.exit, outsider.codes.length > 0]).toEqual([1, true]);
    const blind = words`rule sign ${proposal.id} --key ${sam.key}`;
    for (const answers of [[], ['yes']]) {
      const ran = await sam.run(blind, answers);
      expect([ran.exit, ran.codes]).toEqual([1, ['NOT_CONFIRMED']]);
      expect(ran.stderr).toMatch(/~ changed the RuleSet\n +a review lasts\n +before: \d+ days/);
      expect(ran.stderr).toContain('after:  1 days');
    }
    expect((await sign('rule', proposal.id, sam)).json.state).toBe('open');
    expect((await ok(sam, words`rule show`)).number).toBe(1);
    expect((await sign('rule', proposal.id, ben)).json.state).toBe('adopted');
    expect(await ok(sam, words`rule show`)).toMatchObject({ number: 2, digest: proposal.digest });
    expect((await ok(sam, words`rule proposals`)).items).toMatchObject([{ state: 'adopted' }]);
  });

  test('a candidate in review goes back: what approvals would have bound has moved', async () => {
    const { ana, rita } = world.people;
    const { state } = await ok(ana, words`candidate show ${world.candidate}`);
    expect(state).toBe('verified');
    const approve = words`review approve ${world.candidate} --key ${rita.key}`;
    expect((await rita.run(approve, CONFIRMED)).codes).toContain('WRONG_STATE');
    const again = await ok(ana, words`candidate submit ${world.candidate}`);
    expect(again.submission.rule.ruleSet).toBe(2);
  });

  test('a gate pinned now pins the rules adopted now', async () => {
    const out = join(world.folder, 'trust-3.json');
    const { trustPolicy } = await ok(world.people.ana, words`gate trust --out ${out}`);
    const { digest } = await ok(world.people.ana, words`rule show`);
    expect(trustPolicy.ruleSet).toEqual({ number: 2, digest });
  });
});

describe('the Roster changes by a quorum', () => {
  test('a whole next document is proposed, signed by the quorum, and in force', async () => {
    const { sam, ben } = world.people;
    const { document, digest } = await ok(sam, words`roster show`);
    const owned = (one: { roles: string[] }) =>
      one.roles.includes('security') ? { ...one, roles: [...one.roles, 'risk-owner'] } : one;
    const humans = document.humans.map(owned);
    const next = { ...document, number: 2, previous: digest, humans };
    const proposal = await ok(sam, words`roster propose ${write('roster-2.json', next)}`);
    const { stderr } = await sign('roster', proposal.id, sam);
    expect(stderr).toMatch(/~ changed human \w+ \([0-9a-f-]+\)\n +roles\n +before: .*security/);
    expect(stderr).toMatch(/after: .*risk-owner/);
    expect((await sign('roster', proposal.id, ben)).json.state).toBe('adopted');
    const { number, document: adopted } = await ok(sam, words`roster show`);
    expect([number, adopted.humans]).toEqual([2, humans]);
  });

  test('a version that does not follow the one in force is refused', async () => {
    const { sam } = world.people;
    const { document } = await ok(sam, words`roster show`);
    const ran = await sam.run(words`roster propose ${write('roster-2.json', document)}`);
    expect(ran.exit).toBe(1);
  });

  test('whoever proposed takes it back, and then nobody can sign it', async () => {
    const { sam, mallory } = world.people;
    const enroll = words`human enroll --name mallory --key ${`${mallory.key}.pub`} --role security`;
    const { id } = await ok(sam, enroll);
    const withdrawn = await ok(sam, words`roster withdraw ${id} --reason ${'not yet'}`);
    expect(withdrawn.state).toBe('withdrawn');
    expect((await sign('roster', id, sam)).exit).toBe(1);
  });
});

describe('a release under changed law', () => {
  test('passes a gate pinned at the founding and one pinned now', async () => {
    const { ana, rita, sam } = world.people;
    const now = join(world.folder, 'trust-now.json');
    const { trustPolicy } = await ok(ana, words`gate trust --out ${now}`);
    expect([trustPolicy.roster.number, trustPolicy.ruleSet.number]).toEqual([2, 2]);
    await ok(ana, words`candidate submit ${world.candidate}`);
    for (const who of [rita, sam]) {
      await ok(who, words`review approve ${world.candidate} --key ${who.key}`, CONFIRMED);
    }
    const { id } = await ok(ana, words`release create ${world.candidate}`);
    // What is in force in the workspace is asked by the identity it was released for.
    const asked = words`cloudwatch:PutMetricAlarm ${'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:TargetTracking-a'}`;
    const access = await ok(sam, ['can', 'cache-autoscaling', ...asked]);
    expect(access).toMatchObject({ answer: 'allow', statements: [expect.any(String)] });
    const { counts } = await ok(sam, ['who-can', ...asked]);
    expect(counts).toMatchObject({ allow: 1, undetermined: 0 });
    const tar = join(world.folder, 'bundle.tar');
    await ok(ana, words`release bundle ${id} --out ${tar}`);
    for (const trust of [world.trust, now]) {
      const state = `${trust}-state`;
      await ok(sam, words`gate init --state ${state}`);
      const { release } = await ok(
        sam,
        words`gate verify ${tar} --environment ${STAGING} --trust ${trust} --state ${state}`,
      );
      expect(release.number).toBe(1);
    }
  });
});
