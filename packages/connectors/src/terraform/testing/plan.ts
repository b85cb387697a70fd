// Plans in the shape of the format, for tests.
import { readTerraformPlan, type TerraformOptions } from '../terraform-plan.ts';

export const policy = (action: string, resource = '*') =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
  });
export const READ = policy('s3:GetObject', 'arn:aws:s3:::invoices/*');
export const WIDE = policy('s3:*');
export const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});

/** A change as a plan writes it. */
export interface Change {
  readonly actions: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
  readonly after_unknown?: unknown;
}

export function resource(address: string, change: Change, more: Record<string, unknown> = {}) {
  const [type, name] = address
    .replace(/\[.*\]$/, '')
    .split('.')
    .slice(-2);
  return {
    address,
    mode: 'managed',
    type,
    name,
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: { after_unknown: {}, before_sensitive: false, after_sensitive: {}, ...change },
    ...more,
  };
}

export const create = (after: unknown, unknown: unknown = {}): Change => ({
  actions: ['create'],
  before: null,
  after,
  after_unknown: unknown,
});
export const update = (before: unknown, after: unknown, unknown: unknown = {}): Change => ({
  actions: ['update'],
  before,
  after,
  after_unknown: unknown,
});
export const destroy = (before: unknown): Change => ({ actions: ['delete'], before, after: null });
export const keep = (values: unknown): Change => ({
  actions: ['no-op'],
  before: values,
  after: values,
});

export function plan(changes: readonly unknown[], more: Record<string, unknown> = {}) {
  return {
    format_version: '1.2',
    terraform_version: '1.9.5',
    planned_values: { root_module: {} },
    resource_changes: changes,
    applyable: true,
    complete: true,
    errored: false,
    ...more,
  };
}

export function read(value: unknown, options: TerraformOptions = {}) {
  const parsed = readTerraformPlan(JSON.stringify(value), options);
  if (!parsed.ok) throw new Error(parsed.refusals.map(({ message }) => message).join('\n'));
  return parsed.value;
}

/** Address, attribute, whether each side is there, and why it is undetermined. */
export function rows(value: unknown, options: TerraformOptions = {}) {
  return read(value, options).changes.map(({ address, attribute, from, to, unresolved }) => [
    `${address} ${attribute}`.trim(),
    from,
    to,
    unresolved.map(({ why }) => why),
  ]);
}
