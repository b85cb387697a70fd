import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runProgram, tempFolder } from './run-program.ts';

const VECTORS = join(import.meta.dirname, '..', '..', '..', 'vectors', 'connectors');
const folder = tempFolder();

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const details = file(
  'details.json',
  (
    JSON.parse(
      readFileSync(join(VECTORS, 'aws-authorization-details.jsonl'), 'utf8').split('\n')[0] ?? '',
    ) as { authorizationDetails: unknown }
  ).authorizationDetails,
);

const policy = (action: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: 'arn:aws:s3:::invoices/*' }],
  });
const plan = (before: string | null, after: string | null, unknown: unknown = {}) => ({
  format_version: '1.2',
  resource_changes: [
    {
      address: 'aws_iam_policy.reader',
      mode: 'managed',
      type: 'aws_iam_policy',
      name: 'reader',
      change: {
        actions: [before === null ? 'create' : 'update'],
        before: before === null ? null : { policy: before },
        after: after === null ? { name: 'reader' } : { policy: after },
        after_unknown: unknown,
      },
    },
  ],
});
const role = (verbs: string) => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: r}
rules: [{apiGroups: [""], resources: [pods], verbs: [${verbs}]}]
`;

describe('diff --from-plan', () => {
  test('new access is exit 1, with a witness', async () => {
    const path = file('wider.json', plan(policy('s3:GetObject'), policy('s3:*')));
    const ran = await runProgram(['diff', '--from-plan', path, '--json']);
    expect(ran.exit).toBe(1);
    expect(ran.json()).toMatchObject({
      format: 'terraform',
      changes: [{ address: 'aws_iam_policy.reader', verdict: 'broader', allowed: 'some' }],
    });
    const text = await runProgram(['diff', '--from-plan', path]);
    expect(text.stdout).toContain('aws_iam_policy.reader policy');
    expect(text.stdout).toContain('for example');
  });

  test('less access is exit 0', async () => {
    const path = file('narrower.json', plan(policy('s3:*'), policy('s3:GetObject')));
    const ran = await runProgram(['diff', '--from-plan', path, '--json']);
    expect(ran.exit).toBe(0);
    expect(ran.json()).toMatchObject({ changes: [{ verdict: 'narrower', allowed: 'none' }] });
  });

  test('what is known after apply only is exit 2, by name', async () => {
    const path = file('unknown.json', plan(policy('s3:*'), null, { policy: true }));
    const ran = await runProgram(['diff', '--from-plan', path]);
    expect(ran.exit).toBe(2);
    expect(ran.stdout).toContain('`policy` is known after apply only');
  });

  test('a template is compared with the one before, a parameter may decide it', async () => {
    const template = (action: string) =>
      JSON.stringify({
        Resources: {
          P: {
            Type: 'AWS::IAM::ManagedPolicy',
            Properties: {
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: {
                  Effect: 'Allow',
                  Action: action,
                  Resource: {
                    'Fn::Join': [':', ['arn:aws:sqs:*', { Ref: 'AWS::AccountId' }, 'q']],
                  },
                },
              },
            },
          },
        },
      });
    const [before, after] = [
      file('old.template', template('sqs:SendMessage')),
      file('new.template', template('sqs:*')),
    ];
    const args = ['diff', '--from-plan', after, '--previous', before, '--json'];
    expect((await runProgram(args)).exit).toBe(2);
    const known = await runProgram([...args, '--parameter', 'AWS::AccountId=123456789012']);
    expect(known.exit).toBe(1);
    expect(known.json()).toMatchObject({ format: 'cloudformation' });
  });

  test('folders of manifests are compared', async () => {
    for (const [name, verbs] of [
      ['before', 'get'],
      ['after', 'get, delete'],
    ] as const) {
      mkdirSync(join(folder, name, 'templates'), { recursive: true });
      writeFileSync(join(folder, name, 'templates', 'role.yaml'), role(verbs));
    }
    const ran = await runProgram([
      'diff',
      '--from-plan',
      join(folder, 'after'),
      '--previous',
      join(folder, 'before'),
      '--json',
    ]);
    expect(ran.exit).toBe(1);
    expect(ran.json()).toMatchObject({
      format: 'manifests',
      changes: [{ language: 'kubernetes-rbac', allowed: 'some' }],
    });
  });

  test('a file that is broken is exit 3, with its name', async () => {
    const path = file('broken.json', '{"format_version": "1.0", "resource_changes": [');
    const ran = await runProgram(['diff', '--from-plan', path, '--json']);
    expect(ran.exit).toBe(3);
    expect(ran.json()).toMatchObject({ refusals: [{ code: 'NOT_JSON', details: { file: path } }] });
  });
});

describe('what is live', () => {
  test('an inventory is read offline', async () => {
    const ran = await runProgram([
      'inventory',
      'read',
      details,
      '--environment',
      'prod',
      '--taken-at',
      '2026-11-01',
      '--json',
    ]);
    expect(ran.exit).toBe(0);
    expect(ran.json()).toMatchObject({
      inventory: {
        source: 'aws-authorization-details',
        environment: 'prod',
        takenAt: '2026-11-01T23:59:59.999Z',
      },
      unresolved: [],
    });
  });

  test('what was not read is exit 2, and named', async () => {
    const path = file('cut.json', { RoleDetailList: [], IsTruncated: true });
    const ran = await runProgram(['inventory', 'read', path, '--environment', 'prod']);
    expect(ran.exit).toBe(2);
    expect(ran.stdout).toContain('the last page is missing');
  });

  test('a dry run of adopting says what would be taken up and what is wrong with it, without a server', async () => {
    const ran = await runProgram([
      'policy',
      'adopt',
      '--from-authorization-details',
      details,
      '--environment',
      'prod',
      '--dry-run',
      '--json',
    ]);
    expect(ran.exit).toBe(0);
    const { rows } = ran.json() as {
      rows: { name: string; result: string; findings: Record<string, number> }[];
    };
    expect(
      rows.find(({ name }) => name.endsWith('role/MyRole#inline/EC2-IAM-example')),
    ).toMatchObject({
      result: 'would-adopt',
      findings: { high: 1, medium: 1 },
    });
    expect(new Set(rows.map(({ result }) => result))).toEqual(new Set(['would-adopt', 'skipped']));
    const cluster = await runProgram([
      'policy',
      'adopt',
      '--from-kubectl',
      file('cluster.yaml', role('get')),
      '--environment',
      'prod',
      '--dry-run',
      '--json',
    ]);
    expect(cluster.json()).toMatchObject({
      rows: [{ name: 'ClusterRole/r', result: 'would-adopt' }],
    });
  });
});

describe('what was used', () => {
  test('a compressed log is read by identity', async () => {
    const path = join(folder, 'audit.gz');
    writeFileSync(path, gzipSync(readFileSync(join(VECTORS, 'k8s-audit-audit2rbac-demo.jsonl'))));
    const all = await runProgram(['use', 'read', path, '--json']);
    expect(all.json()).toMatchObject({ records: 37, uses: [{ subject: 'alice' }, {}, {}, {}] });
    const one = await runProgram(['use', 'read', path, '--subject', 'alice']);
    expect(one.stdout).toContain('refused');
  });

  test('somebody the log does not tell of is refused', async () => {
    const path = join(VECTORS, 'k8s-audit-audit2rbac-demo.jsonl');
    const ran = await runProgram(['use', 'read', path, '--subject', 'mallory', '--json']);
    expect(ran.exit).toBe(3);
    expect(ran.json()).toMatchObject({ refusals: [{ code: 'UNKNOWN_SUBJECT' }] });
  });

  test('a file that only looks compressed is refused', async () => {
    const path = join(folder, 'bad.gz');
    writeFileSync(path, Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]));
    const ran = await runProgram(['use', 'read', path]);
    expect(ran.exit).toBe(3);
    expect(ran.stderr).toContain('NOT_GZIP');
  });
});
