import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Json, parseInventory } from '@countersign/evidence';
import { describe, expect, test } from 'vitest';
import { readServiceLastAccessed } from './access-advisor.ts';
import {
  type AuthorizationDetailsOptions,
  readAuthorizationDetails,
} from './authorization-details.ts';
import { readCredentialReport } from './credential-report.ts';

const VECTORS = join(import.meta.dirname, '..', '..', '..', '..', 'vectors', 'connectors');
const OPTIONS: AuthorizationDetailsOptions = {
  environment: 'prod/aws/123456789012',
  takenAt: '2026-11-01T00:00:00.000Z',
  tool: 'test',
  toolVersion: '1',
};
const ALLOW = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
};
const ROLE = 'arn:aws:iam::123456789012:role/app';
const TRUST = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
};

interface Real {
  readonly path: string;
  readonly authorizationDetails: Readonly<Record<string, readonly unknown[]>>;
}
const real = readFileSync(join(VECTORS, 'aws-authorization-details.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Real);

function read(value: unknown, options: Partial<AuthorizationDetailsOptions> = {}) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const parsed = readAuthorizationDetails(text, { ...OPTIONS, ...options });
  if (!parsed.ok) throw new Error(parsed.refusals.map(({ message }) => message).join('\n'));
  return parsed.value;
}

function role(more: Record<string, unknown> = {}) {
  return {
    Arn: ROLE,
    RoleName: 'app',
    Path: '/',
    AssumeRolePolicyDocument: TRUST,
    RolePolicyList: [],
    AttachedManagedPolicies: [],
    InstanceProfileList: [],
    ...more,
  };
}

function account(roles: readonly unknown[], policies: readonly unknown[] = []) {
  return { UserDetailList: [], GroupDetailList: [], RoleDetailList: roles, Policies: policies };
}

describe('real accounts', () => {
  test.each(real.map(({ path, authorizationDetails }) => [path, authorizationDetails] as const))(
    'every identity of %s is there, and every policy is read or named',
    (_, details) => {
      const { inventory, found, unresolved } = read(details);
      const owners = [...(details['UserDetailList'] ?? []), ...(details['RoleDetailList'] ?? [])];
      expect(inventory.identities).toHaveLength(owners.length);
      for (const identity of inventory.identities) {
        for (const { digest } of identity.policies)
          expect(inventory.policies[digest]).toBeDefined();
        for (const missing of identity.missing) {
          expect(unresolved.some(({ what }) => missing.endsWith(what))).toBe(true);
        }
      }
      expect(found.length + unresolved.length).toBeGreaterThan(0);
      const workspace = '01890a5d-ac96-774b-bcce-b302099a8057';
      expect(parseInventory({ ...inventory, workspace } as unknown as Json)).toMatchObject({
        ok: true,
      });
    },
  );

  test('what each account comes to', () => {
    const rows = real.map(({ path, authorizationDetails }) => {
      const { inventory, found, unresolved } = read(authorizationDetails);
      return {
        path,
        identities: inventory.identities.length,
        found: found.length,
        fixed: found.filter(({ fixed }) => fixed !== null).length,
        unresolved: unresolved.length,
      };
    });
    expect(rows).toMatchInlineSnapshot(`
      [
        {
          "fixed": 30,
          "found": 41,
          "identities": 6,
          "path": "test/files/example-authz-details.json",
          "unresolved": 0,
        },
        {
          "fixed": 0,
          "found": 6,
          "identities": 3,
          "path": "test/files/example_authz_v2.json",
          "unresolved": 1,
        },
        {
          "fixed": 1,
          "found": 10,
          "identities": 6,
          "path": "account-data/demo/us-east-1/iam-get-account-authorization-details.json",
          "unresolved": 0,
        },
      ]
    `);
  });

  test('the same account as pages, one after the other, reads the same', () => {
    const details = real[0]?.authorizationDetails ?? {};
    const pages = Object.entries(details).map(([name, list], index, all) =>
      JSON.stringify({ [name]: list, IsTruncated: index < all.length - 1 }),
    );
    const whole = read(details);
    const paged = read(pages.join('\n'));
    expect(paged.inventory).toEqual(whole.inventory);
    expect(read(`[${pages.join(',')}]`).inventory).toEqual(whole.inventory);
  });

  test('documents as the API gives them, percent-encoded, read the same', () => {
    const details = real[1]?.authorizationDetails ?? {};
    const encoded = JSON.parse(JSON.stringify(details), (name, value: unknown) =>
      /Document$/.test(name) ? encodeURIComponent(JSON.stringify(value)) : value,
    ) as unknown;
    expect(read(encoded).inventory).toEqual(read(details).inventory);
  });
});

describe('what is not there is named', () => {
  test('a policy that is attached and not in the input', () => {
    const arn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const attached = [{ PolicyArn: arn, PolicyName: 'AdministratorAccess' }];
    const { inventory, unresolved } = read(account([role({ AttachedManagedPolicies: attached })]));
    expect(inventory.identities[0]?.missing).toEqual([arn]);
    expect(unresolved).toEqual([
      {
        pointer: '/RoleDetailList/0/AttachedManagedPolicies/0',
        what: arn,
        why: 'it is attached and its document is not in the input',
      },
    ]);
  });

  test('a policy that cannot be read', () => {
    const inline = [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statment: [] } }];
    const { inventory, unresolved } = read(account([role({ RolePolicyList: inline })]));
    expect(inventory.identities[0]?.missing).toEqual([`${ROLE}#inline/p`]);
    expect(unresolved[0]?.why).toContain('the policy element `Statment` is not known');
  });

  test('the last page', () => {
    const { unresolved } = read({ ...account([role()]), IsTruncated: true, Marker: 'x' });
    expect(unresolved.map(({ why }) => why)).toEqual([
      'the last page is missing, so that identities and policies are',
    ]);
  });

  test('a group, a boundary and a default version', () => {
    const user = {
      Arn: 'arn:aws:iam::123456789012:user/u',
      UserName: 'u',
      GroupList: ['g'],
      PermissionsBoundary: { PermissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/b' },
    };
    const policy = {
      Arn: 'arn:aws:iam::123456789012:policy/b',
      DefaultVersionId: 'v2',
      PolicyVersionList: [{ VersionId: 'v1', Document: ALLOW }],
    };
    const { inventory, unresolved } = read({ UserDetailList: [user], Policies: [policy] });
    expect(inventory.identities[0]).toMatchObject({
      boundary: null,
      missing: ['group g', 'arn:aws:iam::123456789012:policy/b'],
    });
    expect(unresolved.map(({ what }) => what)).toEqual([policy.Arn, 'g', policy.Arn]);
  });

  test('a list that is not known', () => {
    const { unresolved } = read({ ...account([role()]), ProfileDetailList: [] });
    expect(unresolved.map(({ what }) => what)).toEqual(['ProfileDetailList']);
  });
});

describe('facts of identities', () => {
  const others = (principal: unknown) =>
    role({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
      },
    });

  test.each([
    [{ Service: 'ec2.amazonaws.com' }, undefined, false],
    [{ AWS: 'arn:aws:iam::123456789012:root' }, undefined, false],
    [{ AWS: 'arn:aws:iam::999999999999:root' }, undefined, null],
    [{ AWS: '999999999999' }, ['123456789012'], true],
    [{ AWS: '999999999999' }, ['999999999999'], false],
    [{ AWS: '*' }, undefined, true],
    ['*', undefined, true],
    [{ Federated: 'arn:aws:iam::123456789012:oidc-provider/ci' }, ['1'], null],
  ])(
    'a role that %j may assume, with own accounts %j: third party %s',
    (principal, own, expected) => {
      const { inventory } = read(
        account([others(principal)]),
        own === undefined ? {} : { ownAccounts: own },
      );
      expect(inventory.identities[0]?.thirdParty).toBe(expected);
    },
  );

  test('the owner of a policy is its tag, or that of what carries it', () => {
    const inline = [{ PolicyName: 'p', PolicyDocument: ALLOW }];
    const tags = [{ Key: 'Owner', Value: 'ada' }];
    const { found } = read(account([role({ RolePolicyList: inline, Tags: tags })]));
    expect(found.map(({ name, owner }) => [name, owner])).toEqual([
      [`${ROLE}#inline/p`, 'ada'],
      [`${ROLE}#trust`, 'ada'],
    ]);
  });

  test('policies of AWS and of roles that services keep cannot be changed here', () => {
    const linked = role({ Path: '/aws-service-role/x.amazonaws.com/' });
    const managed = {
      Arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      DefaultVersionId: 'v1',
      PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: ALLOW }],
    };
    const { found } = read(account([linked], [managed]));
    expect(found.map(({ fixed }) => fixed)).toEqual([
      'it is a policy of AWS',
      'it is of a role that a service of AWS keeps',
    ]);
  });

  test('the credential report and the access advisor are joined by ARN', () => {
    const raw = JSON.parse(
      readFileSync(join(VECTORS, 'aws-credential-report-cloudmapper.json'), 'utf8'),
    ) as { Content: string };
    const content = Buffer.from(raw.Content).toString('base64');
    const report = readCredentialReport(JSON.stringify({ ...raw, Content: content }));
    if (!report.ok) throw new Error('the report is read');
    expect(readCredentialReport(JSON.stringify(raw))).toEqual(report);
    const arn = 'arn:aws:iam::123456789012:user/user';
    const advisor = readServiceLastAccessed(
      JSON.stringify({
        JobStatus: 'COMPLETED',
        IsTruncated: false,
        ServicesLastAccessed: [
          {
            ServiceName: 'Amazon S3',
            ServiceNamespace: 's3',
            LastAuthenticated: '2026-10-01T00:00:00+00:00',
            TotalAuthenticatedEntities: 1,
          },
          { ServiceName: 'AWS IAM', ServiceNamespace: 'iam', TotalAuthenticatedEntities: 0 },
        ],
      }),
    );
    if (!advisor.ok) throw new Error('the answer is read');
    const { inventory } = read(
      { UserDetailList: [{ Arn: arn, UserName: 'user', GroupList: [] }] },
      { credentialReport: report.value, serviceAccess: new Map([[arn, advisor.value]]) },
    );
    expect(inventory.identities[0]).toMatchObject({
      credentials: [
        { kind: 'password', createdAt: null, lastUsedAt: '2018-05-07T15:35:54.000Z' },
        { kind: 'access-key', createdAt: '2019-05-07T15:35:55.000Z', lastUsedAt: null },
        {
          kind: 'access-key',
          createdAt: '2018-05-07T15:35:54.000Z',
          lastUsedAt: '2018-05-07T15:35:54.000Z',
        },
      ],
      lastUsedAt: '2026-10-01T00:00:00.000Z',
    });
  });

  test('without a report nothing is known of credentials of users', () => {
    const { inventory } = read({
      UserDetailList: [{ Arn: 'arn:aws:iam::123456789012:user/u', UserName: 'u' }],
    });
    expect(inventory.identities[0]).toMatchObject({
      credentials: null,
      usedBy: null,
      lastUsedAt: null,
    });
  });
});

describe('hostile input is refused', () => {
  test.each([
    ['not JSON', '{"RoleDetailList": [', 'NOT_JSON'],
    ['empty', '  \n', 'NOT_JSON'],
    ['a name twice', '{"Policies":[],"Policies":[]}', 'DUPLICATE_KEY'],
    ['something else', '{"Users":[]}', 'WRONG_TYPE'],
    ['a list that is none', '{"Policies":{}}', 'WRONG_TYPE'],
    ['too deep', `{"Policies":${'['.repeat(100)}${']'.repeat(100)}}`, 'TOO_DEEP'],
    ['brackets only', '}'.repeat(200_000), 'TOO_LARGE'],
    [
      'an unreadable time',
      JSON.stringify(account([role({ RoleLastUsed: { LastUsedDate: 'yesterday' } })])),
      'WRONG_VALUE',
    ],
    ['no ARN', JSON.stringify(account([{ ...role(), Arn: undefined }])), 'MISSING_FIELD'],
  ])('%s', (_, text, code) => {
    const parsed = readAuthorizationDetails(text, OPTIONS);
    expect(parsed.ok ? [] : parsed.refusals.map((one) => one.code)).toContain(code);
  });

  test('a name of Object.prototype is no group and no policy', () => {
    const user = {
      Arn: 'arn:aws:iam::123456789012:user/u',
      UserName: 'u',
      GroupList: ['__proto__', 'toString'],
    };
    expect(read({ UserDetailList: [user] }).inventory.identities[0]?.missing).toEqual([
      'group __proto__',
      'group toString',
    ]);
  });

  test('an unfinished answer of the access advisor would make access look unused', () => {
    const unfinished = readServiceLastAccessed('{"JobStatus":"IN_PROGRESS"}');
    expect(unfinished.ok ? [] : unfinished.refusals.map(({ message }) => message)).toEqual([
      'the job has not completed; ask for its answer again',
    ]);
  });
});
