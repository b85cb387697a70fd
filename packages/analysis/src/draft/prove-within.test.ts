import { describe, expect, test } from 'vitest';
import { languageOf } from '../languages.ts';
import type { LanguageName } from '../questions/language.ts';
import { proveWithin } from './prove-within.ts';

function canonical(name: LanguageName, policy: unknown): string {
  const language = languageOf(name);
  if (typeof language === 'string') throw new Error(name);
  const read = language.read(policy);
  if (!read.ok) throw new Error(JSON.stringify(read.refusals));
  return language.canonical(read.value).text;
}

const aws = (effect: string, action: string, resource: string) =>
  canonical('aws-iam', {
    Version: '2012-10-17',
    Statement: [{ Effect: effect, Action: action, Resource: resource }],
  });

describe('policies together', () => {
  const bound = aws('Allow', 's3:GetObject', 'arn:aws:s3:::reports/team-*');
  const ask = (...policies: string[]) => proveWithin({ language: 'aws-iam', policies, bound });

  test('are within a bound that allows whatever any of them allows', () => {
    const blue = aws('Allow', 's3:GetObject', 'arn:aws:s3:::reports/team-blue/*');
    const red = aws('Allow', 's3:GetObject', 'arn:aws:s3:::reports/team-red/*');
    expect(ask(blue, red)).toMatchObject({ outcome: 'passed' });
  });

  test('are not where one of them goes beyond, and the request is named', () => {
    const blue = aws('Allow', 's3:GetObject', 'arn:aws:s3:::reports/team-blue/*');
    const all = aws('Allow', 's3:*', 'arn:aws:s3:::reports/team-blue/*');
    const answer = ask(blue, all);
    expect(answer.outcome).toBe('failed');
    expect(answer.detail).toContain('arn:aws:s3:::reports/team-blue/');
  });

  test('are again where another denies what goes beyond', () => {
    const all = aws('Allow', 's3:*', 'arn:aws:s3:::reports/team-blue/*');
    const deny = canonical('aws-iam', {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', NotAction: 's3:GetObject', Resource: '*' }],
    });
    expect(ask(all, deny)).toMatchObject({ outcome: 'passed' });
  });

  test('of a cluster are more than each alone: a role in one, its binding in another', () => {
    const meta = (name: string) => ({ name, namespace: 'team' });
    const role = canonical('kubernetes-rbac', [
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: meta('secrets'),
        rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
      },
    ]);
    const binding = (name: string) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: meta(`bind-${name}`),
      subjects: [{ kind: 'ServiceAccount', name: 'job', namespace: 'team' }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    });
    const bound = canonical('kubernetes-rbac', [
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: meta('pods'),
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
      },
      binding('pods'),
    ]);
    const bind = canonical('kubernetes-rbac', [binding('secrets')]);
    const both = { language: 'kubernetes-rbac' as const, policies: [role, bind], bound };
    expect(proveWithin(both).outcome).toBe('failed');
    expect(proveWithin({ ...both, policies: [bind] }).outcome).not.toBe('failed');
  });

  test('of grants are within the grants that name them', () => {
    const grant = (repositories: readonly string[]) =>
      canonical('grants', {
        kind: 'github-app',
        app: 'deploy-bot',
        permissions: { contents: 'read' },
        repositories,
      });
    const wide = grant(['acme/api', 'acme/web']);
    const ask = (...policies: string[]) =>
      proveWithin({ language: 'grants', policies, bound: wide }).outcome;
    expect(ask(grant(['acme/api']), grant(['acme/web']))).toBe('passed');
    expect(ask(grant(['acme/api']), grant(['acme/secret']))).toBe('failed');
  });

  test('that are not canonical are nobody to ask about', () => {
    expect(() => ask('{}')).toThrow('a text is not canonical');
  });
});
