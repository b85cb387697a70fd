import { isExpired, isInForce } from '../instant.ts';
import { isUnder } from '../pattern.ts';
import type { ApproverSource, Credential, Roster, RosterHuman } from '../roster.ts';
import type { Id, Instant, Tier } from '../values.ts';
import { isTierAtLeast } from './assurance.ts';

/** The human as the Roster lists them, if active at that time; else undefined. */
export function activeHuman(roster: Roster, human: Id, at: Instant): RosterHuman | undefined {
  return roster.humans.find((h) => h.id === human && isInForce(h, at));
}

/** The credential of a human that is in force, itself and its human, at that time. */
export function credentialInForce(
  roster: Roster,
  owner: { readonly human: Id; readonly credential: Id },
  at: Instant,
): Credential | undefined {
  return activeHuman(roster, owner.human, at)?.credentials.find(
    (c) => c.id === owner.credential && isInForce(c, at),
  );
}

/** Where, how high and when someone is to decide. */
export interface Scope {
  readonly environment: string;
  readonly tier: Tier;
  readonly at: Instant;
}

/** Whether the Roster lets this human accept that tier in that environment then; the one predicate for it. */
export function isEligible(roster: Roster, human: Id, scope: Scope): boolean {
  return whyNotEligible(roster, human, scope) === null;
}

/** Why a human may not decide there, in words; null when they may. */
export function whyNotEligible(roster: Roster, human: Id, scope: Scope): string | null {
  const listed = activeHuman(roster, human, scope.at);
  if (listed === undefined) return 'not active in the roster';
  const here = listed.accepts.filter((a) => isUnder(scope.environment, a.environment));
  if (here.length === 0) return `accepts nothing in \`${scope.environment}\``;
  const now = here.filter((a) => !isExpired(a.until, scope.at));
  if (now.length === 0) return `no longer accepts anything in \`${scope.environment}\``;
  return now.some((a) => isTierAtLeast(a.upTo, scope.tier))
    ? null
    : `does not accept ${scope.tier} in \`${scope.environment}\``;
}

/** Why a human is not of the source a rule names, in words; null when they are. */
export function whyNotOfSource(
  source: ApproverSource,
  human: Id,
  world: { readonly roster: Roster; readonly resourceOwners: readonly Id[]; readonly at: Instant },
): string | null {
  const listed = activeHuman(world.roster, human, world.at);
  if (listed === undefined) return 'not active in the roster';
  if ('group' in source) return whyNotInGroup(source.group, human, world);
  if (source.role === 'reviewer') return null;
  if (!listed.roles.includes(source.role)) return `does not hold role \`${source.role}\``;
  if (source.role === 'resource-owner' && !world.resourceOwners.includes(human)) {
    return 'does not own what is accessed';
  }
  return null;
}

function whyNotInGroup(
  name: string,
  human: Id,
  world: { readonly roster: Roster; readonly at: Instant },
): string | null {
  const group = world.roster.groups.find((g) => g.name === name);
  const isMember = group?.members.some((m) => m.human === human && !isExpired(m.until, world.at));
  return isMember === true ? null : `not a member of group \`${name}\``;
}

/** A source in words, as rule trees and lint findings print it. */
export function sourceName(source: ApproverSource): string {
  return 'group' in source ? `group ${source.group}` : source.role;
}
