import {
  canonicalRbac,
  type Estate,
  type EstateEntry,
  readRbacPolicy,
} from '@countersign/analysis';
import {
  type Digest,
  digest,
  type Inventory,
  type PolicyLanguage,
  utf8,
} from '@countersign/evidence';
import { namesPrincipals } from './names-principals.ts';

/** A policy that Countersign has a base of: released, or adopted as it was found. */
export interface ManagedPolicy {
  readonly name: string;
  readonly environment: string;
  readonly language: PolicyLanguage;
  readonly digest: Digest;
  readonly text: string;
  /** Of the identity it serves; null where no candidate said so. */
  readonly externalId: string | null;
}

/** What an estate is made of. */
export interface InForce {
  /** The newest of each environment and language. */
  readonly inventories: readonly Inventory[];
  readonly managed: readonly ManagedPolicy[];
  readonly classOf: (environment: string) => string | null;
}

/**
 * Everything known to be in force, for a changed guardrail to be held against: identities as inventories found them,
 * with what Countersign has in force for them, and policies of identities that no inventory has. What is not known to
 * be complete says so.
 */
export function estateInForce(inForce: InForce): Estate {
  const texts = new Map<Digest, string>();
  const entries = [
    ...inForce.inventories.flatMap((inventory) => foundIn(inventory, inForce, texts)),
    ...inForce.managed
      .filter((policy) => !isFound(policy, inForce))
      .map((policy) => alone(policy, inForce, texts)),
  ];
  return { entries, texts };
}

type Texts = Map<Digest, string>;

function foundIn(inventory: Inventory, inForce: InForce, texts: Texts): readonly EstateEntry[] {
  for (const [digest, text] of Object.entries(inventory.policies)) {
    texts.set(digest as Digest, text);
  }
  switch (inventory.language) {
    case 'aws-iam':
      return inventory.identities.flatMap((one) => awsEntries(one, inventory, { inForce, texts }));
    case 'kubernetes-rbac':
      return cluster(inventory, inForce, texts);
    case 'grants':
      return inventory.identities.map((one) => ({
        ...placeOf(inventory.environment, inForce),
        id: one.externalId,
        identity: one.externalId,
        complete: one.missing.length === 0,
        policies: {
          language: 'grants' as const,
          members: union(
            one.policies.map(({ digest }) => digest),
            served(one.externalId, inventory, { inForce, texts }),
          ),
        },
      }));
    default:
      return inventory.language satisfies never;
  }
}

interface World {
  readonly inForce: InForce;
  readonly texts: Texts;
}

/** An identity as it asks, and, where others meet its own policy (a role's trust), that policy. */
function awsEntries(
  identity: Inventory['identities'][number],
  inventory: Inventory,
  world: World,
): readonly EstateEntry[] {
  const { externalId, policies, boundary, missing } = identity;
  const place = placeOf(inventory.environment, world.inForce);
  const of = (layer: string) =>
    policies.filter((one) => one.layer === layer).map(({ digest }) => digest);
  const boundaries = union(of('boundary'), boundary === null ? [] : [boundary]);
  const { scp = [], rcp = [] } = inventory.organization ?? {};
  const levels = {
    ...(scp.length === 0 ? {} : { scp }),
    ...(rcp.length === 0 ? {} : { rcp }),
  };
  const asks: EstateEntry = {
    ...place,
    id: externalId,
    identity: externalId,
    complete: missing.length === 0,
    policies: {
      language: 'aws-iam',
      subject: 'identity',
      identity: union(of('identity'), served(externalId, inventory, world)),
      ...(boundaries.length === 0 ? {} : { boundary: boundaries }),
      ...levels,
    },
  };
  const resource = of('resource');
  if (resource.length === 0) return [asks];
  const met: EstateEntry = {
    ...place,
    id: `${externalId} (its own policy)`,
    identity: externalId,
    complete: true,
    policies: { language: 'aws-iam', subject: 'resource', identity: [], resource },
  };
  return [asks, met];
}

/** All objects of a cluster are one policy: who is bound to what is in them. */
function cluster(
  { environment, objects, identities }: Inventory,
  inForce: InForce,
  texts: Texts,
): readonly EstateEntry[] {
  const read = readRbacPolicy(JSON.stringify(objects ?? []));
  const canonical = read.ok ? canonicalRbac(read.value) : { text: '', digest: digest(utf8('')) };
  texts.set(canonical.digest, canonical.text);
  const complete = read.ok && identities.every(({ missing }) => missing.length === 0);
  const policies = { language: 'kubernetes-rbac' as const, members: [canonical.digest] };
  return [
    { ...placeOf(environment, inForce), id: environment, identity: null, complete, policies },
  ];
}

/** Digests of what Countersign has in force for an identity; what an inventory found already is there once. */
function served(
  externalId: string,
  { environment, language }: Inventory,
  { inForce, texts }: World,
): readonly Digest[] {
  return inForce.managed.flatMap((one) => {
    const isServing =
      one.externalId === externalId && one.environment === environment && one.language === language;
    if (!isServing || isResource(one)) return [];
    texts.set(one.digest, one.text);
    return [one.digest];
  });
}

/** Whether an inventory speaks for it: of its cluster, or of its identity. */
function isFound(policy: ManagedPolicy, { inventories }: InForce): boolean {
  const own = inventories.find(
    (one) => one.environment === policy.environment && one.language === policy.language,
  );
  if (own === undefined) return false;
  if (own.language === 'kubernetes-rbac') return true;
  if (Object.hasOwn(own.policies, policy.digest)) return true;
  return (
    !isResource(policy) && own.identities.some(({ externalId }) => externalId === policy.externalId)
  );
}

function alone(policy: ManagedPolicy, inForce: InForce, texts: Texts): EstateEntry {
  const { name, environment, language, digest, text, externalId } = policy;
  texts.set(digest, text);
  const entry = {
    ...placeOf(environment, inForce),
    id: `${environment} ${name}`,
    identity: externalId,
    complete: false,
  };
  if (language !== 'aws-iam') return { ...entry, policies: { language, members: [digest] } };
  return isResource(policy)
    ? { ...entry, policies: { language, subject: 'resource', identity: [], resource: [digest] } }
    : { ...entry, policies: { language, subject: 'identity', identity: [digest] } };
}

/** An AWS policy that names who it is about belongs to a resource. */
function isResource({ language, text }: ManagedPolicy): boolean {
  return language === 'aws-iam' && namesPrincipals(text);
}

/** The class of data is not known of what is in force, so every guardrail about data is about it. */
function placeOf(
  environment: string,
  { classOf }: InForce,
): Pick<EstateEntry, 'environment' | 'dataClass'> {
  return { environment: { name: environment, class: classOf(environment) }, dataClass: null };
}

function union(left: readonly Digest[], right: readonly Digest[]): readonly Digest[] {
  return [...new Set([...left, ...right])];
}
