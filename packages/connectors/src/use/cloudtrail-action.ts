import { actionEntry } from '@countersign/analysis';
import type { Json } from '@countersign/evidence';
import { memberOf, textIn } from './log-records.ts';

/** Services whose records name another service than policies do. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['monitoring', 'cloudwatch'],
  ['email', 'ses'],
  ['tagging', 'tag'],
  ['servicecatalog-appregistry', 'servicecatalog'],
  ['models.lex', 'lex'],
  ['models-v2-lex', 'lex'],
  ['runtime.lex', 'lex'],
  ['runtime-v2-lex', 'lex'],
  ['pinpoint', 'mobiletargeting'],
  ['edge.sagemaker', 'sagemaker'],
  ['runtime.sagemaker', 'sagemaker'],
  ['application-insights', 'applicationinsights'],
  ['data.iot', 'iot'],
  ['iotdata', 'iot'],
  ['entitlement.marketplace', 'aws-marketplace'],
  ['metering.marketplace', 'aws-marketplace'],
  ['catalog.marketplace', 'aws-marketplace'],
  ['elasticsearch', 'es'],
  ['opensearch', 'es'],
  ['cloudsearchdomain', 'cloudsearch'],
  ['bedrock-runtime', 'bedrock'],
  ['bedrock-agent-runtime', 'bedrock'],
]);

/**
 * Operations whose permission has another name (Service Authorization Reference; Amazon S3 User Guide, required
 * permissions for API operations; Lambda and API Gateway developer guides). Those of one prefix together.
 */
const OPERATIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  s3: {
    ListObjects: 'ListBucket',
    ListObjectsV2: 'ListBucket',
    HeadBucket: 'ListBucket',
    ListObjectVersions: 'ListBucketVersions',
    ListBuckets: 'ListAllMyBuckets',
    HeadObject: 'GetObject',
    SelectObjectContent: 'GetObject',
    CopyObject: 'PutObject',
    PostObject: 'PutObject',
    UploadPart: 'PutObject',
    UploadPartCopy: 'PutObject',
    CreateMultipartUpload: 'PutObject',
    InitiateMultipartUpload: 'PutObject',
    CompleteMultipartUpload: 'PutObject',
    ListParts: 'ListMultipartUploadParts',
    ListMultipartUploads: 'ListBucketMultipartUploads',
    DeleteObjects: 'DeleteObject',
    GetBucketLifecycle: 'GetLifecycleConfiguration',
    GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
    PutBucketLifecycle: 'PutLifecycleConfiguration',
    PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
    DeleteBucketLifecycle: 'PutLifecycleConfiguration',
    GetBucketEncryption: 'GetEncryptionConfiguration',
    PutBucketEncryption: 'PutEncryptionConfiguration',
    DeleteBucketEncryption: 'PutEncryptionConfiguration',
    GetBucketReplication: 'GetReplicationConfiguration',
    PutBucketReplication: 'PutReplicationConfiguration',
    DeleteBucketReplication: 'PutReplicationConfiguration',
    GetBucketCors: 'GetBucketCORS',
    PutBucketCors: 'PutBucketCORS',
    DeleteBucketCors: 'PutBucketCORS',
    DeleteBucketTagging: 'PutBucketTagging',
    GetBucketNotificationConfiguration: 'GetBucketNotification',
    PutBucketNotificationConfiguration: 'PutBucketNotification',
    GetBucketAccelerateConfiguration: 'GetAccelerateConfiguration',
    PutBucketAccelerateConfiguration: 'PutAccelerateConfiguration',
    GetBucketAnalyticsConfiguration: 'GetAnalyticsConfiguration',
    ListBucketAnalyticsConfigurations: 'GetAnalyticsConfiguration',
    PutBucketAnalyticsConfiguration: 'PutAnalyticsConfiguration',
    DeleteBucketAnalyticsConfiguration: 'PutAnalyticsConfiguration',
    GetBucketInventoryConfiguration: 'GetInventoryConfiguration',
    ListBucketInventoryConfigurations: 'GetInventoryConfiguration',
    PutBucketInventoryConfiguration: 'PutInventoryConfiguration',
    DeleteBucketInventoryConfiguration: 'PutInventoryConfiguration',
    GetBucketMetricsConfiguration: 'GetMetricsConfiguration',
    ListBucketMetricsConfigurations: 'GetMetricsConfiguration',
    PutBucketMetricsConfiguration: 'PutMetricsConfiguration',
    DeleteBucketMetricsConfiguration: 'PutMetricsConfiguration',
    GetBucketIntelligentTieringConfiguration: 'GetIntelligentTieringConfiguration',
    ListBucketIntelligentTieringConfigurations: 'GetIntelligentTieringConfiguration',
    PutBucketIntelligentTieringConfiguration: 'PutIntelligentTieringConfiguration',
    GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
    PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
    GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
    PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
    DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
    DeleteBucketPublicAccessBlock: 'PutBucketPublicAccessBlock',
    DeleteAccountPublicAccessBlock: 'PutAccountPublicAccessBlock',
    DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
  },
  lambda: { Invoke: 'InvokeFunction', InvokeWithResponseStream: 'InvokeFunction' },
  dynamodb: { TransactGetItems: 'GetItem' },
};

/** What is another permission when one version of an object is named. */
const OF_VERSION: Readonly<Record<string, string>> = {
  GetObject: 'GetObjectVersion',
  GetObjectAcl: 'GetObjectVersionAcl',
  PutObjectAcl: 'PutObjectVersionAcl',
  GetObjectTagging: 'GetObjectVersionTagging',
  PutObjectTagging: 'PutObjectVersionTagging',
  DeleteObjectTagging: 'DeleteObjectVersionTagging',
  DeleteObject: 'DeleteObjectVersion',
};

/** Verbs of API Gateway, which are its permissions, by how its operations begin. */
const VERBS: readonly (readonly [RegExp, string])[] = [
  [/^(?:Delete|Untag|FlushStage)/, 'DELETE'],
  [/^(?:Create|Import|Test|Generate)/, 'POST'],
  [/^Update/, 'PATCH'],
  [/^(?:Put|TagResource)/, 'PUT'],
  [/^Get/, 'GET'],
];

/** A date that names a version of an operation, such as `Invoke20150331` or `CreateDistribution2020_05_31`. */
const DATED = /^(.+?)_?(?:\d{8}|\d{4}_\d{2}_\d{2})(?:v\d+)?$/;

/**
 * The action of a record, as AWS spells it in policies; undefined where none is known: then it is no permission, or
 * one that the service table lacks.
 */
export function actionOf(record: Json): string | undefined {
  const source = textIn(record, 'eventSource') ?? '';
  const name = textIn(record, 'eventName') ?? '';
  const own = source.replace(/\.amazonaws\.com(?:\.cn)?$/, '');
  const prefix = PREFIXES.get(own) ?? own;
  if (prefix === 'apigateway') {
    const verb = VERBS.find(([pattern]) => pattern.test(name))?.[1];
    return verb === undefined ? undefined : `apigateway:${verb}`;
  }
  const plain = DATED.exec(name)?.[1];
  return [name, ...(plain === undefined ? [] : [plain])]
    .map((one) => known(prefix, one, record))
    .find((one) => one !== undefined);
}

function known(prefix: string, name: string, record: Json): string | undefined {
  const renamed = OPERATIONS[prefix];
  const other = renamed !== undefined && Object.hasOwn(renamed, name) ? renamed[name] : undefined;
  const plain = other ?? name;
  const isVersion =
    prefix === 's3' && textIn(memberOf(record, 'requestParameters'), 'versionId') !== null;
  const wanted = isVersion && Object.hasOwn(OF_VERSION, plain) ? OF_VERSION[plain] : plain;
  return actionEntry(`${prefix}:${wanted ?? plain}`)?.action;
}
