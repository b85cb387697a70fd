/** Well-known actions, so that a witness reads like a request somebody would make. */
export const KNOWN_ACTIONS: readonly string[] = [
  's3:GetObject',
  's3:PutObject',
  's3:DeleteObject',
  's3:ListBucket',
  'iam:PassRole',
  'iam:CreateUser',
  'iam:GetRole',
  'ec2:RunInstances',
  'ec2:DescribeInstances',
  'sts:AssumeRole',
  'lambda:InvokeFunction',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'sqs:SendMessage',
  'sns:Publish',
  'kms:Decrypt',
  'secretsmanager:GetSecretValue',
  'ssm:GetParameter',
  'logs:PutLogEvents',
  'cloudwatch:PutMetricData',
];

/** Accounts that AWS uses in its own examples. */
export const EXAMPLE_ACCOUNTS: readonly string[] = [
  '123456789012',
  '111122223333',
  '444455556666',
  '777788889999',
];

const NAMES: readonly string[] = ['example', 'example1', 'example2', 'sample', 'demo', 'other'];

/** Values a request could carry for a key, by its folded name; the most telling first. */
export function examplesOf(name: string): readonly string[] {
  const known = KNOWN_VALUES.get(name);
  if (known !== undefined) return known;
  if (/account(id)?$/.test(name)) return EXAMPLE_ACCOUNTS;
  if (name.endsWith('arn')) return ARNS;
  return NAMES;
}

const ARNS: readonly string[] = [
  'arn:aws:s3:::example-bucket',
  'arn:aws:iam::123456789012:role/example',
  'arn:aws:sns:us-east-1:123456789012:example',
  ...NAMES,
];

const KNOWN_VALUES: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws:principalaccount', EXAMPLE_ACCOUNTS],
  ['aws:principalarn', ['arn:aws:iam::123456789012:role/example']],
  ['aws:principalorgid', ['o-exampleorgid', 'o-otherorgid']],
  ['aws:resourceorgid', ['o-exampleorgid', 'o-otherorgid']],
  ['aws:requestedregion', ['us-east-1', 'eu-central-1', 'ap-southeast-2']],
  ['aws:calledvia', ['cloudformation.amazonaws.com', 'athena.amazonaws.com']],
  ['aws:calledviafirst', ['cloudformation.amazonaws.com', 'athena.amazonaws.com']],
  ['aws:calledvialast', ['cloudformation.amazonaws.com', 'athena.amazonaws.com']],
  ['iam:passedtoservice', ['ec2.amazonaws.com', 'lambda.amazonaws.com', 'ecs-tasks.amazonaws.com']],
  ['kms:viaservice', ['s3.us-east-1.amazonaws.com', 'ec2.us-east-1.amazonaws.com']],
  ['aws:sourcevpc', ['vpc-0abc1234', 'vpc-0def5678']],
  ['aws:sourcevpce', ['vpce-0abc1234', 'vpce-0def5678']],
  ['aws:useragent', ['aws-cli/2.0']],
]);

/** A resource pattern with its stars filled so that it reads like an ARN. */
export function fillResource(text: string): string {
  const fields = text.split(':');
  return fields
    .map((field, index) => {
      if (field === '*' && index === 3 && fields.length > 4) return 'us-east-1';
      if (field === '*' && index === 4 && fields.length > 5) return '123456789012';
      return field.replaceAll('*', 'example').replaceAll('?', 'x');
    })
    .join(':');
}

/** An action pattern with its stars filled. */
export function fillAction(text: string): string {
  return text.replaceAll('*', 'Example').replaceAll('?', 'x');
}
