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

/** A resource of the service an action belongs to, in the shape its ARNs have. */
export function exampleResources(action: string): string[] {
  const service = action.split(':')[0] ?? 'example';
  if (service === 's3')
    return ['arn:aws:s3:::example-bucket/example', 'arn:aws:s3:::example-bucket'];
  if (service === 'iam') return ['arn:aws:iam::123456789012:role/example'];
  return [`arn:aws:${service}:us-east-1:123456789012:example`];
}

/** A value for a policy variable that a real request could carry and no policy here mentions. */
export function exampleValue(key: string, mentioned: string): string {
  const known = KNOWN_VALUES.get(key);
  if (known !== undefined) return known;
  for (let count = 0; ; count += 1) {
    const value = count === 0 ? 'example' : `example${count}`;
    if (!mentioned.includes(value)) return value;
  }
}

const KNOWN_VALUES: ReadonlyMap<string, string> = new Map([
  ['aws:sourceip', '203.0.113.7'],
  ['aws:principalaccount', '123456789012'],
  ['aws:resourceaccount', '123456789012'],
  ['aws:sourceaccount', '123456789012'],
  ['aws:principalorgid', 'o-exampleorgid'],
  ['aws:requestedregion', 'us-east-1'],
  ['aws:principaltype', 'AssumedRole'],
  ['aws:securetransport', 'true'],
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
