import { isExpired } from '../instant.ts';
import { unless } from '../refusal.ts';
import type { Roster, RosterHuman } from '../roster.ts';
import type { Instant, Refusal } from '../values.ts';

/**
 * GOVERNANCE_CHAIN unless a Roster can be lived under: nobody is in it twice (INV-4), its quorum can be reached, so
 * that another can follow, and it keeps the key of the log, which only an Epoch replaces (INV-6).
 */
export function judgeSoundness(
  roster: Roster,
  world: { readonly logKey: string; readonly at: Instant },
): readonly Refusal[] {
  const sound = (holds: boolean, message: string): readonly Refusal[] =>
    unless(holds, 'GOVERNANCE_CHAIN', message);
  const credentials = roster.humans.flatMap((h) => h.credentials);
  return [
    ...sound(areDistinct(roster.humans.map((h) => h.id)), 'the roster lists a human twice'),
    ...sound(
      areDistinct(roster.humans.map((h) => h.commitment)),
      'the roster commits two humans to one identity',
    ),
    ...sound(
      areDistinct(credentials.map((c) => c.id)),
      'the roster gives two credentials the same id',
    ),
    ...sound(areDistinct(credentials.map((c) => c.publicKey)), 'the roster lists a key twice'),
    ...sound(hasReachableQuorum(roster, world.at), 'the quorum of the roster cannot be reached'),
    ...sound(keepsLogKey(roster, world), 'the log key is not among the roster’s service keys'),
  ];
}

function areDistinct(members: readonly string[]): boolean {
  return new Set(members).size === members.length;
}

/** Whether its quorum is of listed humans who can sign, and not more than there are. */
function hasReachableQuorum({ humans, quorum }: Roster, at: Instant): boolean {
  const able = humans.filter((h) => quorum.humans.includes(h.id) && canSign(h, at));
  return quorum.threshold >= 1 && able.length >= quorum.threshold;
}

/** Who is still to begin can sign one day; who has ended cannot. */
function canSign(human: RosterHuman, at: Instant): boolean {
  return !isExpired(human.until, at) && human.credentials.some((c) => !isExpired(c.until, at));
}

function keepsLogKey(
  { serviceKeys }: Roster,
  { logKey, at }: { readonly logKey: string; readonly at: Instant },
): boolean {
  return serviceKeys.some(
    (k) => k.use === 'log' && k.publicKey === logKey && !isExpired(k.until, at),
  );
}
