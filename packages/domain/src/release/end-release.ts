import type { CommandOf } from '../command.ts';
import type { EventOf } from '../event.ts';
import { type EventRule, type Judged, type Step, streamOf, versioned } from '../event-rule.ts';
import { isExpired } from '../instant.ts';
import { requireEligible, requireSystem } from '../people.ts';
import { accepted, refusal, unless } from '../refusal.ts';
import type { ReleaseState, WorkspaceState } from '../state.ts';
import { releaseTransitions } from '../transitions.ts';
import type { Refusal } from '../values.ts';
import { requireReleaser } from './planned-release.ts';

/** Takes a release out of force: freshness is withheld from then on. A restriction, so one eligible human is enough (INV-7). */
export function revokeRelease(command: CommandOf<'revokeRelease'>): readonly Step[] {
  const stream = streamOf('release', command.release);
  const payload = { reason: command.reason };
  return [() => accepted([{ type: 'ReleaseRevoked', stream, payload }])];
}

/** Records that a release reached its end. */
export function lapseRelease(command: CommandOf<'lapseRelease'>): readonly Step[] {
  const stream = streamOf('release', command.release);
  return [() => accepted([{ type: 'ReleaseLapsed', stream, payload: {} }])];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, NOT_ELIGIBLE, UNKNOWN_RELEASE, WRONG_STATE. */
export const releaseRevoked: EventRule<'ReleaseRevoked'> = {
  stream: 'release',
  judge: (judged) =>
    judgeEnd(judged, ({ terms }) => {
      const scope = { environment: terms.environment, tier: 'T0' as const, at: judged.at };
      return requireEligible(judged.actor.id, scope, judged);
    }),
  evolve: (state, event) => ended(state, event, 'revoked'),
};

/** NOT_THE_SYSTEM, UNKNOWN_RELEASE, WRONG_STATE, EVENT_NOT_DUE. */
export const releaseLapsed: EventRule<'ReleaseLapsed'> = {
  stream: 'release',
  judge: (judged) =>
    judgeEnd(judged, ({ terms }) => [
      ...requireSystem(judged.actor),
      ...unless(
        isExpired(terms.validUntil, judged.at),
        'EVENT_NOT_DUE',
        `the release is valid until \`${terms.validUntil}\``,
      ),
    ]),
  evolve: (state, event) => ended(state, event, 'lapsed'),
};

/** UNKNOWN_RELEASE, WRONG_STATE; RELEASE_NUMBER unless a later release of the same policy takes its place. */
export const releaseSuperseded: EventRule<'ReleaseSuperseded'> = {
  stream: 'release',
  judge: (judged) =>
    judgeEnd(judged, ({ terms }) => {
      const by = judged.state.releases.get(judged.payload.by)?.terms;
      const isLater = by?.policy === terms.policy && by.number > terms.number;
      return [
        ...requireReleaser(by, judged.actor),
        ...unless(isLater, 'RELEASE_NUMBER', 'no later release of this policy takes its place'),
      ];
    }),
  evolve: (state, event) => ended(state, event, 'superseded'),
};

type End = 'ReleaseRevoked' | 'ReleaseLapsed' | 'ReleaseSuperseded';

function judgeEnd<T extends End>(
  judged: Judged<T>,
  more: (release: ReleaseState) => readonly Refusal[],
): readonly Refusal[] {
  const release = judged.state.releases.get(judged.id);
  if (release === undefined) {
    return [refusal('UNKNOWN_RELEASE', `there is no release \`${judged.id}\``)];
  }
  const from: readonly string[] = releaseTransitions[judged.event.type].from;
  return [
    ...unless(from.includes(release.state), 'WRONG_STATE', `the release is ${release.state}`),
    ...more(release),
  ];
}

function ended(
  state: WorkspaceState,
  event: EventOf<End>,
  end: Exclude<ReleaseState['state'], 'in-force'>,
): WorkspaceState {
  const { id, version } = versioned(event);
  const release = state.releases.get(id);
  if (release === undefined) return state;
  const next = { ...release, version, state: end, endedAt: event.at };
  return { ...state, releases: state.releases.set(id, next) };
}
