import type { CommandOf } from '../command.ts';
import type { EventPayloads } from '../event.ts';
import { type EventRule, type Judged, type Step, streamOf, versioned } from '../event-rule.ts';
import type { SnapshotFacts } from '../facts.ts';
import { addSeconds, CLOCK_SKEW_SECONDS } from '../instant.ts';
import { documentUnknown, requireEnvironment } from '../law.ts';
import { type Presence, requireDrafter } from '../people.ts';
import { accepted, refusal, refused, unless } from '../refusal.ts';
import type { InventoryState, WorkspaceState } from '../state.ts';
import type { Id, Refusal } from '../values.ts';

/**
 * Records what was found live in an environment, or what an identity was seen to use: evidence, never a base and never
 * a decision. The newest of its kind, language and subject replaces the one before in the same stream.
 */
export function recordInventory(command: CommandOf<'recordInventory'>): readonly Step[] {
  return [
    ({ state, facts, newId }) => {
      const { document, nhi } = command;
      const snapshot = facts.snapshot(document);
      if (snapshot === undefined) return refused([documentUnknown(document, 'snapshot')]);
      const { kind, environment, language, takenAt } = snapshot;
      const payload = { environment, kind, language, nhi, document, takenAt };
      const stream = streamOf('inventory', newestSnapshot(state, payload)?.id ?? newId());
      return accepted([{ type: 'InventoryRecorded', stream, payload }]);
    },
  ];
}

type Recorded = EventPayloads['InventoryRecorded'];
type Key = Pick<Recorded, 'environment' | 'kind' | 'language' | 'nhi'>;

/** The newest snapshot of an environment, kind and language, and of an identity where it is about one. */
export function newestSnapshot(state: WorkspaceState, key: Key): InventoryState | undefined {
  for (const known of state.inventories.values()) if (isSameKey(known, key)) return known;
  return undefined;
}

function isSameKey(left: Key, right: Key): boolean {
  return (
    left.environment === right.environment &&
    left.kind === right.kind &&
    left.language === right.language &&
    left.nhi === right.nhi
  );
}

/**
 * NOT_IN_ROSTER, TOKEN_NOT_LIVE, NOT_A_HUMAN for an agent, UNKNOWN_ENVIRONMENT, DOCUMENT_UNKNOWN, EVENT_MALFORMED,
 * UNKNOWN_NHI, ENVIRONMENT_MISMATCH, NOTHING_CHANGED, DATE_NOT_USABLE, ALREADY_EXISTS.
 */
export const inventoryRecorded: EventRule<'InventoryRecorded'> = {
  stream: 'inventory',
  judge: (judged) => {
    const { document, environment } = judged.payload;
    const snapshot = judged.facts.snapshot(document);
    if (snapshot === undefined) return [documentUnknown(document, 'snapshot')];
    return [
      ...requireRecorder(judged),
      ...requireEnvironment(judged.ruleSet, environment),
      ...judgeDocument(judged, snapshot),
      ...judgeSubject(judged, snapshot),
      ...judgeAge(judged),
    ];
  },
  evolve: (state, event) => {
    const recorded: InventoryState = {
      ...versioned(event),
      ...event.payload,
      recordedAt: event.at,
      recordedBy: event.actor,
    };
    return { ...state, inventories: state.inventories.set(recorded.id, recorded) };
  },
};

/** People and pipelines read what is live; an agent that drafts must not say what its drafts are held against. */
function requireRecorder(presence: Presence): readonly Refusal[] {
  const { actor } = presence;
  return [
    ...unless(
      actor.kind === 'human' || actor.kind === 'pipeline',
      'NOT_A_HUMAN',
      `only people and pipelines record what is live, \`${actor.kind}\` cannot`,
      { actor },
    ),
    ...requireDrafter(presence),
  ];
}

function judgeDocument(
  { payload, workspace }: Judged<'InventoryRecorded'>,
  snapshot: SnapshotFacts,
): readonly Refusal[] {
  const isAbout =
    snapshot.workspace === workspace.id &&
    snapshot.environment === payload.environment &&
    snapshot.kind === payload.kind &&
    snapshot.language === payload.language &&
    snapshot.takenAt === payload.takenAt;
  const message = 'the snapshot says another workspace, environment, kind, language or time';
  return unless(isAbout, 'EVENT_MALFORMED', message);
}

/** What was used is of one registered identity; what is live is of the whole environment. */
function judgeSubject(
  { payload, state }: Judged<'InventoryRecorded'>,
  { kind }: SnapshotFacts,
): readonly Refusal[] {
  const { nhi, environment } = payload;
  if (kind === 'inventory') {
    return unless(nhi === null, 'EVENT_MALFORMED', 'an inventory is of no single identity');
  }
  return judgeIdentity(nhi, environment, state);
}

function judgeIdentity(
  nhi: Id | null,
  environment: string,
  { nhis }: WorkspaceState,
): readonly Refusal[] {
  const known = nhi === null ? undefined : nhis.get(nhi);
  if (known === undefined) return [refusal('UNKNOWN_NHI', `there is no identity \`${nhi}\``)];
  return unless(
    known.environment === environment,
    'ENVIRONMENT_MISMATCH',
    `the identity lives in \`${known.environment}\`, not in \`${environment}\``,
  );
}

/** Time goes one way: what is recorded is newer than what is known, and not from the future. */
function judgeAge({ payload, state, id, at }: Judged<'InventoryRecorded'>): readonly Refusal[] {
  const { takenAt, document } = payload;
  const former = newestSnapshot(state, payload);
  const own = state.inventories.get(id);
  const latest = addSeconds(at, CLOCK_SKEW_SECONDS);
  return [
    ...unless(
      takenAt <= latest,
      'DATE_NOT_USABLE',
      `the snapshot is dated \`${takenAt}\`, which is in the future`,
      { limit: latest },
    ),
    ...unless(
      former?.id === own?.id,
      'ALREADY_EXISTS',
      'a snapshot continues the stream of its environment, kind, language and identity',
    ),
    ...(former === undefined ? [] : judgeNewer(takenAt, document, former)),
  ];
}

function judgeNewer(takenAt: string, document: string, former: InventoryState): readonly Refusal[] {
  if (former.document === document) {
    return [refusal('NOTHING_CHANGED', 'this snapshot is recorded already')];
  }
  return unless(
    takenAt > former.takenAt,
    'DATE_NOT_USABLE',
    `the snapshot is of \`${takenAt}\`, and one of \`${former.takenAt}\` is recorded`,
    { newest: former.takenAt },
  );
}
