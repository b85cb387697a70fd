import { actionEntry, matchesArn, resourcePatternsOf } from '@countersign/analysis';
import { isJsonObject, type Json } from '@countersign/evidence';
import { memberOf, textIn } from './log-records.ts';

/** Resources of one record that are told one by one; more are one request on what the policies name. */
const MOST = 100;

/** `*`: the action has no resource, or the record does not say which. */
const NOT_SAID: readonly string[] = ['*'];

/**
 * The resources a record says the action was on: those it lists and those its parameters name, of the types the action
 * is checked against. A name that does not tell the whole ARN (a role without its path) is not said.
 */
export function resourcesOf(record: Json, action: string): readonly string[] {
  const entry = actionEntry(action);
  if (entry === undefined || entry.resources.length === 0) return NOT_SAID;
  const types = entry.resources.map(({ type }) => type);
  const said = [...listed(record), ...namedIn(record, action)];
  const fitting = [...new Set(said)].filter((arn) => fits(arn, action, types));
  return fitting.length === 0 || fitting.length > MOST ? NOT_SAID : fitting;
}

/** `s3:GetObject` is on an object, and the record lists its bucket as well. */
function fits(arn: string, action: string, types: readonly string[]): boolean {
  if (action.startsWith('s3:') && /^arn:[^:]+:s3:::/.test(arn)) {
    return types.includes('object') === arn.includes('/');
  }
  return resourcePatternsOf(action).some((pattern) => pattern !== '*' && matchesArn(pattern, arn));
}

function listed(record: Json): string[] {
  const resources = memberOf(record, 'resources');
  const list = Array.isArray(resources) ? (resources as readonly Json[]) : [];
  return list.flatMap((one) => textIn(one, 'ARN') ?? textIn(one, 'arn') ?? []);
}

interface Home {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** ARNs that parameters give, and names that make one with the region and account of the record. */
function namedIn(record: Json, action: string): string[] {
  const parameters = memberOf(record, 'requestParameters');
  if (!isJsonObject(parameters)) return [];
  const home = homeOf(record);
  const service = action.slice(0, action.indexOf(':'));
  const makers = MAKERS[service] ?? {};
  const made = Object.entries(makers).flatMap(([name, make]) =>
    textsAt(parameters, name).flatMap((text) => {
      const arn = home === null ? null : make(text, home);
      return arn === null ? [] : [arn];
    }),
  );
  return [...s3Arns(service, parameters, home), ...made, ...arnsIn(parameters)];
}

function homeOf(record: Json): Home | null {
  const region = textIn(record, 'awsRegion');
  const account =
    textIn(record, 'recipientAccountId') ?? textIn(memberOf(record, 'userIdentity'), 'accountId');
  if (region === null || account === null) return null;
  const partition = region.startsWith('cn-')
    ? 'aws-cn'
    : region.startsWith('us-gov-')
      ? 'aws-us-gov'
      : 'aws';
  return { partition, region, account };
}

type Maker = (text: string, home: Home) => string | null;

const regional =
  (service: string, prefix: string): Maker =>
  (text, { partition, region, account }) =>
    text.startsWith('arn:')
      ? null
      : `arn:${partition}:${service}:${region}:${account}:${prefix}${text}`;

/** Parameters that name a resource of the record's own account and region, by service. */
const MAKERS: Readonly<Record<string, Readonly<Record<string, Maker>>>> = {
  dynamodb: { tableName: regional('dynamodb', 'table/') },
  lambda: { functionName: lambdaArn },
  sqs: { queueUrl: queueArn },
  ssm: { name: parameterArn, names: parameterArn },
  ecr: { repositoryName: regional('ecr', 'repository/') },
  eks: { name: regional('eks', 'cluster/'), clusterName: regional('eks', 'cluster/') },
  kinesis: { streamName: regional('kinesis', 'stream/') },
  firehose: { deliveryStreamName: regional('firehose', 'deliverystream/') },
  rds: {
    dBInstanceIdentifier: regional('rds', 'db:'),
    dBClusterIdentifier: regional('rds', 'cluster:'),
    dBSnapshotIdentifier: regional('rds', 'snapshot:'),
  },
  ec2: {
    'instancesSet/items/instanceId': regional('ec2', 'instance/'),
    volumeId: regional('ec2', 'volume/'),
    groupId: regional('ec2', 'security-group/'),
    vpcId: regional('ec2', 'vpc/'),
    subnetId: regional('ec2', 'subnet/'),
  },
};

/** A name, a part of an ARN (`123456789012:function:name`), each with a version or not. */
function lambdaArn(text: string, { partition, region, account }: Home): string | null {
  if (text.startsWith('arn:')) return null;
  const name = text.replace(/^\d{12}:function:/, '');
  return `arn:${partition}:lambda:${region}:${account}:function:${name}`;
}

function queueArn(url: string, { partition, region }: Home): string | null {
  const [, account, name] = /^https:\/\/[^/]+\/(\d{12})\/([^/]+)$/.exec(url) ?? [];
  if (account === undefined || name === undefined) return null;
  return `arn:${partition}:sqs:${region}:${account}:${name}`;
}

function parameterArn(text: string, home: Home): string | null {
  return text.startsWith('arn:')
    ? null
    : regional('ssm', 'parameter/')(text.replace(/^\//, ''), home);
}

function s3Arns(
  service: string,
  parameters: { readonly [name: string]: Json },
  home: Home | null,
): string[] {
  if (service !== 's3') return [];
  const bucket = textIn(parameters, 'bucketName');
  if (bucket === null) return [];
  const arn = `arn:${home?.partition ?? 'aws'}:s3:::${bucket}`;
  const key = textIn(parameters, 'key');
  return key === null ? [arn] : [arn, `${arn}/${key}`];
}

/** Texts at a path of members; lists on the way are looked through. */
function textsAt(value: Json, path: string): string[] {
  const found = path.split('/').reduce<readonly Json[]>(
    (values, name) =>
      values.flatMap((one) => {
        const inner = memberOf(one, name) ?? null;
        return Array.isArray(inner) ? (inner as readonly Json[]) : [inner];
      }),
    [value],
  );
  return found.filter((one): one is string => typeof one === 'string' && one !== '');
}

/** ARNs among the parameters themselves and in lists of them. */
function arnsIn(parameters: { readonly [name: string]: Json }): string[] {
  return Object.values(parameters)
    .flatMap((value) => (Array.isArray(value) ? (value as readonly Json[]) : [value]))
    .filter((one): one is string => typeof one === 'string' && one.startsWith('arn:'));
}
