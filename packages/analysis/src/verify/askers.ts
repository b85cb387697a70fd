import { accountOf, holderKey } from '../kubernetes-rbac/access/identity.ts';
import { holderOf, roleOf } from '../kubernetes-rbac/access/world.ts';
import {
  isBinding,
  isRole,
  objectRef,
  type RbacObject,
  type RbacPolicy,
} from '../kubernetes-rbac/model.ts';
import type { Language } from '../questions/language.ts';
import { patternOf, type RequirementCase } from '../requirement/requirement-case.ts';
import type { IdentityFacts } from './verification-context.ts';

/** One question about everything in force: the policies it is asked of and the case with whom it is about. */
export interface AskedInForce {
  readonly subject: unknown;
  readonly one: RequirementCase;
}

/** Holders of one candidate that are asked about one by one; real ones bind a handful. */
const MOST_HOLDERS = 32;

/**
 * Whom a case is about in everything in force. AWS stacks and grants are those of one identity. A cluster is everybody's:
 * there a case that names nobody is about whom the candidate gives something, each with what is given to it elsewhere.
 * Null: they are too many.
 */
export function askedInForce(
  language: Language,
  { own, all }: { readonly own: unknown; readonly all: unknown },
  one: RequirementCase,
  identity: IdentityFacts | null,
): readonly AskedInForce[] | null {
  if (language.name !== 'kubernetes-rbac' || saysWho(one)) return [{ subject: all, one }];
  const world = all as RbacPolicy;
  const holders = holdersOf(own as RbacPolicy, world, identity);
  if (holders.length > MOST_HOLDERS) return null;
  return holders.flatMap((words) => {
    const subject = onlyFor(world, words);
    // Whom no binding concerns is given nothing.
    return subject === null ? [] : [{ subject, one: { ...one, ...words } }];
  });
}

const WHO: readonly string[] = ['user', 'users', 'group', 'groups', 'role', 'roles'];

function saysWho(one: RequirementCase): boolean {
  return Object.keys(patternOf(one)).some((word) => WHO.includes(word));
}

/** Words of a pattern that name one holder. */
type HolderWords =
  | { readonly users: readonly [string] }
  | { readonly groups: readonly [string] }
  | { readonly roles: readonly [string] };

/** Users and groups that the candidate's bindings, or bindings of its roles, name; roles that nobody is bound to; the identity. */
function holdersOf(
  own: RbacPolicy,
  world: RbacPolicy,
  identity: IdentityFacts | null,
): HolderWords[] {
  const roles = own.objects.filter(isRole).map(objectRef);
  const ownRefs = new Set(own.objects.map(objectRef));
  const bindings = world.objects.filter(isBinding);
  const concerned = bindings.filter(
    (one) => ownRefs.has(objectRef(one)) || roles.includes(roleOf(one)),
  );
  const found = new Map<string, HolderWords>();
  for (const binding of concerned) {
    for (const subject of binding.subjects) {
      const holder = holderOf(subject, binding);
      if (holder === null) continue;
      const words: HolderWords =
        holder.kind === 'group' ? { groups: [holder.name] } : { users: [holder.name] };
      found.set(holderKey(holder), words);
    }
  }
  const external = identity?.externalId;
  if (external !== undefined && accountOf(external) !== null)
    found.set(`user:${external}`, { users: [external] });
  const bound = new Set(bindings.map(roleOf));
  const idle = roles.filter((role) => !bound.has(role));
  return [...found.values(), ...idle.map((role): HolderWords => ({ roles: [role] }))];
}

/** Groups that say nothing about who is in them are left to their own question. */
const EVERYBODYS: readonly string[] = ['system:authenticated', 'system:unauthenticated'];

/**
 * The objects with the bindings that concern one holder: its own, those of groups every request of it carries, and no
 * other group's, since who is in a group is not known.
 */
function onlyFor(world: RbacPolicy, words: HolderWords): RbacPolicy | null {
  if ('roles' in words) return world;
  const objects = world.objects.flatMap((object): RbacObject[] => {
    if (!isBinding(object)) return [object];
    const subjects = object.subjects.filter((subject) => {
      const holder = holderOf(subject, object);
      return holder !== null && concerns(holder, words);
    });
    return subjects.length === 0 ? [] : [{ ...object, subjects }];
  });
  return objects.some(isBinding) ? { ...world, objects } : null;
}

function concerns(
  { kind, name }: { readonly kind: string; readonly name: string },
  words: HolderWords,
): boolean {
  if (EVERYBODYS.includes(name)) return true;
  if ('users' in words) {
    const account = accountOf(words.users[0]);
    const groups =
      account === null
        ? []
        : ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`];
    return kind === 'group' ? groups.includes(name) : name === words.users[0];
  }
  return 'groups' in words && kind === 'group' && name === words.groups[0];
}
