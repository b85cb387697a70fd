import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { awsIam, kubernetesRbac } from '@countersign/analysis';
import { type Json, parseUse } from '@countersign/evidence';
import { describe, expect, test } from 'vitest';
import { readCloudTrail } from './cloudtrail.ts';
import { readKubernetesAudit } from './kubernetes-audit.ts';
import type { UseReading } from './tally.ts';

const VECTORS = join(import.meta.dirname, '..', '..', '..', '..', 'vectors', 'connectors');
const events = gunzipSync(readFileSync(join(VECTORS, 'cloudtrail-events.jsonl.gz')))
  .toString('utf8')
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { event: Record<string, unknown> }).event);
const audit = readFileSync(join(VECTORS, 'k8s-audit-audit2rbac-demo.jsonl'), 'utf8');

function value(parsed: ReturnType<typeof readCloudTrail>): UseReading {
  if (!parsed.ok) throw new Error(parsed.refusals.map(({ message }) => message).join('\n'));
  return parsed.value;
}

const jsonLines = (records: readonly unknown[]) =>
  records.map((one) => JSON.stringify(one)).join('\n');
const trail = (records: readonly unknown[]) => value(readCloudTrail(jsonLines(records)));
const cluster = (text: string) => value(readKubernetesAudit(text));

/** Every record that was given is in a request or counted as unread. */
function counted({ uses, unread }: UseReading): number {
  const all = [...uses.flatMap((use) => [...use.requests, ...use.unread]), ...unread];
  return all.reduce((sum, { count }) => sum + count, 0);
}

function isWhatTheFormatTakes({ uses }: UseReading): boolean {
  const more = {
    kind: 'use',
    v: 1,
    workspace: '01890a5d-ac96-774b-bcce-b302099a8057',
    environment: 'prod',
    tool: 't',
    toolVersion: '1',
    takenAt: '2026-11-01T00:00:00.000Z',
  };
  return uses.every(({ digest: _, ...use }) => parseUse({ ...use, ...more } as unknown as Json).ok);
}

describe('CloudTrail', () => {
  test('every record of real logs is a request or is counted as unread, and few are unread', () => {
    const reading = trail(events);
    const distinct = new Set(events.map((one) => one['eventID'])).size;
    expect(reading.records).toBe(distinct);
    // A record that lists several resources is a request on each.
    expect(counted(reading)).toBeGreaterThanOrEqual(distinct);
    expect(isWhatTheFormatTakes(reading)).toBe(true);
    const requests = reading.uses.flatMap((use) => use.requests);
    for (const { request } of requests) expect(awsIam.evaluate([], request).ok).toBe(true);
    expect({
      identities: reading.uses.length,
      requests: requests.reduce((sum, { count }) => sum + count, 0),
      distinct: requests.length,
      onAll: requests.filter(({ request }) => request['resource'] === '*').length,
      unread: reading.uses.flatMap((use) => use.unread),
      nobody: reading.unread,
    }).toMatchInlineSnapshot(`
      {
        "distinct": 734,
        "identities": 12,
        "nobody": [
          {
            "count": 34,
            "what": "identity: AWSService",
          },
          {
            "count": 42,
            "what": "type: AwsServiceEvent",
          },
          {
            "count": 1,
            "what": "type: AwsConsoleSignIn",
          },
        ],
        "onAll": 201,
        "requests": 2862,
        "unread": [
          {
            "count": 2,
            "what": "s3.amazonaws.com GetStorageLensDashboardDataInternal",
          },
          {
            "count": 1,
            "what": "AwsConsoleSignIn: signin.amazonaws.com ConsoleLogin",
          },
          {
            "count": 2,
            "what": "s3.amazonaws.com GetStorageLensDashboardDataInternal",
          },
          {
            "count": 1,
            "what": "AwsConsoleSignIn: signin.amazonaws.com ConsoleLogin",
          },
        ],
      }
    `);
  });

  test('a log file, its lines and what `lookup-events` prints say the same', () => {
    const some = events.slice(0, 50);
    const expected = trail(some).uses.map(({ requests }) => requests);
    const events50 = some.map((one) => ({
      EventId: one['eventID'],
      CloudTrailEvent: JSON.stringify(one),
    }));
    const forms = [
      JSON.stringify({ Records: some }, null, 1),
      JSON.stringify(some),
      JSON.stringify({ Events: events50 }),
      jsonLines(some.map((detail) => ({ 'detail-type': 'AWS API Call via CloudTrail', detail }))),
    ];
    for (const form of forms)
      expect(value(readCloudTrail(form)).uses.map(({ requests }) => requests)).toEqual(expected);
  });

  const record = (more: Record<string, unknown>) => ({
    eventVersion: '1.08',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/u' },
    eventTime: '2026-10-01T00:00:00Z',
    awsRegion: 'eu-west-1',
    recipientAccountId: '123456789012',
    eventType: 'AwsApiCall',
    ...more,
  });
  const requests = (more: Record<string, unknown>) =>
    trail([record(more)]).uses.flatMap((use) => use.requests.map(({ request }) => request));

  test.each([
    ['s3', 'ListObjectsV2', 's3:ListBucket'],
    ['s3', 'HeadObject', 's3:GetObject'],
    ['s3', 'HeadBucket', 's3:ListBucket'],
    ['s3', 'ListBuckets', 's3:ListAllMyBuckets'],
    ['lambda', 'Invoke', 'lambda:InvokeFunction'],
    ['lambda', 'GetFunction20150331v2', 'lambda:GetFunction'],
    ['lambda', 'ListTags20170331', 'lambda:ListTags'],
    ['cloudfront', 'CreateDistribution2020_05_31', 'cloudfront:CreateDistribution'],
    ['apigateway', 'GetRestApis', 'apigateway:GET'],
    ['apigateway', 'UpdateStage', 'apigateway:PATCH'],
    ['monitoring', 'PutMetricAlarm', 'cloudwatch:PutMetricAlarm'],
    ['tagging', 'GetResources', 'tag:GetResources'],
    ['servicecatalog-appregistry', 'ListApplications', 'servicecatalog:ListApplications'],
  ])('%s %s takes %s', (source, eventName, action) => {
    expect(requests({ eventSource: `${source}.amazonaws.com`, eventName })).toEqual([
      expect.objectContaining({ action }),
    ]);
  });

  test.each([
    [
      's3.amazonaws.com',
      'GetObject',
      { requestParameters: { bucketName: 'b', key: 'x/y' } },
      'arn:aws:s3:::b/x/y',
    ],
    [
      's3.amazonaws.com',
      'GetBucketPolicy',
      { requestParameters: { bucketName: 'b' } },
      'arn:aws:s3:::b',
    ],
    [
      's3.amazonaws.com',
      'GetObject',
      { resources: [{ ARN: 'arn:aws:s3:::b' }, { ARN: 'arn:aws:s3:::b/k' }] },
      'arn:aws:s3:::b/k',
    ],
    [
      'dynamodb.amazonaws.com',
      'GetItem',
      { requestParameters: { tableName: 't' } },
      'arn:aws:dynamodb:eu-west-1:123456789012:table/t',
    ],
    [
      'lambda.amazonaws.com',
      'Invoke',
      { requestParameters: { functionName: '123456789012:function:f' } },
      'arn:aws:lambda:eu-west-1:123456789012:function:f',
    ],
    [
      'sqs.amazonaws.com',
      'SendMessage',
      { requestParameters: { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/q' } },
      'arn:aws:sqs:eu-west-1:123456789012:q',
    ],
    [
      'sts.amazonaws.com',
      'AssumeRole',
      { requestParameters: { roleArn: 'arn:aws:iam::1:role/p/r' } },
      'arn:aws:iam::1:role/p/r',
    ],
    [
      'ssm.amazonaws.com',
      'GetParameter',
      { requestParameters: { name: '/a/b' } },
      'arn:aws:ssm:eu-west-1:123456789012:parameter/a/b',
    ],
    [
      'ec2.amazonaws.com',
      'StopInstances',
      { requestParameters: { instancesSet: { items: [{ instanceId: 'i-1' }] } } },
      'arn:aws:ec2:eu-west-1:123456789012:instance/i-1',
    ],
    ['iam.amazonaws.com', 'GetRole', { requestParameters: { roleName: 'r' } }, '*'],
    ['ec2.amazonaws.com', 'DescribeInstances', {}, '*'],
  ])('%s %s with %j is on %s', (eventSource, eventName, more, resource) => {
    expect(requests({ eventSource, eventName, ...more })).toEqual([
      expect.objectContaining({ resource }),
    ]);
  });

  test('one version of an object takes another permission', () => {
    const requestParameters = { bucketName: 'b', key: 'k', versionId: 'v' };
    expect(
      requests({ eventSource: 's3.amazonaws.com', eventName: 'GetObject', requestParameters }),
    ).toEqual([{ action: 's3:GetObjectVersion', resource: 'arn:aws:s3:::b/k' }]);
  });

  test('a session is its role, with the path of the role', () => {
    const arn = 'arn:aws:iam::123456789012:role/path/app';
    const userIdentity = {
      type: 'AssumedRole',
      arn: 'arn:aws:sts::123456789012:assumed-role/app/session',
      sessionContext: { sessionIssuer: { type: 'Role', arn } },
    };
    const { uses, unread } = trail([
      record({ eventSource: 'ec2.amazonaws.com', eventName: 'DescribeVpcs', userIdentity }),
      record({
        eventSource: 'ec2.amazonaws.com',
        eventName: 'DescribeVpcs',
        userIdentity: { ...userIdentity, sessionContext: {} },
      }),
    ]);
    expect(uses.map(({ subject }) => subject)).toEqual([arn]);
    expect(unread).toEqual([{ what: 'identity: AssumedRole without its issuer', count: 1 }]);
  });

  test('a request is refused when it was each time', () => {
    const call = { eventSource: 'ec2.amazonaws.com', eventName: 'DescribeVpcs' };
    const denied = record({
      ...call,
      errorCode: 'Client.UnauthorizedOperation',
      eventTime: '2026-10-02T00:00:00Z',
    });
    const failed = record({ ...call, errorCode: 'Client.InvalidVpcID.NotFound' });
    const asked = (list: readonly unknown[]) => trail(list).uses[0]?.requests;
    expect(asked([denied, denied])).toMatchObject([
      { count: 2, refused: true, last: '2026-10-02T00:00:00.000Z' },
    ]);
    expect(asked([denied, failed])).toMatchObject([{ count: 2, refused: false }]);
  });

  test('a record that comes twice counts once, and a torn line is counted as unread', () => {
    const call = record({
      eventID: 'a',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'DescribeVpcs',
    });
    const { uses, unread } = value(readCloudTrail(`${jsonLines([call, call])}\n{"eventID":"b",`));
    expect(uses[0]?.requests[0]?.count).toBe(1);
    expect(unread).toEqual([{ what: 'line 3: no record of CloudTrail', count: 1 }]);
  });

  test('what is not known is unread under its name, also a name that every object has', () => {
    const call = (eventName: string) => record({ eventSource: 's3.amazonaws.com', eventName });
    const { uses } = trail([call('DoMagic'), call('toString'), call('__proto__')]);
    expect(uses[0]?.unread.map(({ what }) => what)).toEqual([
      's3.amazonaws.com DoMagic',
      's3.amazonaws.com toString',
      's3.amazonaws.com __proto__',
    ]);
  });
});

describe('Kubernetes audit', () => {
  test('every event of a real log is a request of whom it was made as', () => {
    const reading = cluster(audit);
    expect(isWhatTheFormatTakes(reading)).toBe(true);
    for (const { request } of reading.uses.flatMap((use) => use.requests))
      expect(kubernetesRbac.evaluate([], request).ok).toBe(true);
    expect(
      reading.uses.map(({ subject, requests, unread }) => [subject, requests.length, unread]),
    ).toMatchInlineSnapshot(`
      [
        [
          "alice",
          3,
          [],
        ],
        [
          "bob",
          26,
          [],
        ],
        [
          "system:admin",
          3,
          [],
        ],
        [
          "system:serviceaccount:ns1:sa1",
          3,
          [],
        ],
      ]
    `);
  });

  const event = (more: Record<string, unknown>) => ({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID: 'a',
    stage: 'ResponseComplete',
    requestReceivedTimestamp: '2026-10-01T00:00:00.123456Z',
    verb: 'get',
    user: { username: 'system:serviceaccount:apps:bot', groups: ['system:serviceaccounts'] },
    requestURI: '/api/v1/namespaces/apps/pods/p',
    objectRef: { resource: 'pods', namespace: 'apps', name: 'p', apiVersion: 'v1' },
    responseStatus: { code: 200 },
    ...more,
  });
  const requests = (...list: readonly Record<string, unknown>[]) =>
    cluster(jsonLines(list.map(event))).uses.flatMap((use) => use.requests);

  test.each([
    [{}, { verb: 'get', apiGroup: '', resource: 'pods', namespace: 'apps', name: 'p' }],
    [
      {
        verb: 'create',
        objectRef: { resource: 'pods', namespace: 'apps', name: 'p', apiVersion: 'v1' },
      },
      { verb: 'create', apiGroup: '', resource: 'pods', namespace: 'apps' },
    ],
    [
      {
        verb: 'create',
        objectRef: {
          resource: 'pods',
          subresource: 'exec',
          namespace: 'apps',
          name: 'p',
          apiVersion: 'v1',
        },
      },
      {
        verb: 'create',
        apiGroup: '',
        resource: 'pods',
        subresource: 'exec',
        namespace: 'apps',
        name: 'p',
      },
    ],
    [
      { verb: 'list', objectRef: { resource: 'deployments', apiGroup: 'apps', apiVersion: 'v1' } },
      { verb: 'list', apiGroup: 'apps', resource: 'deployments' },
    ],
    [
      { verb: 'list', objectRef: { resource: 'deployments', apiVersion: 'apps/v1' } },
      { verb: 'list', apiGroup: 'apps', resource: 'deployments' },
    ],
    [
      { objectRef: undefined, requestURI: '/healthz?verbose' },
      { verb: 'get', path: '/healthz' },
    ],
  ])('%j is one request', (more, expected) => {
    expect(requests(more).map(({ request }) => request)).toEqual([expected]);
  });

  test('a request counts once, by its answer', () => {
    const received = { stage: 'RequestReceived', responseStatus: undefined };
    expect(requests(received, { stage: 'ResponseStarted' }, {})).toMatchObject([{ count: 1 }]);
    expect(cluster(jsonLines([event(received)])).uses[0]?.unread).toEqual([
      { what: 'a request without its answer', count: 1 },
    ]);
  });

  test('the decision of the authorizer counts, and without it the answer', () => {
    const decided = (decision: string, code: number) => ({
      annotations: { 'authorization.k8s.io/decision': decision },
      responseStatus: { code },
    });
    expect(requests(decided('allow', 403))[0]?.refused).toBe(false);
    expect(requests(decided('forbid', 200))[0]?.refused).toBe(true);
    expect(requests({ responseStatus: { code: 403 } })[0]?.refused).toBe(true);
  });

  test('acting as somebody else takes impersonation', () => {
    const impersonatedUser = {
      username: 'system:serviceaccount:apps:bot',
      groups: ['ops', 'system:authenticated'],
    };
    const { uses } = cluster(jsonLines([event({ user: { username: 'ada' }, impersonatedUser })]));
    expect(
      uses.map(({ subject, requests: own }) => [subject, own.map(({ request }) => request)]),
    ).toEqual([
      [
        'ada',
        [
          {
            verb: 'impersonate',
            apiGroup: '',
            resource: 'serviceaccounts',
            namespace: 'apps',
            name: 'bot',
          },
          { verb: 'impersonate', apiGroup: '', resource: 'groups', name: 'ops' },
        ],
      ],
      ['system:serviceaccount:apps:bot', [expect.objectContaining({ verb: 'get' })]],
    ]);
  });

  test('a time whose zone a data lake has dropped is UTC, as every time of a log', () => {
    expect(requests({ requestReceivedTimestamp: '2022-11-29 00:09:04.38' })[0]?.last).toBe(
      '2022-11-29T00:09:04.380Z',
    );
  });

  test('what is no audit event is unread', () => {
    const { uses, unread } = cluster(jsonLines([event({}), { kind: 'Event', apiVersion: 'v1' }]));
    expect(uses).toHaveLength(1);
    expect(unread).toEqual([{ what: 'line 2: no audit event', count: 1 }]);
  });

  test('text that is no JSON is refused', () => {
    const parsed = readKubernetesAudit('level=info');
    expect(parsed.ok ? [] : parsed.refusals.map(({ code }) => code)).toEqual(['NOT_JSON']);
  });
});
