import type { DomainEvent, WorkspaceState } from '@countersign/domain';
import { equalBytes } from '@countersign/evidence';
import { expectedHashedrekord } from './hashedrekord.ts';
import type { Proofs } from './replay.ts';
import { type AuditFinding, finding } from './report.ts';

/** What has to come next once a release is issued: its consequences, in one append, and its record for Rekor. */
export interface Due {
  /** Entry of the `ReleaseIssued`. */
  readonly index: number;
  /** `type stream` of the events still to come. */
  readonly events: readonly string[];
  /** The bytes of the record; `undefined` where the signed release is not at hand or not proved. */
  readonly record: Uint8Array | undefined;
}

type Issued = Extract<DomainEvent, { type: 'ReleaseIssued' }>;

/** What is due after a release, given the state before it. */
export function dueAfter(
  issued: Issued,
  index: number,
  world: Pick<Proofs, 'facts' | 'document'> & { readonly state: WorkspaceState },
): Due {
  const { candidate, policy, statement } = issued.payload;
  const former = world.state.policies.get(policy)?.released.at(-1);
  const superseded = former === undefined ? [] : [`ReleaseSuperseded release/${former.release}`];
  const bytes = world.document(statement);
  const signed = world.facts.releaseStatement(statement);
  const isKnown = bytes !== undefined && signed !== undefined;
  return {
    index,
    events: [`CandidateReleased candidate/${candidate}`, `PolicyReleased policy/${policy}`].concat(
      superseded,
    ),
    record: isKnown ? expectedHashedrekord(bytes, signed.publicKey) : undefined,
  };
}

export interface Met {
  readonly due: Due | null;
  readonly findings: readonly AuditFinding[];
}

/** Holds the next event against what is due; after one that is not, nothing is waited for any more. */
export function meetEvent(due: Due | null, event: DomainEvent): Met {
  if (due === null) return { due, findings: [] };
  const [next, ...events] = due.events;
  if (next === `${event.type} ${event.stream}`) return { due: { ...due, events }, findings: [] };
  return { due: null, findings: unmet(due) };
}

/** Holds a record against what is due: it ends a release, says what its statement says, and stands nowhere else. */
export function meetRecord(due: Due | null, bytes: Uint8Array, index: number): Met {
  const isDue = due !== null && due.events.length === 0;
  const isRight = isDue && due.record !== undefined && equalBytes(due.record, bytes);
  const message = 'the entry is not the record of the release before it';
  return { due: null, findings: isRight ? [] : [finding('HASHEDREKORD', message, index)] };
}

/** Holds the end of the log against what is due. */
export function meetEnd(due: Due | null): readonly AuditFinding[] {
  return due === null ? [] : unmet(due);
}

function unmet({ index, events }: Due): readonly AuditFinding[] {
  const [next = 'its record'] = events;
  return [finding('HASHEDREKORD', `the release is not followed by \`${next}\``, index)];
}
