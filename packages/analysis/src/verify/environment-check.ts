import type { AwsSubject } from '../aws-iam/model.ts';
import { isStack } from '../aws-iam/subject.ts';
import type { GrantsPolicy } from '../grants/model.ts';
import { accountOf } from '../kubernetes-rbac/access/identity.ts';
import type { RbacPolicy } from '../kubernetes-rbac/model.ts';
import type { LanguageName } from '../questions/language.ts';
import type { Check } from './checks.ts';
import type { VerificationContext } from './verification-context.ts';

/** Places outside its own environment that a change newly names, each with the environment it belongs to where that is known. */
export interface Crossing {
  readonly check: Check;
  readonly places: readonly string[];
}

const NOUN: Readonly<Record<LanguageName, string>> = {
  'aws-iam': 'account',
  'kubernetes-rbac': 'namespace',
  grants: 'account',
};

/** Whether the change newly reaches into another environment's account or namespace, by what it names. */
export function environmentCheck(
  language: LanguageName,
  { from, to }: { readonly from: unknown; readonly to: unknown },
  context: VerificationContext,
): Crossing {
  const before = new Set(from === null ? [] : placesIn(language, from));
  const fresh = placesIn(language, to).filter((place) => !before.has(place));
  const own = ownPlaces(language, context);
  const elsewhere = (place: string): string | null => environmentOf(place, context);
  // Accounts of AWS are told apart by their number; any other name is strange only where another environment has it.
  const isOther = (place: string): boolean =>
    !own.has(place) && (language === 'aws-iam' || elsewhere(place) !== null);
  const others = fresh.filter(isOther);
  const isOpen = language === 'aws-iam' && own.size === 0 && fresh.length > 0;
  const noun = NOUN[language];
  const told = others.map((place) => {
    const environment = elsewhere(place);
    return `the ${noun} \`${place}\`${environment === null ? '' : ` of \`${environment}\``}`;
  });
  const check: Check = {
    name: 'stays-in-environment',
    outcome: isOpen ? 'undetermined' : others.length > 0 ? 'failed' : 'passed',
    group: 'identity',
    blocking: false,
    proves: `the change newly names no ${noun} of another environment in what it allows`,
    doesNotProve: `what a wildcard reaches, or a ${noun} whose environment nobody has named`,
    detail: isOpen
      ? `which ${noun} is the environment’s own is not known`
      : others.length > 0
        ? `it newly names ${told.slice(0, 5).join(', ')}${told.length > 5 ? ` and ${told.length - 5} more` : ''}`
        : `it newly names no other ${noun}`,
  };
  return { check, places: isOpen ? [] : others };
}

/** The one AWS account that a context is about; null: none is named, or several are. */
export function ownAccount(context: VerificationContext): string | null {
  const [account = null, ...others] = ownPlaces('aws-iam', context);
  return others.length === 0 ? account : null;
}

const ACCOUNT = /(?<![0-9A-Za-z])\d{12}(?![0-9A-Za-z])/g;

/** Accounts, namespaces or owners that a policy names in what it allows; sorted. */
function placesIn(language: LanguageName, policy: unknown): string[] {
  switch (language) {
    case 'aws-iam':
      return accountsIn(policy as AwsSubject);
    case 'kubernetes-rbac':
      return sorted(
        (policy as RbacPolicy).objects.flatMap((one) =>
          one.kind === 'ServiceAccount' || one.namespace === null ? [] : [one.namespace],
        ),
      );
    case 'grants':
      return sorted((policy as GrantsPolicy).grants.flatMap(ownersOf));
    default:
      return language satisfies never;
  }
}

function accountsIn(subject: AwsSubject): string[] {
  const policies = isStack(subject) ? [] : subject;
  const allows = policies
    .flatMap(({ document }) => document.Statement)
    .filter(({ Effect }) => Effect === 'Allow');
  const parts = allows.flatMap(({ Resource, Principal, Condition }) => [
    Resource,
    Principal,
    Condition,
  ]);
  return sorted(JSON.stringify(parts).match(ACCOUNT) ?? []);
}

function ownersOf(grant: GrantsPolicy['grants'][number]): string[] {
  if (grant.kind !== 'github-app') return grant.resources === 'all' ? [] : [...grant.resources];
  const repositories = grant.repositories === 'all' ? [] : grant.repositories;
  const owners = repositories.map((name) => name.split('/')[0] ?? '');
  return [...owners, ...(grant.account === null ? [] : [grant.account])].map((one) =>
    one.toLowerCase(),
  );
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

/** The environment's own places: what its name, the names the identity is registered under, and the stack say. */
function ownPlaces(language: LanguageName, context: VerificationContext): ReadonlySet<string> {
  const { environment, identity, surroundings } = context;
  const names = [environment.name, ...(identity?.environments ?? [])];
  const account = identity === null ? null : accountOf(identity.externalId);
  const known = surroundings?.language === 'aws-iam' ? surroundings.stack : {};
  const texts =
    language === 'aws-iam'
      ? [
          ...names,
          identity?.externalId,
          known['account'],
          known['resourceAccount'],
          known['principal'],
        ]
      : names;
  const segments = names.flatMap((name) => name.toLowerCase().split('/'));
  return new Set(
    [
      ...segments,
      ...(JSON.stringify(texts).match(ACCOUNT) ?? []),
      ...(account === null ? [] : [account.namespace]),
    ].filter((one) => language !== 'aws-iam' || /^\d{12}$/.test(one)),
  );
}

/** The environment of somebody else whose name has the place in it. */
function environmentOf(place: string, { estate, environment }: VerificationContext): string | null {
  const other = estate.find(
    (one) =>
      one.environment !== environment.name &&
      one.environment.toLowerCase().split('/').includes(place.toLowerCase()),
  );
  return other?.environment ?? null;
}
