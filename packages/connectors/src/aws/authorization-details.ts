import type { InventoryIdentity, Json } from '@countersign/evidence';
import { Cursor, Faults } from '../input/cursor.ts';
import { instantOf, later } from '../input/instant.ts';
import { jsonDocuments } from '../input/json-documents.ts';
import type { InventoryFacts, InventoryOptions, InventoryReading } from '../inventory/inventory.ts';
import { namesMissing } from '../inventory/names-missing.ts';
import type { Parsed } from '../refusal.ts';
import type { ServiceAccess } from './access-advisor.ts';
import { Account, type Attachments } from './account.ts';
import type { CredentialReport } from './credential-report.ts';
import { letsInThirdParties } from './trust.ts';

const LISTS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const;
const KNOWN: readonly string[] = [
  ...LISTS,
  'IsTruncated',
  'Marker',
  'NextToken',
  'ResponseMetadata',
];

/** What is joined to the details of an account. */
export interface AuthorizationDetailsOptions extends InventoryOptions {
  readonly credentialReport?: CredentialReport;
  /** What `get-service-last-accessed-details` said, by the ARN it was asked for. */
  readonly serviceAccess?: ReadonlyMap<string, ServiceAccess>;
  /** Accounts of the own organization; without them another account is not known to be a third party. */
  readonly ownAccounts?: readonly string[];
  /** The tag that names an owner, whatever its case; `owner` if not given. */
  readonly ownerTag?: string;
}

/**
 * Reads what `aws iam get-account-authorization-details` prints, one document or its pages one after the other: users
 * and roles with their inline and managed policies (default versions), those of their groups, boundaries, and trust
 * policies as the policies of the roles. A policy that is attached and not there, or cannot be read, is `missing` of its
 * identity. Refused, all at once: no such document, wrong types, fields that must be there.
 */
export function readAuthorizationDetails(
  input: string | Uint8Array,
  options: AuthorizationDetailsOptions,
): Parsed<InventoryReading> {
  const documents = jsonDocuments(input);
  if (!documents.ok) return documents;
  const faults = new Faults();
  const values = pagesOf(documents.value);
  const pages = values.map(
    (value, index) => new Cursor(value, values.length === 1 ? '' : `/${index}`, faults),
  );
  const reader = new Reader(pages, options);
  reader.read(faults);
  if (faults.refusals.length > 0) return { ok: false, refusals: faults.refusals };
  return { ok: true, value: reader.result() };
}

/** Pages come one after the other, or as a list of them. */
function pagesOf(documents: readonly Json[]): Json[] {
  return documents.flatMap((value) => (Array.isArray(value) ? (value as Json[]) : [value]));
}

class Reader {
  private readonly pages: readonly Cursor[];
  private readonly options: AuthorizationDetailsOptions;
  private readonly account: Account;
  private readonly identities = new Map<string, InventoryIdentity>();

  constructor(pages: readonly Cursor[], options: AuthorizationDetailsOptions) {
    this.pages = pages;
    this.options = options;
    this.account = new Account(options.ownerTag ?? 'owner');
  }

  read(faults: Faults): void {
    for (const page of this.pages) this.checkPage(page, faults);
    this.checkTruncation();
    // Managed policies first: users and roles name them.
    for (const one of this.all('Policies')) this.managedPolicy(one);
    for (const one of this.all('GroupDetailList')) this.group(one);
    for (const one of this.all('UserDetailList')) this.user(one);
    for (const one of this.all('RoleDetailList')) this.role(one);
  }

  result(): InventoryReading {
    const { environment, takenAt, tool, toolVersion } = this.options;
    const policies = [...this.account.policies.values()];
    const inventory: InventoryFacts = {
      kind: 'inventory',
      v: 1,
      environment,
      language: 'aws-iam',
      source: 'aws-authorization-details',
      tool,
      toolVersion,
      takenAt,
      identities: [...this.identities.values()],
      organization: null,
      objects: null,
      policies: Object.fromEntries(policies.map(({ digest, canonical }) => [digest, canonical])),
    };
    const found = policies.map(({ canonical: _, attachedTo, ...policy }) => ({
      ...policy,
      language: 'aws-iam' as const,
      attachedTo: [...attachedTo],
    }));
    return { inventory, found, unresolved: this.account.unresolved };
  }

  private all(list: (typeof LISTS)[number]): Cursor[] {
    return this.pages.flatMap((page) => page.at(list).items());
  }

  private checkPage(page: Cursor, faults: Faults): void {
    const names = Object.keys(page.object() ?? {});
    if (!LISTS.some((name) => names.includes(name))) {
      const message = `these are no authorization details: there is none of ${LISTS.join(', ')}`;
      faults.add('WRONG_TYPE', message, page.pointer);
    }
    for (const name of names.filter((one) => !KNOWN.includes(one))) {
      const why = 'the list is not known and was not read';
      this.account.unresolved.push({ pointer: `${page.pointer}/${name}`, what: name, why });
    }
  }

  /** Every answer has one last page; without it identities and policies are missing that nothing else tells of. */
  private checkTruncation(): void {
    if (!this.isCut()) return;
    const why = 'the last page is missing, so that identities and policies are';
    this.account.unresolved.push({ pointer: '/IsTruncated', what: 'the account', why });
  }

  private isCut(): boolean {
    return this.pages.every(
      (page) => page.at('IsTruncated').flag() === true || !page.at('NextToken').isAbsent,
    );
  }

  private managedPolicy(policy: Cursor): void {
    const arn = policy.at('Arn').needText();
    const id = policy.at('DefaultVersionId').text();
    const versions = policy.at('PolicyVersionList').items();
    const version =
      versions.find((one) => one.at('IsDefaultVersion').flag() === true) ??
      versions.find((one) => id !== null && one.at('VersionId').text() === id);
    if (version === undefined) {
      const why = 'its default version is not in the input';
      this.account.unresolved.push({ pointer: policy.pointer, what: arn, why });
      return;
    }
    const isOfAws = /^arn:[^:]+:iam::aws:/.test(arn);
    const place = {
      name: arn,
      layer: 'identity',
      fixed: isOfAws ? 'it is a policy of AWS' : null,
    } as const;
    this.account.add(place, version.at('Document'), this.account.ownerOf(policy));
  }

  private group(group: Cursor): void {
    const arn = group.at('Arn').needText();
    const attached = this.attachments(group, 'GroupPolicyList', arn, null);
    this.account.groups.set(`${accountOf(arn)} ${group.at('GroupName').needText()}`, attached);
  }

  private user(user: Cursor): void {
    const arn = user.at('Arn').needText();
    const own = this.attachments(user, 'UserPolicyList', arn, null);
    const groups = [...new Set(user.at('GroupList').texts())];
    const ofGroups = groups.map((name) => this.ofGroup(`${accountOf(arn)} ${name}`, name, user));
    const report = this.options.credentialReport?.byArn.get(arn);
    this.add(user, arn, 'user', [own, ...ofGroups], {
      groups,
      thirdParty: false,
      credentials: report?.credentials ?? null,
      usedBy: null,
      lastUsedAt: later(report?.lastUsedAt ?? null, time(user.at('PasswordLastUsed'))),
    });
  }

  private ofGroup(key: string, name: string, user: Cursor): Attachments {
    const known = this.account.groups.get(key);
    if (known !== undefined) return known;
    const why = 'it is a member, and the group is not in the input';
    this.account.unresolved.push({ pointer: `${user.pointer}/GroupList`, what: name, why });
    return { policies: [], missing: [`group ${name}`] };
  }

  private role(role: Cursor): void {
    const arn = role.at('Arn').needText();
    const isOfService = (role.at('Path').text() ?? '').startsWith('/aws-service-role/');
    const fixed = isOfService ? 'it is of a role that a service of AWS keeps' : null;
    const own = this.attachments(role, 'RolePolicyList', arn, fixed);
    const place = { name: `${arn}#trust`, layer: 'resource', fixed } as const;
    const trust = this.account.add(
      place,
      role.at('AssumeRolePolicyDocument'),
      this.account.ownerOf(role),
    );
    const canonical = trust && this.account.policies.get(trust.name)?.canonical;
    const trusted: Attachments = {
      policies: trust === undefined ? [] : [trust],
      missing: trust === undefined ? ['trust policy'] : [],
    };
    const profiles = role.at('InstanceProfileList').items();
    this.add(role, arn, 'role', [own, trusted], {
      groups: [],
      thirdParty:
        canonical === undefined
          ? null
          : letsInThirdParties(canonical, accountOf(arn), this.options.ownAccounts ?? null),
      // A role has no credential that lives longer than a session.
      credentials: [],
      // What else assumes a role is not in the input: a list is here only where it says something.
      usedBy: profiles.length === 0 ? null : profiles.map((one) => one.at('Arn').needText()),
      lastUsedAt: time(role.at('RoleLastUsed').at('LastUsedDate')),
    });
  }

  private add(
    owner: Cursor,
    arn: string,
    type: 'user' | 'role',
    attached: readonly Attachments[],
    facts: Pick<
      InventoryIdentity,
      'groups' | 'thirdParty' | 'credentials' | 'usedBy' | 'lastUsedAt'
    >,
  ): void {
    const place = owner.at('PermissionsBoundary').at('PermissionsBoundaryArn');
    const boundaryArn = place.text();
    const boundary =
      boundaryArn === null ? null : this.account.managed(boundaryArn, 'boundary', place.pointer);
    const policies = [...attached, ...(boundary === null ? [] : [boundary])].flatMap(
      (one) => one.policies,
    );
    for (const { name } of policies) this.account.policies.get(name)?.attachedTo.add(arn);
    if (this.identities.has(arn)) {
      const why = 'it is in the input twice, and the later one counts';
      this.account.unresolved.push({ pointer: owner.pointer, what: arn, why });
    }
    this.identities.set(arn, {
      externalId: arn,
      type,
      policies,
      boundary: boundary?.policies[0]?.digest ?? null,
      ...facts,
      lastUsedAt: later(facts.lastUsedAt, this.options.serviceAccess?.get(arn)?.lastUsedAt ?? null),
      missing: namesMissing([
        ...[...attached, ...(boundary === null ? [] : [boundary])].flatMap((one) => one.missing),
        ...(this.isCut() ? ['the last page of the account'] : []),
      ]),
    });
  }

  private attachments(owner: Cursor, list: string, arn: string, fixed: string | null): Attachments {
    const tag = this.account.ownerOf(owner);
    const inline = owner
      .at(list)
      .items()
      .map((one) => {
        const name = `${arn}#inline/${one.at('PolicyName').needText()}`;
        const place = { name, layer: 'identity', fixed } as const;
        return { name, policy: this.account.add(place, one.at('PolicyDocument'), tag) };
      });
    const attached = owner
      .at('AttachedManagedPolicies')
      .items()
      .map((one) => this.account.managed(one.at('PolicyArn').needText(), 'identity', one.pointer));
    return {
      policies: [
        ...inline.flatMap(({ policy }) => policy ?? []),
        ...attached.flatMap((one) => one.policies),
      ],
      missing: [
        ...inline.flatMap(({ name, policy }) => (policy === undefined ? [name] : [])),
        ...attached.flatMap((one) => one.missing),
      ],
    };
  }
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function time(place: Cursor): string | null {
  const text = place.text();
  if (text === null) return null;
  const instant = instantOf(text);
  if (instant === null) place.faults.add('WRONG_VALUE', 'a time is expected', place.pointer);
  return instant;
}
