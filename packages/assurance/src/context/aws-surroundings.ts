import type { Surroundings } from '@countersign/analysis';
import type { Inventory, InventoryPolicy, Json } from '@countersign/evidence';
import { namesPrincipals } from './names-principals.ts';
import { type Own, policyIn } from './own-policies.ts';

type Layer = 'identity' | 'resource' | 'boundary';

/** The stack of DESIGN section 7 around an AWS candidate, without it. */
export function awsSurroundings(inventory: Inventory | null, own: Own): Surroundings {
  const identity = inventory?.identities.find(({ externalId }) => externalId === own.externalId);
  const attached = identity?.policies ?? [];
  const mine = attached.find((one) => isOwn(one, own));
  const layer = layerOf(own, { mine: mine?.layer, boundary: identity?.boundary ?? null });
  const others = attached.filter((one) => one !== mine && !isReleased(one, own));
  const live = (wanted: Layer): Json[] =>
    others.filter((one) => one.layer === wanted).map(({ digest }) => textOf(inventory, digest));
  const boundary = identity?.boundary ?? null;
  const isOwnBoundary = boundary !== null && own.versions.has(boundary);
  const boundaries = [
    ...(boundary === null || isOwnBoundary ? [] : [textOf(inventory, boundary)]),
    ...live('boundary'),
  ];
  const stack = {
    identity: [...live('identity'), ...own.others.map(({ text }) => policyIn(text))],
    ...(layer === 'resource' ? { resource: live('resource') } : {}),
    ...(boundaries.length === 0 ? {} : { boundary: boundaries }),
    ...levels(inventory),
  };
  return {
    language: 'aws-iam',
    layer,
    stack,
    complete: isComplete(inventory, own, {
      identity,
      isFound: mine !== undefined || isOwnBoundary,
    }),
  };
}

/** Where the candidate goes: where its base was found; else a policy that names principals is a resource's. */
function layerOf(
  own: Own,
  found: { readonly mine: Layer | undefined; readonly boundary: string | null },
): Layer {
  if (found.mine !== undefined) return found.mine;
  if (found.boundary !== null && [...own.versions].some((one) => one === found.boundary)) {
    return 'boundary';
  }
  return own.texts.some(namesPrincipals) ? 'resource' : 'identity';
}

/** By content it has or had, else by its name or the last part of its ARN. */
function isOwn({ digest, name }: InventoryPolicy, { versions, policyName }: Own): boolean {
  if (versions.has(digest)) return true;
  return policyName !== null && (name === policyName || name.split('/').at(-1) === policyName);
}

/** Content of a policy that Countersign has in force for the identity: what it released stands in its place. */
function isReleased({ digest }: InventoryPolicy, { others }: Own): boolean {
  return others.some(({ versions }) => versions.has(digest));
}

function textOf(inventory: Inventory | null, digest: string): Json {
  return policyIn(inventory?.policies[digest] ?? '{"policy":{}}');
}

function levels(inventory: Inventory | null): Record<string, Json> {
  const { scp = [], rcp = [] } = inventory?.organization ?? {};
  const read = (lists: readonly (readonly string[])[]): Json =>
    lists.map((digests) => digests.map((one) => textOf(inventory, one)));
  return {
    ...(scp.length === 0 ? {} : { scp: read(scp) }),
    ...(rcp.length === 0 ? {} : { rcp: read(rcp) }),
  };
}

/**
 * Whoever read it saw the identity with everything attached to it, and the base where it should be. Policies of the
 * organization only take away, so that an inventory without them is complete about what is given.
 */
function isComplete(
  inventory: Inventory | null,
  { hasBase }: Own,
  seen: {
    readonly identity: Inventory['identities'][number] | undefined;
    readonly isFound: boolean;
  },
): boolean {
  if (inventory === null || seen.identity === undefined) return false;
  return seen.identity.missing.length === 0 && (seen.isFound || !hasBase);
}
