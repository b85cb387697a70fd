import {
  awsIam,
  diff,
  kubernetesRbac,
  type Parsed,
  parsePolicyText,
  prove,
} from '@countersign/analysis';

/** Three answers of the analysis that need all of it: patterns, the service table, a stack, digests. */
export function answers(): unknown {
  return { awsDiff: awsDiff(), rbacDiff: rbacDiff(), stackProof: stackProof() };
}

function awsDiff(): unknown {
  const [from, to] = [AWS_BEFORE, AWS_AFTER].map((text) => valueIn(parsePolicyText(text)));
  if (from === undefined || to === undefined) throw new Error('there are two policies');
  const { text, digest } = awsIam.canonical([to]);
  return { ...diff(from, to), text, digest };
}

const AWS_BEFORE = `{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/2026/*",
   "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}]}`;
const AWS_AFTER = `{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::reports/*"}]}`;

function rbacDiff(): unknown {
  const from = valueIn(kubernetesRbac.read(objects('get')));
  const to = valueIn(kubernetesRbac.read(objects('get', 'list')));
  return kubernetesRbac.diff(from, to);
}

function objects(...verbs: readonly string[]): unknown {
  const apiGroup = 'rbac.authorization.k8s.io';
  const [apiVersion, metadata] = [`${apiGroup}/v1`, { name: 'reader', namespace: 'shop' }];
  const subjects = [{ kind: 'ServiceAccount', name: 'bot', namespace: 'shop' }];
  const roleRef = { apiGroup, kind: 'Role', name: 'reader' };
  return [
    {
      apiVersion,
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs }],
    },
    { apiVersion, kind: 'RoleBinding', metadata, roleRef, subjects },
  ];
}

function stackProof(): unknown {
  const all = { Effect: 'Allow', Action: '*', Resource: '*' };
  const guard = { Effect: 'Deny', Action: 'cloudtrail:StopLogging', Resource: '*' };
  const document = (...statements: readonly object[]): object => ({
    Version: '2012-10-17',
    Statement: statements,
  });
  const stack = valueIn(
    awsIam.read({
      principal: 'arn:aws:iam::111122223333:role/deploy',
      identity: [document(all)],
      scp: [[document(all, guard)]],
    }),
  );
  const pattern = { actions: ['cloudtrail:StopLogging'], resources: ['*'] };
  return prove({ property: 'must-deny', policies: [stack], pattern });
}

function valueIn<T>(read: Parsed<T>): T {
  if (!read.ok) throw new Error(read.refusals.map(({ message }) => message).join('; '));
  return read.value;
}
