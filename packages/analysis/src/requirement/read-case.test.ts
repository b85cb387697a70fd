import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LanguageName } from '../questions/language.ts';
import { canonicalCase, caseOf, readCase, readCases } from './read-case.ts';

function faults(language: LanguageName, value: unknown): unknown[] {
  const read = readCases(language, value);
  return read.ok
    ? []
    : read.refusals.map(({ code, message, details }) => [code, details?.['pointer'], message]);
}

describe('a case', () => {
  test('comes back sorted, without duplicates, in the words of its language', () => {
    expect(
      readCase('aws-iam', {
        id: 'read',
        action: ['s3:ListBucket', 's3:GetObject', 's3:GetObject'],
        resource: 'arn:aws:s3:::b/*',
        principal: ['arn:aws:iam::111122223333:role/app'],
        context: { 'aws:SecureTransport': true, 'aws:SourceIp': { NotIpAddress: '10.0.0.0/8' } },
      }),
    ).toEqual({
      ok: true,
      value: {
        id: 'read',
        actions: ['s3:GetObject', 's3:ListBucket'],
        resources: ['arn:aws:s3:::b/*'],
        principals: { AWS: ['arn:aws:iam::111122223333:role/app'] },
        context: {
          'aws:SecureTransport': ['true'],
          'aws:SourceIp': { NotIpAddress: ['10.0.0.0/8'] },
        },
      },
    });
    expect(
      readCase('kubernetes-rbac', { id: 'r', verb: 'get', resource: 'pods', namespace: 'shop' }),
    ).toEqual({
      ok: true,
      value: { id: 'r', verbs: ['get'], resources: ['pods'], namespaces: ['shop'] },
    });
    expect(
      readCase('grants', { id: 'r', permission: 'contents:read', repository: 'acme/shop' }),
    ).toEqual({
      ok: true,
      value: {
        id: 'r',
        kind: 'github-app',
        actions: ['contents:read'],
        repository: ['acme/shop'],
      },
    });
  });

  test('names every fault with its place', () => {
    expect(
      faults('aws-iam', {
        allow: [
          { id: 'one', actions: ['s3:GetObject', 'nonsense'], resources: ['*'] },
          { id: 'Two', acton: 's3:*', resources: [] },
          { id: 'three', actions: 's3:*', context: { 'aws:SourceIp': { Like: 'x' } } },
        ],
        deny: [{ id: 'one', actions: ['s3:Put\u200bObject', 7] }, 'x', { id: 'one', actions: '*' }],
        maybe: [],
      }),
    ).toEqual([
      ['UNKNOWN_ELEMENT', '/maybe', 'cases have no `maybe`'],
      ['WRONG_ACTION', '/allow/0/actions/1', '`nonsense` is not `*` or `service:action`'],
      ['WRONG_VALUE', '/allow/1/id', '`id` must be a name in lower case, digits and `-`'],
      ['UNKNOWN_ELEMENT', '/allow/1/acton', 'a case has no word `acton`; did you mean `action`'],
      ['EMPTY_LIST', '/allow/1/resources', '`resources` must not be an empty list'],
      ['MISSING_ELEMENT', '/allow/1', 'the case has no `actions`'],
      ['UNKNOWN_OPERATOR', '/allow/2/context', 'the condition operator `Like` is not known'],
      ['INVISIBLE_CHARACTER', '/deny/0/actions/0', 'a text holds the invisible character `U+200B`'],
      ['WRONG_TYPE', '/deny/0/actions/1', '`actions` is made of texts'],
      ['WRONG_TYPE', '/deny/1', 'a case must be an object with an `id`'],
    ]);
    expect(
      faults('kubernetes-rbac', { allow: [{ id: 'a', verbs: 'g*t' }], deny: [{ id: 'b' }] }),
    ).toEqual([
      ['WRONG_PATTERN', '/allow/0/verbs', 'in `g*t` a `*` stands elsewhere than at the end'],
      ['MISSING_ELEMENT', '/deny/0', 'the case says nothing about requests'],
    ]);
    expect(
      faults('grants', { allow: [{ id: 'a', scope: 'x', action: 'y', level: 'own' }] }),
    ).toEqual([
      ['CONFLICTING_ELEMENTS', '/allow/0/action', '`action` says what another word says already'],
    ]);
    expect(
      faults('aws-iam', { allow: [{ id: 'a', actions: '*' }], deny: [{ id: 'a', actions: '*' }] }),
    ).toEqual([['CASE_TWICE', '/deny/0/id', '`a` names another case already']]);
  });

  test('has one canonical form, and comes back from it', () => {
    const words = fc.record(
      {
        verbs: fc.shuffledSubarray(['get', 'list', 'watch'], { minLength: 1 }),
        resources: fc.shuffledSubarray(['pods', 'secrets', 'pods/log'], { minLength: 1 }),
        namespaces: fc.shuffledSubarray(['a', 'b'], { minLength: 1 }),
      },
      { requiredKeys: ['verbs'] },
    );
    fc.assert(
      fc.property(words, (given) => {
        const read = readCase('kubernetes-rbac', { id: 'x', ...given });
        if (!read.ok) throw new Error(JSON.stringify(read.refusals));
        const canonical = canonicalCase('kubernetes-rbac', read.value);
        expect(Object.keys(canonical)).toHaveLength(15);
        expect(caseOf(canonical)).toEqual(read.value);
        expect(readCase('kubernetes-rbac', canonical)).toEqual(read);
      }),
    );
  });
});
