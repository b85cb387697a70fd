import type { AwsStack, AwsSubject } from '../aws-iam/model.ts';
import { parseStack } from '../aws-iam/parse/parse-stack.ts';
import { isStack } from '../aws-iam/subject.ts';
import type { Json } from '../canonical/jcs.ts';
import type { GrantsPolicy } from '../grants/model.ts';
import { parseGrants } from '../grants/parse/parse-grants.ts';
import { objectRef, type RbacPolicy } from '../kubernetes-rbac/model.ts';
import { readRbacPolicy } from '../kubernetes-rbac/parse/read-policy.ts';
import type { Origin } from '../questions/answer.ts';
import type { LanguageName } from '../questions/language.ts';
import type { Parsed } from '../refusal.ts';
import type { IdentityFacts, Surroundings } from './verification-context.ts';

/** How the candidate stands among everything else in force. Policies are what their language read. */
export interface Placement {
  readonly isComplete: boolean;
  /** Everything in force with this policy in the candidate's place; null: with nothing there. */
  place(policy: unknown): Parsed<unknown>;
  /** The policies that add up with the candidate's for one identity, limits left out: what paths are looked for in. */
  grantedWith(policy: unknown): Parsed<unknown>;
  /** Policies of which everything in force allows no more than they do; null: no such set is smaller than the whole. */
  bound(policy: unknown): unknown;
  /** The origin as the candidate alone has it; null where it is somebody else's. */
  ownOrigin(origin: Partial<Origin>): Partial<Origin> | null;
  /** Where a statement stands, in words; `this policy` for the candidate's own. */
  whereOf(origin: Partial<Origin>, policy: unknown): string;
}

/** Reads surroundings once; refused when they are of another language or do not parse. */
export function placementOf(
  language: LanguageName,
  surroundings: Surroundings,
  identity: IdentityFacts | null,
): Parsed<Placement> {
  if (surroundings.language !== language) {
    const message = `the surroundings are of \`${surroundings.language}\`, the candidate is of \`${language}\``;
    return { ok: false, refusals: [{ code: 'WRONG_LANGUAGE', message }] };
  }
  switch (surroundings.language) {
    case 'aws-iam':
      return awsPlacement(surroundings, identity);
    case 'kubernetes-rbac':
      return rbacPlacement(surroundings);
    case 'grants':
      return grantsPlacement(surroundings);
    default:
      return surroundings satisfies never;
  }
}

const LAYERS: Readonly<Record<string, string>> = {
  identity: 'the identity policy',
  resource: 'the resource policy',
  boundary: 'the boundary',
  session: 'the session policy',
  scp: 'the service control policy',
  rcp: 'the resource control policy',
};

function awsPlacement(
  surroundings: Extract<Surroundings, { language: 'aws-iam' }>,
  identity: IdentityFacts | null,
): Parsed<Placement> {
  const { layer, complete } = surroundings;
  const read = parseStack({ identity: [], ...askerOf(layer, identity), ...surroundings.stack });
  if (!read.ok) return read;
  const stack = read.value;
  const others = stack[layer] ?? [];
  const withLayer = (policy: unknown): AwsStack => {
    const own = policiesIn(policy);
    const all = [...others, ...own];
    // A boundary or session that is empty would let nothing through; without any it is not there.
    return all.length === 0 && layer !== 'identity' ? stack : { ...stack, [layer]: all };
  };
  return {
    ok: true,
    value: {
      isComplete: complete,
      place: (policy) => ({ ok: true, value: withLayer(policy) }),
      grantedWith: (policy) => ({
        ok: true,
        value: layer === 'identity' ? withLayer(policy).identity : policiesIn(policy),
      }),
      // The other layers only take away, but for a resource policy, which grants as well.
      bound: (policy) => {
        const placed = withLayer(policy);
        return (placed.resource ?? []).length === 0 ? placed.identity : null;
      },
      ownOrigin: ({ layer: at, policy = 0, statement = 0 }) =>
        at === layer && policy >= others.length ? { statement } : null,
      whereOf: ({ layer: at = 'identity', level, policy = 0, statement = 0, sid }) => {
        const named = `statement ${statement + 1}${sid ? ` (\`${sid}\`)` : ''}`;
        if (at === layer && policy >= others.length) return `${named} of this policy`;
        const where = level === undefined ? '' : ` of level ${level + 1}`;
        return `${named} of ${LAYERS[at] ?? at} ${policy + 1}${where}`;
      },
    },
  };
}

/** A stack that does not say who asks is that of the identity, unless it is about who may reach a resource. */
function askerOf(layer: string, identity: IdentityFacts | null): { readonly principal?: string } {
  const external = identity?.externalId ?? '';
  const isPrincipal = /^arn:[^:]*:(?:iam|sts)::\d{12}:/.test(external);
  return layer !== 'resource' && isPrincipal ? { principal: external } : {};
}

function policiesIn(policy: unknown): Extract<AwsSubject, readonly unknown[]> {
  const subject = (policy ?? []) as AwsSubject;
  if (isStack(subject)) throw new Error('a candidate is a policy, not a stack');
  return subject;
}

function rbacPlacement(
  surroundings: Extract<Surroundings, { language: 'kubernetes-rbac' }>,
): Parsed<Placement> {
  const read = readRbacPolicy([...surroundings.objects]);
  if (!read.ok) return read;
  const others = read.value;
  const refs = new Set(others.objects.map(objectRef));
  const place = (policy: unknown): Parsed<RbacPolicy> => {
    if (policy === null) return { ok: true, value: others };
    const own = policy as RbacPolicy;
    // Of two objects of one name the later counts, so that the candidate's replaces what is there.
    if (own.objects.some((one) => refs.has(objectRef(one)))) {
      return readRbacPolicy([...surroundings.objects, ...(JSON.parse(own.source) as Json[])]);
    }
    return { ok: true, value: joined(others, own) };
  };
  return {
    ok: true,
    value: {
      isComplete: surroundings.complete,
      place,
      grantedWith: place,
      bound: () => null,
      // An object of the same name is the candidate's; one that is not in it has no index there.
      ownOrigin: ({ object, statement }) =>
        object === undefined ? null : { object, ...(statement === undefined ? {} : { statement }) },
      whereOf: ({ object = '', statement }, policy) => {
        const isOwn = (policy as RbacPolicy).objects.some((one) => objectRef(one) === object);
        const rule = statement === undefined ? '' : `, rule ${statement + 1},`;
        return `\`${object}\`${rule} of ${isOwn ? 'this policy' : 'the cluster'}`;
      },
    },
  };
}

function joined(others: RbacPolicy, own: RbacPolicy): RbacPolicy {
  const lists = [others.source, own.source].map((source) => source.trim().slice(1, -1).trim());
  return {
    objects: [...others.objects, ...own.objects],
    setAside: [...others.setAside, ...own.setAside],
    source: `[${lists.filter((list) => list !== '').join(',')}]`,
  };
}

function grantsPlacement(
  surroundings: Extract<Surroundings, { language: 'grants' }>,
): Parsed<Placement> {
  const others = parseGrants(JSON.stringify(surroundings.grants));
  if (!others.ok) return others;
  const place = (policy: unknown): Parsed<GrantsPolicy> => {
    const own: readonly Json[] =
      policy === null ? [] : [JSON.parse((policy as GrantsPolicy).source) as Json].flat();
    return parseGrants(JSON.stringify([...surroundings.grants, ...own]));
  };
  const count = others.value.grants.length;
  return {
    ok: true,
    value: {
      isComplete: surroundings.complete,
      place,
      grantedWith: place,
      bound: () => null,
      ownOrigin: ({ statement = 0 }) =>
        statement >= count ? { statement: statement - count } : null,
      whereOf: ({ statement = 0 }) =>
        statement >= count
          ? `grant ${statement - count + 1} of this policy`
          : `grant ${statement + 1} of the others in force`,
    },
  };
}
