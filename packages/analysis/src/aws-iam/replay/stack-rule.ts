import type { Origin } from '../../questions/answer.ts';
import type { Caller } from './caller.ts';
import { originOf } from './evaluation.ts';
import type { Facts } from './facts.ts';
import type { Meeting } from './principal.ts';
import type { LayerName, LayerOutcome } from './stack.ts';
import { all, any, type Tri } from './tri.ts';

/**
 * How principal and resource stand to each other. `same`: of one account, or nothing says they are not; `key-or-trust`:
 * the same, where the resource is a role to be assumed or a KMS key and its own policy must allow; `cross`: of two
 * accounts; `outside`: the principal is no identity of an account (anonymous, a service, a provider).
 */
export interface Relation {
  readonly kind: 'same' | 'key-or-trust' | 'cross' | 'outside';
  /** The root user of an account has full access there, and no policy of an identity limits it. */
  readonly isRoot: boolean;
  /** The session of a federated user has no more than its session policies give. */
  readonly needsSession: boolean;
  readonly because: string;
  readonly applies: (layer: LayerName) => boolean;
}

/** One way to be granted, or one limit: whether it holds, the statements it holds by, the layers it lacks. */
export interface Path {
  readonly holds: Tri;
  readonly by: readonly Partial<Origin>[];
  readonly lacks: readonly Partial<Origin>[];
}

/** What a request is, as to accounts. */
export function relationOf(facts: Facts): Relation {
  const { caller } = facts;
  const isLinked = isServiceLinked(caller) || isServiceTakingItsRole(facts);
  const isOutside = caller.kind !== 'aws' && caller.kind !== 'unnamed';
  const type = caller.kind === 'aws' ? caller.type : null;
  const applies = (layer: LayerName): boolean => {
    // Neither kind of organization policy restricts a service-linked role.
    if (isLinked && (layer === 'scp' || layer === 'rcp')) return false;
    return !isOutside || layer === 'resource' || layer === 'rcp';
  };
  const kind = isOutside ? 'outside' : accountsOf(facts);
  return {
    kind,
    isRoot: type === 'root',
    needsSession: type === 'federated-user',
    because: SENTENCES[kind],
    applies,
  };
}

/** The ways in which a stack can grant a request; docs/reference/aws-iam-evaluation.md has the table. */
export function grantsOf(layers: readonly LayerOutcome[], relation: Relation): Path[] {
  const { kind, isRoot, needsSession } = relation;
  const identity = isRoot ? FULL : allowPath(layers, 'identity', false);
  const boundary = isRoot ? FULL : allowPath(layers, 'boundary', true);
  const session = isRoot ? FULL : allowPath(layers, 'session', !needsSession);
  const resource = (...ways: readonly (keyof Meeting)[]): Path => resourcePath(layers, ways);
  switch (kind) {
    case 'outside':
      return [resource('direct', 'role', 'account')];
    case 'cross':
      return [both(identity, boundary, session, resource('direct', 'role', 'account'))];
    case 'key-or-trust':
      return [
        resource('direct'),
        both(resource('role'), boundary, session),
        both(resource('account'), identity, boundary, session),
      ];
    case 'same':
      return [
        resource('direct'),
        both(resource('role'), boundary, session),
        both(identity, boundary, session),
      ];
  }
}

/** Every level of service and resource control policies must allow. */
export function limitsOf(layers: readonly LayerOutcome[]): Path[] {
  return layers
    .filter(({ place }) => place.layer === 'scp' || place.layer === 'rcp')
    .map(({ place, found }) => ({ holds: found.allows, by: [], lacks: [place] }));
}

const FULL: Path = { holds: true, by: [], lacks: [] };
const SENTENCES: Readonly<Record<Relation['kind'], string>> = {
  same: 'principal and resource are of one account: the identity or the resource policy must allow',
  'key-or-trust': 'the key policy or trust policy of the resource must itself allow',
  cross: 'principal and resource are of two accounts: both sides must allow',
  outside: 'the principal is no identity of an account: the resource policy alone can allow',
};

function accountsOf({
  caller,
  values,
  action,
  resource,
}: Facts): 'same' | 'key-or-trust' | 'cross' {
  const account = 'account' in caller ? caller.account : null;
  const [owner] = values.get('aws:resourceaccount') ?? [];
  if (account !== null && owner !== undefined && account !== owner) return 'cross';
  return isTrust(action, resource) || isKey(action, resource) ? 'key-or-trust' : 'same';
}

function isTrust(action: string, resource: string): boolean {
  return action.startsWith('sts:') && /^arn:[^:]*:iam::[^:]*:role\//.test(resource);
}

function isKey(action: string, resource: string): boolean {
  return action.startsWith('kms:') && /^arn:[^:]*:kms:[^:]*:[^:]*:key\//.test(resource);
}

/** A role that a service owns, by its path or, in a session, by the name that is kept for such roles. */
function isServiceLinked(caller: Caller): boolean {
  if (caller.kind !== 'aws') return false;
  if (caller.type === 'session' && caller.name.startsWith('AWSServiceRoleFor')) return true;
  return (caller.roleArn ?? caller.arn).includes(':role/aws-service-role/');
}

/** What a service does to use its own role is not restricted either. */
function isServiceTakingItsRole({ caller, action, resource }: Facts): boolean {
  return (
    caller.kind === 'service' &&
    isTrust(action, resource) &&
    resource.includes(':role/aws-service-role/')
  );
}

function allowPath(layers: readonly LayerOutcome[], name: LayerName, ifAbsent: boolean): Path {
  const layer = layers.find(({ place }) => place.layer === name);
  if (layer === undefined) return { holds: ifAbsent, by: [], lacks: [{ layer: name }] };
  const by = layer.found.active
    .filter(({ source, matches }) => source.effect === 'Allow' && matches === true)
    .map((one) => ({ ...originOf(one), layer: name }));
  return { holds: layer.found.allows, by, lacks: [{ layer: name }] };
}

/** What the resource policy grants in some of the ways in which it can meet the caller. */
function resourcePath(layers: readonly LayerOutcome[], ways: readonly (keyof Meeting)[]): Path {
  const lacks: Partial<Origin>[] = [{ layer: 'resource' }];
  const layer = layers.find(({ place }) => place.layer === 'resource');
  if (layer === undefined) return { holds: false, by: [], lacks };
  const allowing = layer.found.active
    .filter(({ source }) => source.effect === 'Allow')
    .map((one) => ({ one, met: any(...ways.map((way) => one.meeting[way])) }));
  const hasFault = layer.documents.some(({ faults }) => faults.length > 0);
  return {
    holds: any(...allowing.map(({ met }) => met), hasFault ? 'unknown' : false),
    by: allowing
      .filter(({ met }) => met === true)
      .map(({ one }) => ({ ...originOf(one), layer: 'resource' })),
    lacks,
  };
}

function both(...parts: readonly Path[]): Path {
  return {
    holds: all(...parts.map(({ holds }) => holds)),
    by: parts.flatMap(({ by }) => by),
    lacks: parts.flatMap(({ holds, lacks }) => (holds === true ? [] : lacks)),
  };
}
