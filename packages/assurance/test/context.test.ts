import { type Digest, digest, type Inventory, type Json, utf8 } from '@countersign/evidence';
import { describe, expect, test } from 'vitest';
import { type Own, surroundingsOf } from '../src/index.ts';

const canonical = (language: string, policy: Json): string =>
  JSON.stringify({ canonical: `${language}/1`, policy });
const named = (text: string): Digest => digest(utf8(text));

const allow = (action: string, more: object = {}): Json => ({
  Statement: [{ Action: [action], Effect: 'Allow', Resource: ['*'], ...more }],
  Version: '2012-10-17',
});

const own = (more: Partial<Own>): Own => ({
  language: 'aws-iam',
  externalId: 'me',
  policyName: 'mine',
  versions: new Set(),
  texts: [],
  hasBase: false,
  others: [],
  ...more,
});

const inventory = (more: Partial<Inventory>): Inventory => ({
  kind: 'inventory',
  v: 1,
  workspace: 'w',
  environment: 'e',
  language: 'aws-iam',
  source: 'aws-authorization-details',
  tool: 't',
  toolVersion: '1',
  takenAt: '2026-01-02T00:00:00.000Z',
  identities: [],
  organization: null,
  objects: null,
  policies: {},
  ...more,
});

function attached(
  policies: readonly (readonly [name: string, policy: Json])[],
  missing: string[] = [],
) {
  const texts = policies.map(([name, policy]) => [name, canonical('aws-iam', policy)] as const);
  return inventory({
    identities: [
      {
        externalId: 'me',
        type: 'role',
        policies: texts.map(([name, text]) => ({ name, layer: 'identity', digest: named(text) })),
        boundary: null,
        groups: [],
        thirdParty: null,
        credentials: null,
        usedBy: null,
        lastUsedAt: null,
        missing,
      },
    ],
    policies: Object.fromEntries(texts.map(([, text]) => [named(text), text])),
  });
}

const BASE = canonical('aws-iam', allow('s3:Get*'));

describe('what is in force around an AWS candidate', () => {
  test('leaves out its own policy, by content or by name, and keeps every other', () => {
    const live = attached([
      ['renamed', allow('s3:Get*')],
      ['other', allow('s3:Put*')],
    ]);
    const byContent = own({ versions: new Set([named(BASE)]), hasBase: true, policyName: null });
    const kept = { stack: { identity: [allow('s3:Put*')] }, layer: 'identity', complete: true };
    expect(surroundingsOf(live, byContent)).toMatchObject(kept);
    const byName = own({ policyName: 'renamed', hasBase: true });
    expect(surroundingsOf(live, byName)).toMatchObject(kept);
  });

  test('is not complete where the base is not found live, or something attached was not read', () => {
    const live = attached([['other', allow('s3:Put*')]]);
    expect(surroundingsOf(live, own({ hasBase: true }))).toMatchObject({ complete: false });
    expect(surroundingsOf(live, own({ hasBase: false }))).toMatchObject({ complete: true });
    const unread = attached([['other', allow('s3:Put*')]], ['arn:aws:iam::aws:policy/X']);
    expect(surroundingsOf(unread, own({}))).toMatchObject({ complete: false });
    expect(surroundingsOf(null, own({}))).toMatchObject({
      stack: { identity: [] },
      complete: false,
    });
    expect(surroundingsOf(live, own({ externalId: 'another' }))).toMatchObject({ complete: false });
  });

  test('has what Countersign released since in the place of what the snapshot has of it', () => {
    const before = canonical('aws-iam', allow('s3:*'));
    const after = canonical('aws-iam', allow('s3:List*'));
    const since = '2026-01-03T00:00:00.000Z';
    const released = {
      text: after,
      name: 'r',
      versions: new Set([named(before), named(after)]),
      since,
    };
    const live = attached([['r', allow('s3:*')]]);
    expect(surroundingsOf(live, own({ others: [released] }))).toMatchObject({
      stack: { identity: [allow('s3:List*')] },
    });
    const drifted = attached([['r', allow('iam:*')]]);
    expect(surroundingsOf(drifted, own({ others: [released] }))).toMatchObject({
      stack: { identity: [allow('iam:*'), allow('s3:List*')] },
    });
  });

  test('of a policy that names principals is the resource', () => {
    const trust = canonical('aws-iam', allow('s3:Get*', { Principal: '*' }));
    expect(surroundingsOf(null, own({ texts: [trust] }))).toMatchObject({
      layer: 'resource',
      stack: { resource: [] },
    });
  });
});

const object = (name: string, verb: string): { readonly [name: string]: Json } => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name, namespace: 'pay' },
  rules: [{ apiGroups: [''], resources: ['pods'], verbs: [verb] }],
});

test('around objects of a cluster are the others; of two of one name the newer counts', () => {
  const live = inventory({
    language: 'kubernetes-rbac',
    source: 'kubernetes-objects',
    objects: [object('mine', 'get'), object('old', 'get'), object('new', 'get')],
  });
  const released = (name: string, since: string) => ({
    text: canonical('kubernetes-rbac', [object(name, 'list')]),
    name,
    versions: new Set<Digest>(),
    since,
  });
  const around = surroundingsOf(
    live,
    own({
      language: 'kubernetes-rbac',
      texts: [canonical('kubernetes-rbac', [object('mine', 'delete')])],
      others: [
        released('old', '2026-01-01T00:00:00.000Z'),
        released('new', '2026-01-03T00:00:00.000Z'),
      ],
    }),
  );
  expect(around).toEqual({
    language: 'kubernetes-rbac',
    objects: [object('old', 'get'), object('new', 'list')],
    complete: true,
  });
});
