import { describe, expect, it } from 'vitest';
import type { Json } from '../bytes/index.ts';
import type { PolicyLanguage } from './index.ts';
import { casesOf, parseRequirement, readRequirementCases, resourcesOf } from './index.ts';
import { VALUES } from './testing/golden-formats.ts';
import { refusalsOf } from './testing/parsers.ts';

type Case = { id: string } & Record<string, Json>;

const read = (language: PolicyLanguage, allow: Case, deny: Case = { ...allow, id: 'other' }) =>
  readRequirementCases(language, { allow: [allow], deny: [deny] });

/** The whole document with these cases, through the parser of the format. */
function stated(language: PolicyLanguage, allow: Case) {
  const part = read(language, allow);
  if (!part.ok) throw new Error(refusalsOf(part).join());
  const document = { ...(VALUES.requirement as object), ...part.value } as unknown as Json;
  const parsed = parseRequirement(document);
  if (!parsed.ok) throw new Error(refusalsOf(parsed).join());
  return parsed.value;
}

describe('cases as people write them', () => {
  it('are version 1 where it can say them, whatever the order and number of words', () => {
    const plain = { id: 'a', action: 's3:GetObject', resources: ['b', 'a', 'b'] };
    expect(stated('aws-iam', plain)).toMatchObject({
      v: 1,
      allow: [{ id: 'a', actions: ['s3:GetObject'], resources: ['a', 'b'] }],
    });
  });

  it('are version 2 with who asks and which conditions hold, and come back as they were meant', () => {
    const one = {
      id: 'a',
      actions: ['s3:GetObject'],
      resources: ['*'],
      principals: { Service: 'ec2.amazonaws.com', AWS: ['2', '1'] },
      context: { 'aws:SecureTransport': true, 'aws:PrincipalTag/team': 'a' },
    };
    const requirement = stated('aws-iam', one);
    expect(requirement.v).toBe(2);
    expect(casesOf(requirement).allow).toEqual([
      {
        id: 'a',
        actions: ['s3:GetObject'],
        resources: ['*'],
        principals: { AWS: ['1', '2'], Service: ['ec2.amazonaws.com'] },
        context: { 'aws:SecureTransport': ['true'], 'aws:PrincipalTag/team': ['a'] },
      },
    ]);
  });

  it('in the words of a cluster or of grants leave out what they do not say', () => {
    const rbac = { id: 'a', verb: 'get', resource: 'pods', apiGroup: '', namespaces: ['b', 'a'] };
    expect(casesOf(stated('kubernetes-rbac', rbac)).allow).toEqual([
      { id: 'a', verbs: ['get'], resources: ['pods'], apiGroups: [''], namespaces: ['a', 'b'] },
    ]);
    const app = { id: 'a', permission: 'contents', level: 'read', repository: 'acme/one' };
    expect(casesOf(stated('grants', app)).allow).toEqual([
      { id: 'a', permission: ['contents'], level: 'read', repository: ['acme/one'] },
    ]);
  });

  it('are refused for every wrong word at once, each at its place with the word that was meant', () => {
    const wrong = { id: 'a', verbz: ['get'], namespace: 7, namespaces: ['x'], verb: [] };
    expect(refusalsOf(read('kubernetes-rbac', wrong, { id: 'b', verbs: ['get'] }))).toEqual([
      'UNKNOWN_FIELD `/allow/0/verbz` is no word of a case in `kubernetes-rbac`, did you mean `verbs`',
      'WRONG_TYPE `/allow/0/namespace` must be a text or a list of texts',
      'WRONG_VALUE `/allow/0/namespaces` says `namespaces` a second time',
      'WRONG_TYPE `/allow/0/verb` must be a text or a list of texts',
    ]);
    expect(refusalsOf(read('aws-iam', { id: 'a', actions: ['s3:*'] }))).toEqual([
      'MISSING_FIELD `/allow/0` has no field `resources`',
      'MISSING_FIELD `/deny/0` has no field `resources`',
    ]);
  });
});

describe('what a requirement asks access to', () => {
  const of = (language: PolicyLanguage, one: Case) => resourcesOf(stated(language, one));

  it('in a cluster is namespace, resource and group, and wider wherever a word is left out', () => {
    const rbac = { id: 'a', verbs: ['get'], namespaces: ['pay'] };
    expect(of('kubernetes-rbac', { ...rbac, apiGroups: ['', 'apps'], resources: ['x'] })).toEqual([
      'pay/x',
      'pay/x.apps',
    ]);
    expect(
      of('kubernetes-rbac', { ...rbac, apiGroups: [''], resources: ['x'], names: ['n'] }),
    ).toEqual(['pay/x/n']);
    expect(of('kubernetes-rbac', { ...rbac, resources: ['x/log'] })).toEqual(['pay/x*/log']);
    expect(of('kubernetes-rbac', { id: 'a', verbs: ['get'] })).toEqual(['*/**']);
    expect(of('kubernetes-rbac', { id: 'a', paths: ['/metrics'] })).toEqual(['/metrics']);
  });

  it('in grants is what they are about, or anything', () => {
    expect(of('grants', { id: 'a', scope: ['s'], audience: ['https://api'] })).toEqual([
      'https://api',
    ]);
    expect(of('grants', { id: 'a', scope: ['s'] })).toEqual(['*']);
  });
});
