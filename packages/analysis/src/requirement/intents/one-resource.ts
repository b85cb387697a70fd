import type { RequirementCase } from '../requirement-case.ts';
import { type Intent, parameter } from './intent.ts';

/** AWS actions on one resource and nothing else. */
interface OneResource {
  readonly name: string;
  readonly purpose: string;
  readonly doesNot: string;
  /** The parameter, which is the ARN of this service and type. */
  readonly parameter: string;
  readonly service: string;
  readonly type: string;
  readonly actions: readonly string[];
  /** Actions that are denied on any other resource; wider than what is allowed. */
  readonly elsewhere: readonly string[];
  readonly denials?: readonly RequirementCase[];
}

/** Denied besides: the same on other resources, and every other action anywhere. */
function oneResource(given: OneResource): Intent {
  const { name, purpose, doesNot, service, type, actions, elsewhere, denials = [] } = given;
  return {
    name,
    language: 'aws-iam',
    purpose,
    doesNot,
    parameters: [parameter(given.parameter, 'arn', { service, resourceType: type })],
    cases: (values) => {
      const resource = values.one(given.parameter);
      return {
        allow: [{ id: 'work', actions, resources: [resource] }],
        deny: [
          { id: `other-${given.parameter}s`, actions: elsewhere, notResources: [resource] },
          ...denials,
          { id: 'everything-else', notActions: actions },
        ],
      };
    },
  };
}

/** Invokes one Lambda function. */
export const invokeOneFunction: Intent = oneResource({
  name: 'invoke-one-function',
  purpose: 'invokes one Lambda function',
  doesNot: 'what the function itself may do; invoking its versions and aliases by their own ARNs',
  parameter: 'function',
  service: 'lambda',
  type: 'function',
  actions: ['lambda:InvokeFunction'],
  elsewhere: ['lambda:Invoke*'],
  denials: [
    {
      id: 'changes-code',
      actions: ['lambda:Update*', 'lambda:Create*', 'lambda:Delete*', 'lambda:Add*', 'lambda:Put*'],
    },
  ],
});

/** Assumes one role. */
export const assumeOneRole: Intent = oneResource({
  name: 'assume-one-role',
  purpose: 'assumes one IAM role',
  doesNot: 'what the role may do, and whether its trust policy lets this identity in',
  parameter: 'role',
  service: 'iam',
  type: 'role',
  actions: ['sts:AssumeRole'],
  elsewhere: ['sts:AssumeRole*'],
  denials: [{ id: 'passes-roles', actions: ['iam:PassRole'] }],
});

/** Reads one secret. */
export const readOneSecret: Intent = oneResource({
  name: 'read-one-secret',
  purpose: 'reads one secret of Secrets Manager',
  doesNot: 'the key the secret is encrypted with: its policy or another one gives `kms:Decrypt`',
  parameter: 'secret',
  service: 'secretsmanager',
  type: 'Secret',
  actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
  elsewhere: [
    'secretsmanager:GetSecretValue',
    'secretsmanager:BatchGetSecretValue',
    'secretsmanager:DescribeSecret',
  ],
  denials: [
    {
      id: 'changes-secrets',
      actions: [
        'secretsmanager:Create*',
        'secretsmanager:Delete*',
        'secretsmanager:Put*',
        'secretsmanager:Rotate*',
        'secretsmanager:Update*',
      ],
    },
  ],
});

/** Publishes to one topic. */
export const publishOneTopic: Intent = oneResource({
  name: 'publish-one-topic',
  purpose: 'publishes to one SNS topic',
  doesNot: 'who is subscribed; publishing to phone numbers, which has no topic, stays denied',
  parameter: 'topic',
  service: 'sns',
  type: 'topic',
  actions: ['sns:Publish'],
  elsewhere: ['sns:Publish*'],
});

/** Sends to one queue. */
export const sendToOneQueue: Intent = oneResource({
  name: 'send-to-one-queue',
  purpose: 'sends messages to one SQS queue',
  doesNot: 'reading the queue, and the key its messages are encrypted with',
  parameter: 'queue',
  service: 'sqs',
  type: 'queue',
  actions: ['sqs:GetQueueUrl', 'sqs:SendMessage'],
  elsewhere: ['sqs:SendMessage', 'sqs:GetQueueUrl'],
  denials: [
    {
      id: 'reads-messages',
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:PurgeQueue'],
    },
  ],
});
