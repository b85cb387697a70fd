import type { Json } from '@countersign/evidence';

/** What a permission of a Lambda function is made of; empty or null: not given. */
export interface LambdaPermission {
  readonly action: string;
  readonly functionName: string;
  readonly qualifier: string | null;
  readonly principal: string;
  readonly sourceArn: string | null;
  readonly sourceAccount: string | null;
  readonly organization: string | null;
  readonly eventSourceToken: string | null;
  readonly urlAuthType: string | null;
}

/**
 * The statement Lambda adds to the policy of a function for a permission. A function that is named without its account
 * is named with `*` in their places, the same before and after.
 */
export function lambdaPolicy(permission: LambdaPermission): string {
  const { action, principal, sourceArn, sourceAccount, organization } = permission;
  const conditions = {
    ...(sourceArn === null ? {} : { ArnLike: { 'AWS:SourceArn': sourceArn } }),
    ...equals({
      'AWS:SourceAccount': sourceAccount,
      'aws:PrincipalOrgID': organization,
      'lambda:EventSourceToken': permission.eventSourceToken,
      'lambda:FunctionUrlAuthType': permission.urlAuthType,
    }),
  };
  const statement = {
    Effect: 'Allow',
    Principal: principalOf(principal),
    Action: action,
    Resource: resourceOf(permission),
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

function equals(keys: Readonly<Record<string, string | null>>): { readonly [name: string]: Json } {
  const given = Object.entries(keys).filter((one): one is [string, string] => one[1] !== null);
  return given.length === 0 ? {} : { StringEquals: Object.fromEntries(given) };
}

function principalOf(principal: string): Json {
  if (principal === '*') return '*';
  return /^\d{12}$|^arn:/.test(principal) ? { AWS: principal } : { Service: principal };
}

function resourceOf({ functionName, qualifier }: LambdaPermission): string {
  const suffix = qualifier === null ? '' : `:${qualifier}`;
  if (functionName.startsWith('arn:')) return `${functionName}${suffix}`;
  // `123456789012:function:name` is the third way to name a function.
  const [, account = '*', name = functionName] =
    /^(\d{12}):function:(.+)$/.exec(functionName) ?? [];
  return `arn:*:lambda:*:${account}:function:${name}${suffix}`;
}
