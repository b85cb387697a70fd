import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../languages.ts';
import type { DiffResult } from '../questions/answer.ts';
import type { LanguageName } from '../questions/language.ts';
import type { StatedPolicy } from './drafter.ts';
import { draftFromRequirement, requirementFromPolicy } from './drafters.ts';

const VECTORS = new URL('../../../../vectors/analysis/', import.meta.url);

interface Pair {
  readonly name: string;
  readonly to: { readonly document?: unknown; readonly object?: unknown };
}

function pairs(file: string): Pair[] {
  const bytes = readFileSync(new URL(file, VECTORS));
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line): Pair => JSON.parse(line));
}

function stated(language: LanguageName, text: string): StatedPolicy {
  const read = requirementFromPolicy(language, text);
  if (!read.ok) throw new Error(JSON.stringify(read.refusals));
  return read.value;
}

/** What the draft of what was said of a policy is to it. */
function cameBack(language: LanguageName, text: string, { cases }: StatedPolicy): DiffResult {
  const judge = LANGUAGES.get(language);
  const before = judge?.read(text);
  if (judge === undefined || !before?.ok) throw new Error('not read');
  if (cases.allow.length === 0) return judge.diff(before.value, null);
  const draft = draftFromRequirement(language, cases);
  if (!draft.ok) throw new Error(JSON.stringify(draft.refusals));
  expect(draft.value.proofs.filter(({ verdict }) => verdict !== 'proved')).toEqual([]);
  const after = judge.read(draft.value.policy);
  if (!after.ok) throw new Error(JSON.stringify(after.refusals));
  return judge.diff(before.value, after.value);
}

/** Every so-many policy, so that the test ends in seconds; the bench takes all of them. */
const EVERY = 12;

describe.each([
  ['aws-iam', 'aws-managed-pairs-2023-2026.jsonl.gz'],
  ['kubernetes-rbac', 'kubernetes-rbac-pairs.jsonl'],
] as const)('requirement from policy, policy from requirement, in %s', (language, file) => {
  const given = pairs(file).filter((_, at) => at % EVERY === 0);

  test('comes back equivalent where all could be said, narrower where not, and never wider', () => {
    const verdicts = new Map<string, number>();
    for (const { name, to } of given) {
      const text = JSON.stringify(to.document ?? [to.object]);
      // The longest take seconds; the bench has them.
      if (text.length > 20_000) continue;
      const said = stated(language, text);
      expect([name, said.proof.verdict]).toEqual([name, 'proved']);
      const { verdict, allowed } = cameBack(language, text, said);
      expect([name, allowed]).toEqual([name, 'none']);
      if (said.unsaid.length === 0) expect([name, verdict]).toEqual([name, 'equivalent']);
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    }
    expect(verdicts.get('equivalent')).toBeGreaterThan(5);
  });
});

describe('what cases cannot say', () => {
  const codes = (language: LanguageName, policy: unknown): unknown[] =>
    stated(language, JSON.stringify(policy)).unsaid.map(({ code, origin }) => [
      code,
      origin.statement ?? origin.object,
    ]);

  test('is listed with its place, in AWS', () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
        { Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::b' },
        { Sid: 'Half', Effect: 'Allow', Action: ['s3:Get*', 'sqs:*'], Resource: '*' },
        { Effect: 'Deny', Action: 's3:GetObject', Resource: 'arn:aws:s3:::secret/*' },
        {
          Effect: 'Deny',
          NotAction: 'sqs:*',
          Resource: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    };
    expect(codes('aws-iam', policy)).toEqual([
      ['NOT_ACTION', 0],
      ['NOT_RESOURCE', 1],
      ['DENIED_IN_PART', 2],
      ['NOT_ACTION', 4],
    ]);
    const said = stated('aws-iam', JSON.stringify(policy));
    expect(said.cases).toEqual({
      allow: [{ id: 'half', actions: ['sqs:*'], resources: ['*'] }],
      deny: [
        { id: 'deny-statement-4', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::secret/*'] },
      ],
    });
    expect(cameBack('aws-iam', JSON.stringify(policy), said).verdict).toBe('narrower');
  });

  test('says conditions in the words of their operators, plain where plain values mean the same', () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::b/\${aws:username}/*`,
          Condition: {
            Bool: { 'aws:SecureTransport': 'true' },
            NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' },
            IpAddress: { 'aws:SourceIp': '192.0.0.0/16' },
            StringEqualsIfExists: { 'aws:RequestedRegion': 'eu-west-1' },
          },
        },
      ],
    };
    const said = stated('aws-iam', JSON.stringify(policy));
    expect(said.cases.allow[0]?.['context']).toEqual({
      'aws:SecureTransport': ['true'],
      'aws:SourceIp': { NotIpAddress: ['192.0.2.0/24'], IpAddress: ['192.0.0.0/16'] },
      'aws:RequestedRegion': { StringEqualsIfExists: ['eu-west-1'] },
    });
    expect(cameBack('aws-iam', JSON.stringify(policy), said).verdict).toBe('equivalent');
  });

  test('is listed by object, in Kubernetes', () => {
    const group = 'rbac.authorization.k8s.io';
    const rules = [{ apiGroups: [''], resources: ['pods', 'pods/*'], verbs: ['get'] }];
    const starred = [
      { apiGroups: [''], resources: ['pods'], resourceNames: ['a*'], verbs: ['get'] },
    ];
    const role = (name: string, more: object): object => ({
      apiVersion: `${group}/v1`,
      kind: 'ClusterRole',
      metadata: { name },
      ...more,
    });
    const policy = [
      role('a', { rules }),
      role('b', { rules: starred }),
      role('c', {
        rules: [],
        aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] },
      }),
      {
        apiVersion: `${group}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name: 'd' },
        roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'missing' },
        subjects: [{ kind: 'User', name: 'u', apiGroup: group }],
      },
    ];
    expect(codes('kubernetes-rbac', policy)).toEqual([
      ['LITERAL_STAR', 'ClusterRole/b'],
      ['AGGREGATED', 'ClusterRole/c'],
      ['ROLE_MISSING', 'ClusterRoleBinding/d'],
    ]);
    expect(stated('kubernetes-rbac', JSON.stringify(policy)).cases.allow).toEqual([
      {
        id: 'clusterrole-a-rule-1',
        roles: ['ClusterRole/a'],
        verbs: ['get'],
        apiGroups: [''],
        resources: ['pods'],
      },
    ]);
  });

  test('is a declared hierarchy of scopes, in grants; the rest comes back', () => {
    const policy = [
      {
        kind: 'github-app',
        app: 'bot',
        account: 'acme',
        permissions: { contents: 'write', single_file: 'read', members: 'read' },
        repositories: ['acme/a', 'acme/b'],
        singleFiles: ['x.yml'],
      },
      { kind: 'github-app', app: 'ci', permissions: { issues: 'read' }, repositories: 'all' },
      {
        kind: 'oauth',
        client: 'web',
        provider: 'github',
        scopes: ['repo', 'gist'],
        audience: ['api'],
      },
      { kind: 'api-key', key: 'k', scopes: ['read'], resources: ['r'] },
    ];
    const said = stated('grants', JSON.stringify(policy));
    expect(said.unsaid).toEqual([]);
    expect(cameBack('grants', JSON.stringify(policy), said).verdict).toBe('equivalent');
    const declared = { kind: 'oauth', client: 'w', scopes: ['all'], implies: { all: ['read'] } };
    expect(codes('grants', declared)).toEqual([['DECLARED_SCOPES', 0]]);
  });
});
