import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from './run-program.ts';
import { ok, type StandingWorld, standingWorld } from './standing-world.ts';
import { loadTour } from './tour.ts';

const { STAGING, words } = await loadTour();
const VECTORS = join(import.meta.dirname, '..', '..', '..', 'vectors', 'connectors');

let world: StandingWorld;
let folder = '';

beforeAll(async () => {
  world = await standingWorld();
  folder = join(world.folder, 'files');
  mkdirSync(folder);
  const head = 'apiVersion: countersign/v1\n';
  const policy =
    '{Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::invoices/*"}]}';
  writeFileSync(
    join(folder, 'identity.yaml'),
    `${head}kind: Nhi
environment: ${STAGING}
source: aws-iam
externalId: arn:aws:iam::111122223333:role/reports
name: reports
owner: ana
backupOwner: ben
---
${head}kind: Policy
name: reports-policy
environment: ${STAGING}
owner: ana
policy: ${policy}
`,
  );
  writeFileSync(
    join(folder, 'need.yaml'),
    `${head}kind: AccessRequirement
nhi: reports
environment: ${STAGING}
purpose: Read the invoices every night
expires: 2027-06-30
allow:
  - {id: read-invoices, actions: ["s3:GetObject"], resources: ["arn:aws:s3:::invoices/*"]}
deny:
  - {id: no-deletes, actions: ["s3:Delete*"], resources: ["*"]}
`,
  );
  writeFileSync(
    join(folder, 'candidate.yaml'),
    `${head}kind: Candidate
environment: ${STAGING}
policy:
  name: reports-policy
  to: ${policy.replace('invoices/*', 'invoices/2027/*')}
requirement: need.yaml
`,
  );
});

afterAll(() => world.server.stop());

const results = (json: { rows: { kind: string; result: string }[] }) =>
  json.rows.map(({ kind, result }) => [kind, result]);

describe('apply', () => {
  test('a dry run says what would be done, in the order of what needs what', async () => {
    const json = await ok(world.people.ana, words`apply -f ${folder} --dry-run`);
    expect(results(json)).toEqual([
      ['Nhi', 'planned'],
      ['Policy', 'planned'],
      ['AccessRequirement', 'planned'],
      ['Candidate', 'planned'],
    ]);
    expect((await ok(world.people.ana, words`nhi list`)).items).toHaveLength(1);
  });

  test('where one document cannot be done, none is', async () => {
    const bad = join(world.folder, 'bad.yaml');
    writeFileSync(
      bad,
      readFileSync(join(folder, 'identity.yaml'), 'utf8').replace('owner: ana', 'owner: nobody'),
    );
    const ran = await world.people.ana.run(words`apply -f ${bad}`);
    expect(ran.exit).toBe(1);
    expect(results(ran.json)).toEqual([
      ['Nhi', 'refused'],
      ['Policy', 'planned'],
    ]);
    expect(ran.json.rows[0].why).toBe('nobody in the Roster is called `nobody`');
    expect((await ok(world.people.ana, words`nhi list`)).items).toHaveLength(1);
  });

  test('files become an identity, a policy, a requirement and a candidate; again they are known', async () => {
    const first = await ok(world.people.ana, words`apply -f ${folder}`);
    expect(results(first)).toEqual([
      ['Nhi', 'done'],
      ['Policy', 'done'],
      ['AccessRequirement', 'done'],
      ['Candidate', 'done'],
    ]);
    const again = await ok(world.people.ana, words`apply -f ${folder}`);
    expect(results(again)).toEqual(results(first).map(([kind]) => [kind, 'known']));
    expect(again.rows.map(({ id }: { id: string }) => id)).toEqual(
      first.rows.map(({ id }: { id: string }) => id),
    );
    const view = await ok(world.people.ana, words`candidate show ${first.rows[3].id}`);
    expect(view).toMatchObject({
      policy: { name: 'reports-policy' },
      requirement: { id: first.rows[2].id },
    });
  });

  test('a need that is written otherwise is stated anew', async () => {
    const need = join(folder, 'need.yaml');
    writeFileSync(need, readFileSync(need, 'utf8').replace('2027-06-30', '2027-05-31'));
    const json = await ok(world.people.ana, words`apply -f ${need}`);
    expect(json.rows).toMatchObject([{ action: 'restate', result: 'done' }]);
    expect(results(await ok(world.people.ana, words`apply -f ${need}`))).toEqual([
      ['AccessRequirement', 'known'],
    ]);
  });

  test('faults of all files come at once, with line and column', async () => {
    const wrong = join(world.folder, 'wrong');
    mkdirSync(wrong);
    writeFileSync(join(wrong, 'a.yaml'), 'apiVersion: countersign/v1\nkind: Nhi\nenvironmnt: x\n');
    writeFileSync(join(wrong, 'b.yaml'), 'apiVersion: countersign/v1\nkind: Polcy\n');
    writeFileSync(join(wrong, 'c.yaml'), 'kind: Deployment\n');
    const ran = await world.people.ana.run(words`apply -f ${wrong}`);
    expect(ran.exit).toBe(3);
    expect(ran.json.refusals).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          code: 'UNKNOWN_FIELD',
          message: 'unknown field `environmnt`; did you mean `environment`',
          details: expect.objectContaining({ file: join(wrong, 'a.yaml'), line: 3 }),
        }),
        expect.objectContaining({
          code: 'UNKNOWN_KIND',
          details: expect.objectContaining({ file: join(wrong, 'b.yaml'), line: 2 }),
        }),
      ]),
    );
  });

  test('guardrails become one proposal, which is known afterwards', async () => {
    const path = join(world.folder, 'guardrail.yaml');
    writeFileSync(
      path,
      `apiVersion: countersign/v1
kind: Guardrail
name: no-key-deletion
type: regulatory
severity: block
language: aws-iam
scope: {environments: ["*"]}
owner: sam
why: Keys are kept for ten years
obligation: {type: must-deny, request: {actions: ["kms:ScheduleKeyDeletion"], resources: ["*"]}}
`,
    );
    const ran = await world.people.sam.run(words`apply -f ${path}`);
    expect(results(ran.json)).toEqual([['RuleSet', 'done']]);
    expect(results(await ok(world.people.sam, words`apply -f ${path}`))).toEqual([
      ['RuleSet', 'known'],
    ]);
  });
});

describe('adopting an account', () => {
  test('every policy is taken up once; a second run finds them known, and a changed one differs', async () => {
    const [line = ''] = readFileSync(
      join(VECTORS, 'aws-authorization-details.jsonl'),
      'utf8',
    ).split('\n');
    const text = JSON.stringify(
      (JSON.parse(line) as { authorizationDetails: unknown }).authorizationDetails,
    );
    const path = join(world.folder, 'account.json');
    writeFileSync(path, text);
    const adopt = words`policy adopt --from-authorization-details ${path} --environment ${STAGING} --owner ana`;
    const counts = (json: { rows: { result: string }[] }) =>
      Object.fromEntries(
        ['adopted', 'known', 'differs', 'skipped', 'failed'].map((word) => [
          word,
          json.rows.filter(({ result }) => result === word).length,
        ]),
      );
    expect(counts(await ok(world.people.ana, adopt))).toEqual({
      adopted: 11,
      known: 0,
      differs: 0,
      skipped: 30,
      failed: 0,
    });
    expect(counts(await ok(world.people.ana, adopt))).toEqual({
      adopted: 0,
      known: 11,
      differs: 0,
      skipped: 30,
      failed: 0,
    });
    writeFileSync(path, text.replaceAll('iam:PassRole', 'iam:GetRole'));
    const changed = await world.people.ana.run(adopt);
    expect(changed.exit).toBe(1);
    expect(counts(changed.json)['differs']).toBeGreaterThan(0);
  });
});

describe('schema', () => {
  test('every kind has one, and a slip of the pen is answered', async () => {
    const { kinds } = (await runProgram(['schema', '--json'])).json() as { kinds: string[] };
    expect(kinds).toContain('AccessRequirement');
    const schema = (await runProgram(['schema', 'AccessRequirement', '--json'])).json();
    expect(schema).toMatchObject({
      title: 'AccessRequirement',
      required: expect.arrayContaining(['purpose', 'environment']),
    });
    const wrong = await runProgram(['schema', 'AccessRequirment']);
    expect(wrong.exit).toBe(3);
    expect(wrong.stderr).toContain('did you mean `AccessRequirement`');
  });
});
