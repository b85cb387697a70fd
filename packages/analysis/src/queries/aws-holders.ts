import type { Origin } from '../questions/answer.ts';
import type { Parsed, Refusal } from '../refusal.ts';
import type { Holder } from './holder.ts';
import { asObject, asObjects, asText, asTexts, type Plain } from './plain.ts';

/** A policy with the name it goes by. */
interface Named {
  readonly label: string;
  readonly document: unknown;
}

interface Account {
  readonly groups: ReadonlyMap<string, Plain>;
  /** Default versions of managed policies by ARN. */
  readonly managed: ReadonlyMap<string, Named>;
  /** Who may assume a role, by its ARN: the policy of that resource. */
  readonly trust: ReadonlyMap<string, unknown>;
}

const LISTS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const;

/**
 * Users and roles of what `aws iam get-account-authorization-details` prints, each with its inline and managed
 * policies, those of its groups, and its boundary. Pages of one account, or several accounts, come as several values.
 * Refused: a value without any of the four lists.
 */
export function awsHolders(values: readonly unknown[]): Parsed<readonly Holder[]> {
  const pages = values.map(asObject);
  const refusals = pages.flatMap((page, index): Refusal[] => {
    if (LISTS.some((name) => Array.isArray(page[name]))) return [];
    const message = `these are no authorization details: there is none of ${LISTS.join(', ')}`;
    return [{ code: 'WRONG_TYPE', message, details: { input: index } }];
  });
  if (refusals.length > 0) return { ok: false, refusals };
  const all = (name: (typeof LISTS)[number]): Plain[] =>
    pages.flatMap((page) => asObjects(page[name]));
  const account: Account = {
    groups: new Map(all('GroupDetailList').map((one) => [groupKey(one), one])),
    managed: new Map(all('Policies').map((one) => [asText(one['Arn']), managedPolicy(one)])),
    trust: new Map(
      all('RoleDetailList').map((one) => [
        asText(one['Arn']),
        documentOf(one['AssumeRolePolicyDocument']),
      ]),
    ),
  };
  return {
    ok: true,
    value: [
      ...all('UserDetailList').map((user) => userHolder(user, account)),
      ...all('RoleDetailList').map((role) => roleHolder(role, account)),
    ],
  };
}

/** Group names are unique in an account only. */
function groupKey(group: Plain): string {
  return `${accountOf(asText(group['Arn']))} ${asText(group['GroupName'])}`;
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function managedPolicy(policy: Plain): Named {
  const versions = asObjects(policy['PolicyVersionList']);
  const version =
    versions.find((one) => one['IsDefaultVersion'] === true) ??
    versions.find((one) => one['VersionId'] === policy['DefaultVersionId']);
  return {
    label: `managed policy ${asText(policy['PolicyName'])}`,
    document: documentOf(version?.['Document']),
  };
}

/** The API itself gives documents as percent-encoded text; the command line tool decodes them. */
function documentOf(document: unknown): unknown {
  if (typeof document !== 'string' || !document.startsWith('%7B')) return document;
  try {
    return decodeURIComponent(document);
  } catch {
    return document;
  }
}

function userHolder(user: Plain, account: Account): Holder {
  const arn = asText(user['Arn']);
  const own = policiesOf(user, 'UserPolicyList', '', account);
  const groups = asTexts(user['GroupList']).map((name) => {
    const group = account.groups.get(`${accountOf(arn)} ${name}`);
    return group === undefined
      ? { policies: [], missing: [`the group ${name}`] }
      : policiesOf(group, 'GroupPolicyList', ` of group ${name}`, account);
  });
  return holderOf(
    { kind: 'user', arn, name: asText(user['UserName']) },
    user,
    [own, ...groups],
    account,
  );
}

function roleHolder(role: Plain, account: Account): Holder {
  const arn = asText(role['Arn']);
  const own = policiesOf(role, 'RolePolicyList', '', account);
  return holderOf({ kind: 'role', arn, name: asText(role['RoleName']) }, role, [own], account);
}

interface Attached {
  readonly policies: readonly Named[];
  readonly missing: readonly string[];
}

function policiesOf(owner: Plain, inlineList: string, suffix: string, account: Account): Attached {
  const inline = asObjects(owner[inlineList]).map((one) => ({
    label: `inline policy ${asText(one['PolicyName'])}${suffix}`,
    document: documentOf(one['PolicyDocument']),
  }));
  const arns = asObjects(owner['AttachedManagedPolicies']).map((one) => asText(one['PolicyArn']));
  const attached = arns.map((arn) => resolved(arn, suffix, account));
  return {
    policies: [...inline, ...attached.flatMap(({ policies }) => policies)],
    missing: attached.flatMap(({ missing }) => missing),
  };
}

function resolved(arn: string, suffix: string, { managed }: Account): Attached {
  const policy = managed.get(arn);
  if (policy?.document === undefined) return { policies: [], missing: [`the policy ${arn}`] };
  return { policies: [{ ...policy, label: `${policy.label}${suffix}` }], missing: [] };
}

function holderOf(
  { kind, arn, name }: { readonly kind: string; readonly arn: string; readonly name: string },
  owner: Plain,
  attached: readonly Attached[],
  account: Account,
): Holder {
  const boundaryArn = asText(asObject(owner['PermissionsBoundary'])['PermissionsBoundaryArn']);
  const boundary = boundaryArn === '' ? null : resolved(boundaryArn, '', account);
  const identity = attached.flatMap(({ policies }) => policies);
  const documents = identity.map(({ document }) => document);
  const stack = {
    identity: documents,
    ...(boundary === null ? {} : { boundary: boundary.policies.map((one) => one.document) }),
    principal: arn,
    account: accountOf(arn),
  };
  const missing = [...attached, ...(boundary === null ? [] : [boundary])]
    .flatMap((one) => one.missing)
    .map((one) => `${one} is attached and not in the input`);
  return {
    id: arn,
    kind,
    names: [name],
    formsFor: ({ action, resource }) => {
      const isOfTrust = /^sts:/i.test(asText(action));
      const trust = isOfTrust ? account.trust.get(asText(resource)) : undefined;
      if (trust !== undefined) return [{ member: { ...stack, resource: [trust] }, isWhole: true }];
      return [
        { member: { ...stack, resourceAccount: stack.account }, isWhole: true },
        { member: documents, isWhole: boundary === null },
      ];
    },
    words: {},
    missingFor: ({ action, resource }) => [
      ...missing,
      ...foreign(asText(resource), stack.account),
      ...(/^kms:/i.test(asText(action)) ? ['the policy of the key is not in the input'] : []),
    ],
    placeOf: (origin) => placeOf(origin, identity, boundary?.policies ?? []),
  };
}

/** What belongs to another account needs the policy of that resource as well. */
function foreign(resource: string, own: string): string[] {
  const account = resource.startsWith('arn:') ? accountOf(resource) : '';
  if (account === '' || account === own || /[*?]/.test(account)) return [];
  return [`the resource is of the account ${account}, and its policy is not in the input`];
}

function placeOf(
  { layer, policy = 0, statement = 0, sid }: Partial<Origin>,
  identity: readonly Named[],
  boundary: readonly Named[],
): string {
  const list = layer === 'boundary' ? boundary : identity;
  const label = layer === 'resource' ? 'trust policy of the role' : list[policy]?.label;
  const where = `${layer === 'boundary' ? 'boundary, ' : ''}${label ?? 'a policy'}`;
  return `${where}, ${sid === null || sid === undefined ? `statement ${statement + 1}` : sid}`;
}
