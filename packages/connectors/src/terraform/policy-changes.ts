import { isJsonObject, type Json } from '@countersign/evidence';
import { lambdaPolicy } from '../aws/lambda-permission.ts';
import { type ChangeLayer, isLimit, NO_LIMIT, type PolicyChange } from '../policy-change.ts';
import { looksLikePolicy, whyNoPolicy } from '../policy-text.ts';
import type { Unresolved } from '../unresolved.ts';
import { at } from './managed-policies.ts';
import { otherAccessOf } from './other-access.ts';
import { POLICY_ATTRIBUTES, type PolicyAttribute } from './policy-attributes.ts';
import { type ResourceChange, unknownIn } from './resource-change.ts';
import { type Side, type Surroundings, sideOf } from './side.ts';

/** What one resource changes. */
export interface ResourceChanges {
  readonly changes: readonly PolicyChange[];
  readonly unchanged: number;
  readonly assumptions: readonly string[];
}

/** The policies that one resource of a plan changes; those of clusters are read elsewhere. */
export function policyChangesOf(
  change: ResourceChange,
  surroundings: Surroundings,
): ResourceChanges {
  const attributes = attributesOf(change);
  if (change.action === 'none')
    return { changes: [], unchanged: attributes.length, assumptions: [] };
  if (change.type === 'aws_lambda_permission') return ofOne(change, lambdaChange(change));
  const other = otherAccessOf(change.type);
  if (other !== undefined) return ofOne(change, otherChange(change, other));
  const read = attributes.map((one) => ofAttribute(change, one, surroundings));
  return {
    changes: read.flatMap((one) => one.changes),
    unchanged: read.filter((one) => one.changes.length === 0).length,
    assumptions: read.flatMap((one) => one.assumptions),
  };
}

function ofOne(_: ResourceChange, changes: readonly PolicyChange[]): ResourceChanges {
  return { changes, unchanged: 0, assumptions: [] };
}

/** What the table knows of a type; of other types, texts that are policies wherever they stand. */
function attributesOf(change: ResourceChange): readonly PolicyAttribute[] {
  const known = POLICY_ATTRIBUTES.get(change.type);
  if (known !== undefined) return known;
  if (change.type === 'aws_organizations_policy') return organizationPolicy(change);
  const names = [change.before, change.after].flatMap((values) =>
    Object.entries(values ?? {}).filter(([, value]) => isPolicyText(value)),
  );
  const unknown = isJsonObject(change.unknown) ? Object.keys(change.unknown) : [];
  const hidden = change.type.startsWith('aws_')
    ? unknown.filter((name) => /polic(?:y|ies)(?:_document|_json)?$/.test(name))
    : [];
  return [...new Set([...names.map(([name]) => name), ...hidden])].map((attribute) => ({
    attribute,
    layer: 'resource',
    form: 'text',
  }));
}

function isPolicyText(value: Json): boolean {
  return typeof value === 'string' && looksLikePolicy(value);
}

/** Policies of an organization that are no access policies (tags, backups) decide nothing here. */
function organizationPolicy({ before, after }: ResourceChange): readonly PolicyAttribute[] {
  const type = (after ?? before)?.['type'] ?? 'SERVICE_CONTROL_POLICY';
  const layer: ChangeLayer | null =
    type === 'SERVICE_CONTROL_POLICY' ? 'scp' : type === 'RESOURCE_CONTROL_POLICY' ? 'rcp' : null;
  return layer === null ? [] : [{ attribute: 'content', layer, form: 'text' }];
}

/** Types that carry the limit of something that ends with them. */
const HELD_LIMITS: readonly string[] = [
  'aws_iam_role',
  'aws_iam_user',
  'aws_transfer_access',
  'aws_transfer_user',
  'aws_vpc_endpoint',
];

function ofAttribute(
  change: ResourceChange,
  attribute: PolicyAttribute,
  surroundings: Surroundings,
): ResourceChanges {
  const [from, to] = (['from', 'to'] as const).map((side) =>
    sideOf(change, attribute, side, surroundings),
  );
  // With its holder a limit ends as well, and nothing is free of it.
  const isGone = change.action === 'delete' && HELD_LIMITS.includes(change.type);
  if (isGone && isLimit(attribute.layer)) return { changes: [], unchanged: 1, assumptions: [] };
  const names = new Set([...(from?.keys() ?? []), ...(to?.keys() ?? [])]);
  const changes = [...names].flatMap((name) => pair(change, attribute, name, from, to));
  const isFilledIn =
    at(change.unknown, attribute.attribute) === true &&
    surroundings.configuration.expressionOf(change, attribute.attribute) === undefined;
  const assumptions = isFilledIn
    ? [
        `\`${attribute.attribute}\` of \`${change.type}\` is written nowhere in the configuration, so that the service fills it in`,
      ]
    : [];
  return { changes, unchanged: 0, assumptions };
}

function pair(
  change: ResourceChange,
  attribute: PolicyAttribute,
  name: string,
  from: Side | undefined,
  to: Side | undefined,
): PolicyChange[] {
  const [old, now] = [from?.get(name), to?.get(name)];
  const texts = { from: textOf(old), to: textOf(now) };
  const { address } = change;
  const action = change.action === 'none' ? 'update' : change.action;
  const unresolved = [
    ...doubtOf(old, change, attribute.attribute, 'before'),
    ...doubtOf(now, change, attribute.attribute, 'after'),
  ];
  const whole = name === '' ? attribute.attribute : `${attribute.attribute} ${name}`;
  const known = { address, attribute: whole, language: 'aws-iam', layer: attribute.layer } as const;
  if (unresolved.length > 0) return [{ ...known, action, ...texts, unresolved }];
  if (hasMoved(change) && texts.from !== null && texts.to !== null) {
    const absent = isLimit(attribute.layer) ? NO_LIMIT : null;
    return [
      { ...known, action: 'delete', from: texts.from, to: absent, unresolved },
      { ...known, action: 'create', from: absent, to: texts.to, unresolved },
    ];
  }
  return texts.from === texts.to ? [] : [{ ...known, action, ...texts, unresolved }];
}

/** What a policy is put on, by the names that resource types have for it. */
const TARGETS = [
  'role',
  'user',
  'group',
  'roles',
  'users',
  'groups',
  'bucket',
  'queue_url',
  'secret_arn',
  'key_id',
  'repository',
  'instance_arn',
  'permission_set_arn',
  'topic_arn',
] as const;
const IDENTITIES: readonly string[] = ['aws_iam_role', 'aws_iam_user', 'aws_iam_group'];

/** Whether the same policy goes to another holder: then one loses it, and the other gets all of it. */
function hasMoved({ before, after, unknown, type }: ResourceChange): boolean {
  if (before === null || after === null) return false;
  const names: readonly string[] = IDENTITIES.includes(type) ? [...TARGETS, 'name'] : TARGETS;
  return names.some((name) => {
    if (!(name in before)) return false;
    const isUnknown = unknownIn(at(unknown, name)).length > 0;
    return isUnknown || JSON.stringify(before[name]) !== JSON.stringify(after[name] ?? null);
  });
}

type OnSide = Side extends ReadonlyMap<string, infer V> ? V : never;

function textOf(side: OnSide | undefined): string | null {
  return side !== undefined && 'text' in side ? side.text : null;
}

function doubtOf(
  side: OnSide | undefined,
  change: ResourceChange,
  attribute: string,
  member: string,
): Unresolved[] {
  if (side === undefined || 'text' in side) return [];
  const pointer = `${change.pointer}/change/${member}/${attribute}${side.at}`;
  return [{ pointer, what: `${change.address} ${attribute}`, why: side.why }];
}

function otherChange(
  change: ResourceChange,
  [language, why]: NonNullable<ReturnType<typeof otherAccessOf>>,
): PolicyChange[] {
  const { address, action, pointer } = change;
  if (action === 'none') return [];
  const unresolved = [{ pointer, what: address, why }];
  const known = { address, attribute: '', language, layer: 'access', action } as const;
  return [{ ...known, from: null, to: null, unresolved }];
}

/** The parts of a permission that its statement is made of. */
const PARTS = [
  'action',
  'function_name',
  'principal',
  'qualifier',
  'source_arn',
  'source_account',
  'principal_org_id',
  'event_source_token',
  'function_url_auth_type',
] as const;

function lambdaChange(change: ResourceChange): PolicyChange[] {
  const { address, action, before, after, unknown, pointer } = change;
  if (action === 'none') return [];
  const unresolved = PARTS.flatMap((part) =>
    unknownIn(at(unknown, part)).map(() => ({
      pointer: `${pointer}/change/after_unknown/${part}`,
      what: `${address} ${part}`,
      why: `\`${part}\` is known after apply only`,
    })),
  );
  const from = before === null ? null : permissionText(before);
  const to = after === null || unresolved.length > 0 ? null : permissionText(after);
  const wrong = [from, to].flatMap((text) => (text === null ? [] : (whyNoPolicy(text) ?? [])));
  const doubts = wrong.map((why) => ({ pointer, what: address, why }));
  const known = { address, attribute: '', language: 'aws-iam', layer: 'resource', action } as const;
  return [{ ...known, from, to, unresolved: [...unresolved, ...doubts] }];
}

function permissionText(values: { readonly [name: string]: Json }): string {
  const part = (name: (typeof PARTS)[number]): string | null => {
    const value = values[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return lambdaPolicy({
    action: part('action') ?? '',
    functionName: part('function_name') ?? '',
    qualifier: part('qualifier'),
    principal: part('principal') ?? '',
    sourceArn: part('source_arn'),
    sourceAccount: part('source_account'),
    organization: part('principal_org_id'),
    eventSourceToken: part('event_source_token'),
    urlAuthType: part('function_url_auth_type'),
  });
}
