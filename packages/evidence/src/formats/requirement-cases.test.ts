import { describe, expect, it } from 'vitest';
import type { Json } from '../bytes/index.ts';
import { casesOf, casesPart, type FlatCase, parseRequirement, resourcesOf } from './index.ts';
import { VALUES } from './testing/golden-formats.ts';
import { refusalsOf } from './testing/parsers.ts';
import type { PolicyLanguage } from './values.ts';

const WORDS = {
  'aws-iam': 'actions notActions resources notResources principals context'.split(' '),
  'kubernetes-rbac': Object.keys((VALUES['requirement-v2'] as { allow: object[] }).allow[0] ?? {}),
  grants:
    'kind provider level path subject actions repository organization resource notActions notRepository notResource'.split(
      ' ',
    ),
} as const;

/** The whole document with one case, each word there, through the parser of the format. */
function read(language: PolicyLanguage, words: Readonly<Record<string, Json>>) {
  const none = Object.fromEntries(WORDS[language].map((word) => [word, null]));
  const one: FlatCase = { ...none, ...words, id: 'a' };
  const part = casesPart(language, { allow: [one], deny: [{ ...one, id: 'b' }] });
  return parseRequirement({ ...(VALUES.requirement as object), ...part } as unknown as Json);
}

function stated(language: PolicyLanguage, words: Readonly<Record<string, Json>>) {
  const parsed = read(language, words);
  if (!parsed.ok) throw new Error(refusalsOf(parsed).join());
  return parsed.value;
}

describe('the cases of a document', () => {
  it('are version 1 where it can say them', () => {
    const plain = stated('aws-iam', { actions: ['s3:GetObject'] });
    expect(plain).toMatchObject({ v: 1, allow: [{ id: 'a', resources: ['*'] }] });
    expect(casesOf(plain).allow).toEqual([
      { id: 'a', actions: ['s3:GetObject'], resources: ['*'] },
    ]);
  });

  it.each<[PolicyLanguage, Readonly<Record<string, Json>>]>([
    ['aws-iam', { actions: ['s3:*'], principals: '*' }],
    ['aws-iam', { notActions: ['s3:Get*'], notResources: ['arn:aws:s3:::a'] }],
    ['kubernetes-rbac', { verbs: ['get'], notNamespaces: ['', 'pay'] }],
    ['aws-iam', { actions: ['s3:*'], principals: { AWS: ['1', '2'], Service: ['x'] } }],
    [
      'aws-iam',
      {
        actions: ['s3:*'],
        resources: ['*'],
        context: { 'aws:SecureTransport': ['true'], 's3:prefix': { StringLike: ['a/*'] } },
      },
    ],
    ['aws-iam', { notActions: ['s3:*'] }],
    ['aws-iam', { actions: ['s3:*'], notResources: ['arn:aws:s3:::b'] }],
    ['kubernetes-rbac', { verbs: ['get'], apiGroups: [''], resources: ['pods'] }],
    ['kubernetes-rbac', { notNamespaces: ['', 'shop'] }],
    ['kubernetes-rbac', { verbs: ['get'], paths: ['/metrics'] }],
    ['grants', { kind: 'github-app', actions: ['contents'], level: 'read', repository: ['a/b'] }],
    ['grants', { kind: 'github-app', notRepository: ['a/b'] }],
  ])('in %s come back as they were meant: %j', (language, words) => {
    const requirement = stated(language, words);
    expect(requirement.v).toBe(2);
    expect(casesOf(requirement).allow).toEqual([{ id: 'a', ...words }]);
  });

  it.each<[PolicyLanguage, Readonly<Record<string, Json>>, string]>([
    ['aws-iam', { actions: ['b', 'a'], principals: '*' }, '/allow/0/actions/1'],
    ['aws-iam', { principals: '*' }, '/allow/0/actions'],
    ['aws-iam', { actions: ['a'], notActions: ['a'] }, '/allow/0/notActions'],
    ['aws-iam', { actions: ['a'], principals: 'me' }, '/allow/0/principals'],
    ['aws-iam', { actions: ['a'], principals: { AWS: [] } }, '/allow/0/principals/AWS'],
    ['aws-iam', { actions: ['a'], context: {} }, '/allow/0/context'],
    [
      'aws-iam',
      { actions: ['a'], context: { k: { StringLike: [''] } } },
      '/allow/0/context/k/StringLike/0',
    ],
    ['kubernetes-rbac', { verbs: [''] }, '/allow/0/verbs/0'],
    ['kubernetes-rbac', { verbz: ['get'] }, '/allow/0'],
    ['grants', { level: ['read'] }, '/allow/0/level'],
  ])('in %s that are wrong are refused at their place: %j', (language, words, pointer) => {
    const parsed = read(language, words);
    const places = parsed.ok ? [] : parsed.refusals.map(({ details }) => details?.['pointer']);
    expect(places).toContain(pointer);
  });
});

describe('what a requirement asks access to', () => {
  const of = (language: PolicyLanguage, words: Readonly<Record<string, Json>>) =>
    resourcesOf(stated(language, words));

  it('in a cluster is namespace, resource and group, and wider wherever a word is left out', () => {
    const rbac = { verbs: ['get'], namespaces: ['pay'] };
    expect(of('kubernetes-rbac', { ...rbac, apiGroups: ['', 'apps'], resources: ['x'] })).toEqual([
      'pay/x',
      'pay/x.apps',
    ]);
    expect(
      of('kubernetes-rbac', { ...rbac, apiGroups: [''], resources: ['x'], names: ['n'] }),
    ).toEqual(['pay/x/n']);
    expect(of('kubernetes-rbac', { ...rbac, resources: ['x/log'] })).toEqual(['pay/x*/log']);
    expect(of('kubernetes-rbac', { verbs: ['get'] })).toEqual(['*/**']);
    expect(of('kubernetes-rbac', { verbs: ['get'], paths: ['/metrics'] })).toEqual(['/metrics']);
  });

  it('in grants is what they are about, or anything', () => {
    const scope = { kind: 'oauth', actions: ['invoices:read'] };
    expect(of('grants', { ...scope, resource: ['https://api'] })).toEqual(['https://api']);
    expect(of('grants', scope)).toEqual(['*']);
  });
});
