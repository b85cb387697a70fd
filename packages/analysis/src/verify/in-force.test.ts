import { expect, test } from 'vitest';
import { checkOf, IDENTITY, verified } from '../../test/verified.ts';
import type { Surroundings } from './verification-context.ts';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' };
const read = { Version: '2012-10-17', Statement: [READ] };
const deny = { deny: [{ id: 'no-secrets', actions: ['secretsmanager:*'], resources: ['*'] }] };
const allow = {
  allow: [{ id: 'read', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/*'] }],
};

function policy(...statements: object[]) {
  return { Version: '2012-10-17', Statement: statements } as const;
}

function stack(
  layers: Record<string, unknown>,
  complete = true,
  layer: 'identity' | 'boundary' = 'identity',
): Surroundings {
  return { language: 'aws-iam', layer, stack: layers as never, complete };
}

const ROLE_ARN = 'arn:aws:iam::111122223333:role/bot';
const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const SECRETS = {
  Sid: 'Secrets',
  Effect: 'Allow',
  Action: 'secretsmanager:GetSecretValue',
  Resource: '*',
};
const NO_SECRETS = { Effect: 'Deny', Action: 'secretsmanager:*', Resource: '*' };

test('an intended denial that another attachment undoes fails in force and names what allows it', () => {
  const surroundings = stack({ identity: [read, policy(READ, SECRETS)] });
  const verifying = { to: read, requirement: deny, context: { surroundings } };
  expect(checkOf(verifying, 'denies/no-secrets')).toMatchObject({ outcome: 'passed' });
  const check = checkOf(verifying, 'denies-in-force/no-secrets');
  expect(check).toMatchObject({ outcome: 'failed', blocking: true, group: 'stack' });
  expect(check.detail).toContain('by statement 2 (`Secrets`) of the identity policy 2');
  expect(check.witness).toMatchObject({ action: 'secretsmanager:GetSecretValue' });
});

test('a denial that the candidate itself breaks is laid at its own statement', () => {
  const surroundings = stack({ identity: [read] });
  const verifying = { to: policy(READ, SECRETS), requirement: deny, context: { surroundings } };
  expect(checkOf(verifying, 'denies-in-force/no-secrets').detail).toContain('of this policy');
});

test('a denial is explicit in force where a Deny of some layer stands against all of it', () => {
  const scp = [[policy(ALL)], [policy(ALL, NO_SECRETS)]];
  const check = checkOf(
    {
      to: policy(READ, SECRETS),
      requirement: deny,
      context: { surroundings: stack({ identity: [], scp, principal: ROLE_ARN }) },
    },
    'denies-in-force/no-secrets',
  );
  expect(check).toMatchObject({ outcome: 'passed', doesNotProve: 'that the Deny stays in force' });
  expect(check.detail).toContain(
    'denied by an explicit Deny in force (service control policies of level 2), which no grant undoes',
  );
});

test('a denial that only a control keeps says which one, and one that nothing grants says none', () => {
  const scp = [[policy(ALL, NO_SECRETS)]];
  const surroundings = { ...stack({ identity: [policy(ALL)], scp, principal: ROLE_ARN }) };
  const detail = (statements: readonly object[], around: Surroundings): string =>
    checkOf(
      { to: policy(...statements), requirement: deny, context: { surroundings: around } },
      'denies-in-force/no-secrets',
    ).detail;
  expect(detail([READ], surroundings)).toContain('; safe only because of ');
  expect(detail([READ], stack({ identity: [], scp, principal: ROLE_ARN }))).not.toContain(
    'safe only because',
  );
});

test('a stack that does not say who asks is asked about the identity', () => {
  const scp = [[policy(ALL, NO_SECRETS)]];
  const identity = { ...IDENTITY, externalId: ROLE_ARN };
  const surroundings = stack({ identity: [], scp });
  const outcome = (context: object): string =>
    checkOf({ to: policy(READ, SECRETS), requirement: deny, context }, 'denies-in-force/no-secrets')
      .outcome;
  // A role of a service, which service control policies never reach, may have the policy too.
  expect(outcome({ surroundings })).toBe('undetermined');
  expect(outcome({ surroundings, identity })).toBe('passed');
});

test('a denial that rests on nothing allowing it is not called explicit', () => {
  const check = checkOf(
    { to: read, requirement: deny, context: { surroundings: stack({ identity: [] }) } },
    'denies-in-force/no-secrets',
  );
  expect(check.detail).toBe('denied because nothing in force allows it');
});

test('what is in force being unknown, unreadable or of another language is undetermined and never green', () => {
  const cases: readonly [Surroundings | null, RegExp][] = [
    [null, /no inventory was given/],
    [
      stack({ identity: [{ Version: '2012-10-17', Statement: [{ Effect: 'Perhaps' }] }] }),
      /cannot be read/,
    ],
    [{ language: 'grants', grants: [], complete: true }, /are of `grants`/],
  ];
  for (const [surroundings, why] of cases) {
    const verifying = { to: read, requirement: { ...deny, ...allow }, context: { surroundings } };
    for (const name of [
      'denies-in-force/no-secrets',
      'allows-in-force/read',
      'diff-in-force-decided',
    ]) {
      const check = checkOf(verifying, name);
      expect(check.outcome).toBe('undetermined');
      expect(check.detail).toMatch(why);
    }
  }
});

test('an inventory that is not complete is named in what a check takes for granted', () => {
  const surroundings = stack({ identity: [] }, false);
  const check = checkOf(
    { to: read, requirement: deny, context: { surroundings } },
    'denies-in-force/no-secrets',
  );
  expect(check.outcome).toBe('passed');
  expect(check.detail).toContain('taken for granted: the inventory names everything');
  expect(check.doesNotProve).toContain('an inventory that is not complete');
});

test('a required request that a boundary takes away is an under-grant in force', () => {
  const boundary = [policy({ ...READ, Action: 's3:ListBucket' })];
  const verifying = {
    to: read,
    requirement: allow,
    context: { surroundings: stack({ identity: [], boundary }) },
  };
  expect(checkOf(verifying, 'allows/read')).toMatchObject({ outcome: 'passed' });
  const check = checkOf(verifying, 'allows-in-force/read');
  expect(check).toMatchObject({ outcome: 'failed', blocking: false });
  expect(check.detail).toContain('another layer in force does not let through `s3:GetObject`');
});

test('a required request is asked about resources of the own account, and what other accounts decide is said', () => {
  const identity = { ...IDENTITY, externalId: ROLE_ARN };
  const bucket = 'arn:aws:s3:::invoices/*';
  const requirement = { allow: [{ id: 'read', actions: ['s3:GetObject'], resources: [bucket] }] };
  const asked = (more: object) =>
    checkOf(
      {
        to: policy({ ...READ, Resource: bucket }),
        requirement,
        context: { identity, surroundings: stack({ identity: [], ...more }) },
      },
      'allows-in-force/read',
    );
  expect(asked({})).toMatchObject({
    outcome: 'passed',
    detail: 'allowed for all requests about resources of its own account',
    proves: expect.stringContaining('`read` about resources of its own account is allowed'),
    doesNotProve: expect.stringContaining('another account lets it in'),
  });
  const limited = asked({ boundary: [policy({ ...READ, Resource: 'arn:aws:s3:::other/*' })] });
  expect(limited).toMatchObject({ outcome: 'failed' });
});

test('a candidate for the boundary is placed there, and removes what it does not let through', () => {
  const surroundings = stack({ identity: [policy(ALL)] }, true, 'boundary');
  const verifying = { to: read, requirement: deny, context: { surroundings } };
  expect(checkOf(verifying, 'denies-in-force/no-secrets')).toMatchObject({ outcome: 'passed' });
});

test('the comparison in force says what a change comes to in the stack', () => {
  const boundary = [read];
  const { inForce, checks } = verified({
    from: read,
    to: policy(READ, SECRETS),
    context: { surroundings: stack({ identity: [], boundary }) },
  });
  expect(inForce?.verdict).toBe('equivalent');
  const check = checks.find(({ name }) => name === 'diff-in-force-decided');
  expect(check?.detail).toContain('in force the change is equivalent');
  expect(check?.detail).toContain('is inert');
});

const ROLE = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: 'reader', namespace: 'app' },
  rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }],
};
const BINDING = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'reader', namespace: 'app' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
  subjects: [{ kind: 'ServiceAccount', name: 'bot', namespace: 'app' }],
};
const SECRET_ROLE = {
  ...ROLE,
  kind: 'ClusterRole',
  metadata: { name: 'secrets' },
  rules: [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'] }],
};

function bound(subject: object) {
  return {
    ...BINDING,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'secrets' },
    roleRef: { ...BINDING.roleRef, kind: 'ClusterRole', name: 'secrets' },
    subjects: [subject],
  };
}

function cluster(...objects: object[]): Surroundings {
  return { language: 'kubernetes-rbac', objects: objects as never, complete: true };
}

const denySecrets = { deny: [{ id: 'no-secrets', apiGroups: [''], resources: ['secrets'] }] };

test('in a cluster a denial is about whom the candidate binds, with the groups it carries', () => {
  const outcome = (subject: object): string =>
    checkOf(
      {
        language: 'kubernetes-rbac',
        to: [ROLE, BINDING],
        requirement: denySecrets,
        context: { surroundings: cluster(SECRET_ROLE, bound(subject)) },
      },
      'denies-in-force/no-secrets',
    ).outcome;
  expect(outcome({ kind: 'ServiceAccount', name: 'bot', namespace: 'app' })).toBe('failed');
  expect(outcome({ kind: 'Group', name: 'system:serviceaccounts:app' })).toBe('failed');
  expect(outcome({ kind: 'Group', name: 'system:authenticated' })).toBe('failed');
  expect(outcome({ kind: 'Group', name: 'system:serviceaccounts:other' })).toBe('passed');
  expect(outcome({ kind: 'ServiceAccount', name: 'other', namespace: 'app' })).toBe('passed');
  expect(outcome({ kind: 'User', name: 'alice' })).toBe('passed');
});

test('a role that the cluster binds is asked about through whom it is bound to', () => {
  const surroundings = cluster(
    BINDING,
    SECRET_ROLE,
    bound({ kind: 'ServiceAccount', name: 'bot', namespace: 'app' }),
  );
  const check = checkOf(
    {
      language: 'kubernetes-rbac',
      to: [ROLE],
      requirement: denySecrets,
      context: { surroundings },
    },
    'denies-in-force/no-secrets',
  );
  expect(check.outcome).toBe('failed');
  expect(check.detail).toContain('`ClusterRole/secrets`, rule 1, of the cluster');
});

test('a binding of the same name in the cluster is replaced by the candidate’s', () => {
  const old = {
    ...BINDING,
    roleRef: { ...BINDING.roleRef, kind: 'ClusterRole', name: 'secrets' },
  };
  const check = checkOf(
    {
      language: 'kubernetes-rbac',
      to: [ROLE, BINDING],
      requirement: denySecrets,
      context: { surroundings: cluster(old, SECRET_ROLE) },
    },
    'denies-in-force/no-secrets',
  );
  expect(check.outcome).toBe('passed');
});

test('a role of the cluster that is not in the inventory leaves a denial open', () => {
  const surroundings = cluster(bound({ kind: 'ServiceAccount', name: 'bot', namespace: 'app' }));
  const check = checkOf(
    {
      language: 'kubernetes-rbac',
      to: [ROLE, BINDING],
      requirement: denySecrets,
      context: { surroundings },
    },
    'denies-in-force/no-secrets',
  );
  expect(check).toMatchObject({ outcome: 'undetermined' });
  expect(check.detail).toContain('`secrets` is not in the input');
});

const APP = {
  kind: 'github-app',
  app: 'bot',
  account: 'acme',
  repositories: ['acme/site'],
  permissions: { contents: 'read' },
};

test('another grant of the same subject that allows what must stay denied is named', () => {
  const others = [{ ...APP, repositories: ['acme/vault'] }];
  const check = checkOf(
    {
      language: 'grants',
      to: [APP],
      requirement: {
        deny: [{ id: 'not-the-vault', permission: 'contents', repository: 'acme/vault' }],
      },
      context: { surroundings: { language: 'grants', grants: others, complete: true } },
    },
    'denies-in-force/not-the-vault',
  );
  expect(check.outcome).toBe('failed');
  expect(check.detail).toContain('by grant 1 of the others in force');
});
