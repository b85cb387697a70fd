import type { Law } from './event-rule.ts';
import { isExpired } from './instant.ts';
import { refusal, unless } from './refusal.ts';
import { activeHuman, type Scope, whyNotEligible } from './rule/eligibility.ts';
import type { TokenState, WorkspaceState } from './state.ts';
import type { Actor, Id, Instant, Refusal } from './values.ts';

/** What it takes to say who someone is, at a time. */
export interface Presence extends Pick<Law, 'roster'> {
  readonly state: WorkspaceState;
  readonly actor: Actor;
  readonly at: Instant;
}

/** NOT_A_HUMAN for agents, pipelines, tokens and the system (INV-12); NOT_IN_ROSTER for a human who is not active. */
export function requireHuman(presence: Presence): readonly Refusal[] {
  const { actor } = presence;
  if (actor.kind !== 'human') {
    return [
      refusal('NOT_A_HUMAN', `only a human can do this, \`${actor.kind}\` cannot`, { actor }),
    ];
  }
  return requireActive(actor.id, presence);
}

/** NOT_IN_ROSTER unless the Roster in force lists the human as active. */
export function requireActive(
  human: Id,
  { roster, at }: Pick<Presence, 'roster' | 'at'>,
): readonly Refusal[] {
  return unless(
    activeHuman(roster, human, at) !== undefined,
    'NOT_IN_ROSTER',
    `\`${human}\` is not active in roster ${roster.number}`,
    { human },
  );
}

/** NO_ACCOUNTABLE_HUMAN unless every one named is an active human (INV-11). */
export function requireAccountable(
  humans: readonly Id[],
  what: string,
  { roster, at }: Pick<Presence, 'roster' | 'at'>,
): readonly Refusal[] {
  return humans
    .filter((human) => activeHuman(roster, human, at) === undefined)
    .map((human) =>
      refusal('NO_ACCOUNTABLE_HUMAN', `the ${what} \`${human}\` is not an active human`, { human }),
    );
}

/** The acting human, allowed to decide at that place, tier and time; the actor must be that human. */
export function requireEligible(human: Id, scope: Scope, presence: Presence): readonly Refusal[] {
  const isHuman = requireHuman(presence);
  if (isHuman.length > 0) return isHuman;
  const why = whyNotEligible(presence.roster, human, scope);
  return [
    ...requireSelf(human, presence.actor),
    ...unless(why === null, 'NOT_ELIGIBLE', `\`${human}\` cannot decide here: ${why}`, { human }),
  ];
}

/** NOT_A_HUMAN unless the actor is the very human the event names. */
export function requireSelf(human: Id, actor: Actor): readonly Refusal[] {
  return unless(
    actor.kind === 'human' && actor.id === human,
    'NOT_A_HUMAN',
    `\`${human}\` has to act in person, \`${actor.kind}\` \`${actor.id}\` did`,
    { human, actor },
  );
}

/** NOT_THE_SYSTEM unless Countersign itself records a deadline or a proof. */
export function requireSystem(actor: Actor): readonly Refusal[] {
  return unless(actor.kind === 'system', 'NOT_THE_SYSTEM', `\`${actor.kind}\` cannot record this`);
}

/** The live token an agent or pipeline acts with; undefined when expired, revoked, of another kind or unknown. */
export function liveToken(presence: Presence): TokenState | undefined {
  const { state, actor, at, roster } = presence;
  const token = state.tokens.get(actor.id);
  if (token === undefined || token.kind !== actor.kind) return undefined;
  if (token.revokedAt !== null || isExpired(token.expiresAt, at)) return undefined;
  return activeHuman(roster, token.sponsor, at) === undefined ? undefined : token;
}

/** The humans accountable for what the actor does: themselves, or who stands behind the token (INV-4). */
export function accountableFor(presence: Presence): readonly Id[] {
  const { actor, roster, at } = presence;
  if (actor.kind === 'human') {
    return activeHuman(roster, actor.id, at) === undefined ? [] : [actor.id];
  }
  const token = liveToken(presence);
  return token === undefined ? [] : [token.sponsor];
}

/** NOT_IN_ROSTER or TOKEN_NOT_LIVE unless some active human answers for the actor; the system never drafts. */
export function requireDrafter(presence: Presence): readonly Refusal[] {
  const { actor } = presence;
  if (actor.kind === 'human') return requireActive(actor.id, presence);
  return unless(
    liveToken(presence) !== undefined,
    'TOKEN_NOT_LIVE',
    `token \`${actor.id}\` is unknown, expired or revoked, or its sponsor is not active`,
  );
}
