import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProgram, tempFolder } from './run-program.ts';

const folder = tempFolder();

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const bot = (permissions: object, repositories: unknown) => ({
  kind: 'github-app',
  app: 'bot',
  permissions,
  repositories,
});
const one = file('one.json', bot({ contents: 'write' }, ['acme/web']));
const two = file('two.json', [
  bot({ contents: 'write' }, ['acme/web']),
  bot({ issues: 'read' }, 'all'),
]);
const GRANTS = ['--language', 'grants'];
const RBAC = ['--language', 'kubernetes-rbac'];

const cluster = (verbs: string) => `# what the deployer may
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: deployer, namespace: web}
rules:
- apiGroups: [""]
  resources: [pods]
  verbs: [${verbs}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: deployer, namespace: web}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
subjects:
- {kind: ServiceAccount, name: ci, namespace: web}
---
`;
const before = file('before.yaml', cluster('get'));
const after = file('after.yaml', cluster('get, delete'));

describe('questions about grants', () => {
  test('diff names what is new, the file it is in, and what it means', async () => {
    const ran = await runProgram(['diff', one, two, ...GRANTS]);
    expect(ran.exit).toBe(1);
    expect(ran.stdout).toContain('broader: newly allowed some, newly denied none');
    expect(ran.stdout).toContain('metadata:read on another-account/another-repository as app bot');
    expect(ran.stdout).toContain(`from ${two}:1:99`);
    expect(ran.stdout).toContain('medium ALL_REPOSITORIES');
    expect(Math.max(...ran.stdout.split('\n').map((line) => line.length))).toBeLessThan(
      100 + two.length,
    );
    const json = (await runProgram(['diff', one, two, ...GRANTS, '--json'])).json();
    expect(json).toMatchObject({
      newlyAllowed: [{ to: [{ file: two, statement: 1, line: 1, column: 99 }] }, {}],
    });
  });

  test('prove takes a pattern in the words of the language', async () => {
    const secrets = ['--pattern', '{"permission":"secrets"}'];
    const proved = await runProgram(['prove', 'must-deny', one, ...GRANTS, ...secrets]);
    expect([proved.exit, proved.stdout]).toEqual([
      0,
      expect.stringContaining('✓ must-deny: proved, implicit (these grants alone)'),
    ]);
    const refuted = await runProgram(['prove', 'within', two, one, ...GRANTS, '--json']);
    expect(refuted.exit).toBe(1);
    expect(refuted.json()).toMatchObject({ verdict: 'refuted', witness: { permission: 'issues' } });
    const misspelt = ['--pattern', '{"permission":"secret"}'];
    const refused = await runProgram(['prove', 'must-deny', one, ...GRANTS, ...misspelt]);
    expect([refused.exit, refused.stderr]).toEqual([3, expect.stringContaining('did you mean')]);
    const unknown = await runProgram(['prove', 'implys', one, two, ...GRANTS]);
    expect([unknown.exit, unknown.stderr]).toEqual([3, expect.stringContaining('`implies`')]);
  });

  test('evaluate prints which grant decides and why the others do not', async () => {
    const request = '{"app":"bot","permission":"issues","level":"read","repository":"x/y"}';
    const ran = await runProgram(['evaluate', request, two, ...GRANTS]);
    expect(ran.exit).toBe(0);
    expect(ran.stdout).toContain('allow\n  by');
    expect(ran.stdout).toContain('it gives nothing of `issues`');
    const denied = await runProgram(['evaluate', request, one, ...GRANTS, '--json']);
    expect([denied.exit, denied.json()['decision']]).toEqual([1, 'no-opinion']);
  });

  test('explain says what is granted, where it stands, and what is powerful', async () => {
    const ran = await runProgram(['explain', two, ...GRANTS]);
    expect(ran.exit).toBe(0);
    expect(ran.stdout).toContain('the app `bot` has `contents: write` on `acme/web`');
    expect(ran.stdout).toContain(`${two}:1:2 (statement 1)`);
    expect(ran.stdout).toContain('medium POWERFUL_RIGHT');
  });
});

describe('questions about Kubernetes objects', () => {
  test('places are those of the YAML file', async () => {
    const ran = await runProgram(['diff', before, after, ...RBAC]);
    expect(ran.exit).toBe(1);
    expect(ran.stdout).toContain(`${after}:6:3 (Role/web/deployer)`);
    expect(ran.stdout).toContain(`${after}:15:3 (RoleBinding/web/deployer)`);
    expect(ran.stdout).toContain('delete pods example in namespace web as');
  });

  test('faults of YAML and of objects are named with file, line and column', async () => {
    const broken = file('broken.yaml', 'kind: Role\nkind: Role\nrules: [');
    const ran = await runProgram(['diff', broken, after, ...RBAC, '--json']);
    expect(ran.exit).toBe(3);
    expect(ran.json()).toMatchObject({
      refusals: [{ code: 'NOT_YAML', details: { file: broken } }, {}],
    });
    const alias = file('alias.yaml', 'kind: Role\nmetadata: &a {name: x}\nrules: [*a]\n');
    const aliased = await runProgram(['explain', alias, ...RBAC, '--json']);
    expect(aliased.json()).toMatchObject({
      refusals: [
        { code: 'NOT_YAML', message: 'aliases are not read', details: { line: 3, column: 9 } },
      ],
    });
    const wrong = file('wrong.yaml', cluster('get').replace('verbs: [get]', 'verbs: 7'));
    const typed = await runProgram(['explain', wrong, ...RBAC, '--json']);
    expect(typed.exit).toBe(3);
    expect(typed.json()).toMatchObject({
      refusals: [{ details: { file: wrong, line: 8, column: 10 } }],
    });
  });

  test('who-can and can go through bindings and groups', async () => {
    const policies = ['--policies', after, ...RBAC];
    const who = await runProgram(['who-can', 'delete', 'pods', ...policies]);
    expect([who.exit, who.stdout]).toEqual([0, expect.stringContaining('1 may under conditions')]);
    const here = await runProgram([
      'can',
      'ci',
      'delete',
      'pods',
      '--namespace',
      'web',
      ...policies,
    ]);
    expect([here.exit, here.stdout]).toEqual([
      0,
      expect.stringContaining('✓ may  service-account'),
    ]);
    const ada = await runProgram(['can', 'ada', 'delete', 'pods', ...policies]);
    expect([ada.exit, ada.stdout]).toEqual([1, expect.stringContaining('✗ may not  user ada')]);
  });
});

describe('who-can over AWS authorization details', () => {
  const arn = (name: string) => `arn:aws:iam::111122223333:${name}`;
  const statement = (more: object) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*', ...more }],
  });
  const role = (name: string, more: object) => ({
    RoleName: name,
    Arn: arn(`role/${name}`),
    RolePolicyList: [{ PolicyName: 'inline', PolicyDocument: statement(more) }],
  });
  const details = file('details.json', {
    RoleDetailList: [
      role('always', {}),
      role('with-mfa', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
      role('never', { Effect: 'Deny' }),
    ],
  });
  const object = 'arn:aws:s3:::b/k';

  test('tells always, under conditions and never apart, each with what decides', async () => {
    const args = ['who-can', 's3:GetObject', object, '--policies', details, '--all', '--json'];
    const ran = await runProgram(args);
    expect(ran.exit).toBe(0);
    expect(ran.json()).toMatchObject({
      counts: { allow: 1, conditional: 1, undetermined: 0, deny: 1 },
      items: [
        {
          holder: arn('role/always'),
          answer: 'allow',
          statements: ['inline policy inline, statement 1'],
        },
        { answer: 'conditional', witness: { action: 's3:GetObject', resource: object } },
        { answer: 'deny', explicit: true, statements: ['inline policy inline, statement 1'] },
      ],
    });
  });

  test.each([
    ['always', [], 0],
    ['never', [], 1],
    ['with-mfa', [], 2],
    ['with-mfa', ['--context', '{"aws:MultiFactorAuthPresent":"true"}'], 0],
    ['with-mfa', ['--context', '{}'], 1],
    ['nobody', [], 3],
  ])('can %s %j exits %i', async (name, more, exit) => {
    const ran = await runProgram([
      'can',
      name,
      's3:GetObject',
      object,
      '--policies',
      details,
      ...more,
    ]);
    expect(ran.exit).toBe(exit);
  });

  test('without files it asks the workspace, and says so where nobody is signed in', async () => {
    const ran = await runProgram(['who-can', 's3:GetObject', object, '--json']);
    expect([ran.exit, ran.json()]).toEqual([
      1,
      expect.objectContaining({ refusals: [expect.objectContaining({ code: 'NOT_SIGNED_IN' })] }),
    ]);
    const other = await runProgram([
      'who-can',
      's3:GetObject',
      object,
      '--policies',
      one,
      '--json',
    ]);
    expect([other.exit, other.json()]).toEqual([
      3,
      expect.objectContaining({ refusals: [expect.objectContaining({ code: 'WRONG_TYPE' })] }),
    ]);
  });
});

describe('a batch', () => {
  test('ends what takes too long, and goes on', async () => {
    const lines = [
      { id: 1, ...{ language: 'grants', from: null, to: bot({ contents: 'read' }, ['a/b']) } },
      'x'.repeat(9 * 1024 * 1024),
      { id: 3, language: 'kubernetes-rbac', from: [], to: [] },
      { id: 4, policy: null },
    ].map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    const ran = await runProgram(['diff', '--batch', '-', '--workers', '1'], {
      input: `${lines.join('\n')}\n`,
    });
    expect([ran.exit, ran.stderr]).toEqual([0, '']);
    const rows = ran.stdout
      .trimEnd()
      .split('\n')
      .map((row) => JSON.parse(row));
    expect(rows).toMatchObject([
      { id: 1, verdict: 'broader' },
      { id: null, error: { code: 'LINE_TOO_LONG' } },
      { id: 3, verdict: 'equivalent' },
      { id: 4, error: { code: 'MISSING_FIELD' } },
    ]);
  });

  test('explains policies, one a line', async () => {
    const input = JSON.stringify({
      id: 'e',
      language: 'grants',
      policy: bot({ issues: 'read' }, []),
    });
    const ran = await runProgram(['explain', '--batch', '-'], { input });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      id: 'e',
      sentences: [{ text: 'the app `bot` has `issues: read` on no repository' }],
    });
  });
});
