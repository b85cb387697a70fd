import { readFileSync } from 'node:fs';
import type { Surroundings } from '../../packages/analysis/src/index.ts';

type Json = Extract<Surroundings, { language: 'aws-iam' }>['stack'][string];

const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };

function policy(...statements: readonly Json[]): Json {
  return { Version: '2012-10-17', Statement: [...statements] };
}

/** What the boundary of a platform team looks like: anything but the way out of it. */
const BOUNDARY = policy(
  ALL,
  {
    Effect: 'Deny',
    Action: [
      'iam:CreateUser',
      'iam:CreateAccessKey',
      'iam:DeleteRolePermissionsBoundary',
      'iam:PutRolePermissionsBoundary',
    ],
    Resource: '*',
  },
  { Effect: 'Deny', Action: ['organizations:*', 'account:*'], Resource: '*' },
);
const ROOT_LEVEL = policy(ALL, {
  Effect: 'Deny',
  Action: 'organizations:LeaveOrganization',
  Resource: '*',
});
const ACCOUNT_LEVEL = policy(
  ALL,
  {
    Effect: 'Deny',
    NotAction: ['iam:*', 'sts:*', 'support:*', 'cloudfront:*', 'route53:*'],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } },
  },
  { Effect: 'Deny', Action: ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'], Resource: '*' },
);
const OTHERS = [
  policy({ Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' }),
  policy({
    Effect: 'Allow',
    Action: 'ssm:GetParameter',
    Resource: 'arn:aws:ssm:*:111122223333:parameter/app/*',
  }),
];

let stack: Surroundings | undefined;

/**
 * A role with other policies, a boundary and two levels of service control policies. The others are those of the first
 * role of an account that has several, in the file of authorization details that `COUNTERSIGN_BENCH_INVENTORY` names.
 */
export function awsSurroundings(): Surroundings {
  stack ??= {
    language: 'aws-iam',
    layer: 'identity',
    stack: {
      identity: othersOf(process.env['COUNTERSIGN_BENCH_INVENTORY']),
      boundary: [BOUNDARY],
      scp: [[ROOT_LEVEL], [ACCOUNT_LEVEL]],
      principal: 'arn:aws:iam::111122223333:role/app',
    },
    complete: true,
  };
  return stack;
}

interface Details {
  readonly authorizationDetails: {
    readonly RoleDetailList?: readonly {
      readonly RolePolicyList?: readonly { readonly PolicyDocument: Json }[];
    }[];
  };
}

function othersOf(file: string | undefined): Json {
  if (file === undefined) return OTHERS;
  const accounts = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): Details => JSON.parse(line));
  const inline = accounts.flatMap(({ authorizationDetails: { RoleDetailList = [] } }) =>
    RoleDetailList.flatMap(({ RolePolicyList = [] }) =>
      RolePolicyList.map((one) => one.PolicyDocument),
    ),
  );
  return inline.length === 0 ? OTHERS : inline.slice(0, 5);
}

const RBAC = { apiGroup: 'rbac.authorization.k8s.io' };
const V1 = 'rbac.authorization.k8s.io/v1';

/** A cluster in which the role is bound to a service account, beside another account that may read pods. */
export function clusterAround(object: {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}): Surroundings {
  const { kind, metadata } = object;
  const isRole = kind === 'ClusterRole' || kind === 'Role';
  const namespace = metadata.namespace ?? 'default';
  const subjects = [{ kind: 'ServiceAccount', name: 'bench', namespace: 'bench' }];
  const binding = {
    apiVersion: V1,
    kind: kind === 'Role' ? 'RoleBinding' : 'ClusterRoleBinding',
    metadata: { name: 'bench', ...(kind === 'Role' ? { namespace } : {}) },
    roleRef: { ...RBAC, kind, name: metadata.name },
    subjects,
  };
  const others = [
    {
      apiVersion: V1,
      kind: 'ClusterRole',
      metadata: { name: 'bench-others' },
      rules: [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] }],
    },
    {
      apiVersion: V1,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'bench-others' },
      roleRef: { ...RBAC, kind: 'ClusterRole', name: 'bench-others' },
      subjects: [{ kind: 'ServiceAccount', name: 'other', namespace: 'bench' }],
    },
  ];
  return {
    language: 'kubernetes-rbac',
    objects: isRole ? [binding, ...others] : others,
    complete: true,
  };
}
