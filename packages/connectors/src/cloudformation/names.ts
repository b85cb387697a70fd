import { isJsonObject, type Json } from '@countersign/evidence';
import { step } from '../input/pointer.ts';
import { quoted } from '../refusal.ts';
import { own } from './own.ts';
import type { Template } from './template.ts';

/** What resolves functions, as far as names need it. */
export interface NameResolver {
  readonly template: Template;
  readonly resolve: (value: Json, pointer: string) => Json | undefined;
  /** Notes that something is not known; its symbol. */
  readonly unknown: (why: string, value: Json, pointer: string) => string;
}

/** How the name of a resource makes its ARN, and what `Ref` gives (CloudFormation template reference, return values). */
interface Naming {
  /** The property that names it. */
  readonly property: string;
  readonly ref: 'name' | 'arn';
  /** `P` partition, `R` region, `A` account, `N` name, `H` path. */
  readonly arn: string;
  /** Attributes that are the ARN. */
  readonly arns: readonly string[];
}

const naming = (
  property: string,
  ref: Naming['ref'],
  arn: string,
  arns: readonly string[] = ['Arn'],
): Naming => ({ property, ref, arn, arns });

const NAMINGS: ReadonlyMap<string, Naming> = new Map([
  ['AWS::S3::Bucket', naming('BucketName', 'name', 'arn:P:s3:::N')],
  ['AWS::IAM::Role', naming('RoleName', 'name', 'arn:P:iam::A:roleHN')],
  ['AWS::IAM::User', naming('UserName', 'name', 'arn:P:iam::A:userHN')],
  ['AWS::IAM::Group', naming('GroupName', 'name', 'arn:P:iam::A:groupHN')],
  [
    'AWS::IAM::ManagedPolicy',
    naming('ManagedPolicyName', 'arn', 'arn:P:iam::A:policyHN', ['PolicyArn']),
  ],
  ['AWS::SQS::Queue', naming('QueueName', 'name', 'arn:P:sqs:R:A:N')],
  ['AWS::SNS::Topic', naming('TopicName', 'arn', 'arn:P:sns:R:A:N', ['TopicArn'])],
  ['AWS::DynamoDB::Table', naming('TableName', 'name', 'arn:P:dynamodb:R:A:table/N')],
  ['AWS::DynamoDB::GlobalTable', naming('TableName', 'name', 'arn:P:dynamodb:R:A:table/N')],
  ['AWS::Lambda::Function', naming('FunctionName', 'name', 'arn:P:lambda:R:A:function:N')],
  ['AWS::Serverless::Function', naming('FunctionName', 'name', 'arn:P:lambda:R:A:function:N')],
  ['AWS::Logs::LogGroup', naming('LogGroupName', 'name', 'arn:P:logs:R:A:log-group:N:*')],
  ['AWS::Kinesis::Stream', naming('Name', 'name', 'arn:P:kinesis:R:A:stream/N')],
  [
    'AWS::KinesisFirehose::DeliveryStream',
    naming('DeliveryStreamName', 'name', 'arn:P:firehose:R:A:deliverystream/N'),
  ],
  ['AWS::ECR::Repository', naming('RepositoryName', 'name', 'arn:P:ecr:R:A:repository/N')],
  ['AWS::ECS::Cluster', naming('ClusterName', 'name', 'arn:P:ecs:R:A:cluster/N')],
  ['AWS::EKS::Cluster', naming('Name', 'name', 'arn:P:eks:R:A:cluster/N')],
  ['AWS::Events::EventBus', naming('Name', 'name', 'arn:P:events:R:A:event-bus/N')],
  [
    'AWS::StepFunctions::StateMachine',
    naming('StateMachineName', 'arn', 'arn:P:states:R:A:stateMachine:N'),
  ],
  ['AWS::CodeBuild::Project', naming('Name', 'name', 'arn:P:codebuild:R:A:project/N')],
  ['AWS::SSM::Parameter', naming('Name', 'name', 'arn:P:ssm:R:A:parameter/N', [])],
]);

/** What `Ref` of a resource gives, where the template says its name. */
export function referenceOf(resolver: NameResolver, name: string, pointer: string): Json {
  const found = namedResource(resolver, name);
  if (typeof found === 'string')
    return resolver.unknown(found, symbolOf(resolver, 'Ref', name), pointer);
  // `Ref` of a queue is its address, which is not a part of a policy.
  if (found.type === 'AWS::SQS::Queue')
    return resolver.unknown(
      'the address of a queue is not resolved',
      symbolOf(resolver, 'Ref', name),
      pointer,
    );
  return found.naming.ref === 'name' ? found.name : arnOf(resolver, found, pointer);
}

/** What `Fn::GetAtt` of a resource gives, where its name tells it. */
export function attributeOf(
  resolver: NameResolver,
  name: string,
  attribute: string,
  pointer: string,
): Json {
  const found = namedResource(resolver, name);
  const symbol = symbolOf(resolver, `GetAtt ${attribute}`, name);
  if (typeof found === 'string') return resolver.unknown(found, symbol, pointer);
  if (found.naming.arns.includes(attribute)) return arnOf(resolver, found, pointer);
  return resolver.unknown(
    `the attribute ${quoted(attribute)} is known after the stack is made`,
    symbol,
    pointer,
  );
}

interface NamedResource {
  readonly type: string;
  readonly naming: Naming;
  readonly name: string;
  readonly path: string;
}

/** A resource whose name the template says; otherwise why it is not known. */
function namedResource(resolver: NameResolver, logicalId: string): NamedResource | string {
  const resource = own(resolver.template.resources, logicalId);
  if (!isJsonObject(resource))
    return `${quoted(logicalId)} is no parameter and no resource of the template`;
  const type = String(resource['Type'] ?? '');
  const how = NAMINGS.get(type);
  if (how === undefined)
    return `what ${quoted(logicalId)} (${quoted(type)}) is called is known after the stack is made`;
  const properties = isJsonObject(resource['Properties']) ? resource['Properties'] : {};
  const at = `/Resources/${logicalId}/Properties`;
  const text = (property: string): string | null => {
    const value = own(properties, property);
    const resolved = value === undefined ? null : resolver.resolve(value, step(at, property));
    return typeof resolved === 'string' ? resolved : null;
  };
  const name = text(how.property);
  if (name === null)
    return `the template gives ${quoted(logicalId)} no \`${how.property}\`, so that its name is made up`;
  return { type, naming: how, name, path: text('Path') ?? '/' };
}

function arnOf(
  resolver: NameResolver,
  { naming: how, name, path }: NamedResource,
  pointer: string,
): Json {
  const part = (parameter: string): string =>
    String(resolver.resolve({ Ref: parameter }, pointer) ?? '');
  return how.arn.replace(/(?<=[:/]|^)[PRAN](?=[:/]|$)|HN$|N$/g, (letter) => {
    switch (letter) {
      case 'P':
        return part('AWS::Partition');
      case 'R':
        return part('AWS::Region');
      case 'A':
        return part('AWS::AccountId');
      case 'HN':
        return `${path}${name}`;
      default:
        return name;
    }
  });
}

/** The same definition has the same name before and after, so that it is a part of the symbol. */
function symbolOf(resolver: NameResolver, what: string, name: string): Json {
  return { [what]: name, of: own(resolver.template.resources, name) ?? null };
}
