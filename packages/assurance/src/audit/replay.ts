import {
  type DomainEvent,
  emptyState,
  evolve,
  type Facts,
  judge,
  type WorkspaceState,
} from '@countersign/domain';
import { type LogEvent, parseLogEvent, type Refusal } from '@countersign/evidence';
import { expectedHashedrekord } from './hashedrekord.ts';
import { type AuditFinding, finding } from './report.ts';

/** What the fold over all entries came to. */
export interface Replay {
  readonly state: WorkspaceState;
  readonly events: readonly DomainEvent[];
  readonly findings: readonly AuditFinding[];
}

/**
 * Folds every event through the domain and asks its judge whether the event was legitimate at its time. A decision
 * that was not is named, and folded all the same: the server did act on it, and what follows is judged against that.
 */
export function replay(
  entries: readonly Uint8Array[],
  facts: Facts,
  document: ReadDocument,
): Replay {
  const folded: Folded = { state: emptyState(), events: [], findings: [] };
  entries.forEach((bytes, index) => {
    if (isHashedrekord(bytes)) {
      checkHashedrekord(folded, { bytes, index, facts, document });
    } else {
      foldEvent(folded, { bytes, index, facts });
    }
  });
  return folded;
}

/** A stored document by digest; `undefined` when the export has none with these bytes. */
export type ReadDocument = (digest: string) => Uint8Array | undefined;

interface Folded {
  state: WorkspaceState;
  events: DomainEvent[];
  findings: AuditFinding[];
}

// Both leaf kinds are canonical JSON: Rekor's begins with `apiVersion`, an event with `actor`.
const isHashedrekord = (bytes: Uint8Array): boolean => startsWith(bytes, '{"apiVersion":');

function startsWith(bytes: Uint8Array, text: string): boolean {
  return [...text].every((character, at) => bytes[at] === character.charCodeAt(0));
}

function foldEvent(
  folded: Folded,
  entry: { bytes: Uint8Array; index: number; facts: Facts },
): void {
  const parsed = parseLogEvent(entry.bytes);
  if (!parsed.ok) {
    folded.findings.push(
      finding('ENTRY_FORMAT', 'the entry is not a canonical event', entry.index, parsed.refusals),
    );
    return;
  }
  folded.findings.push(...placeFindings(folded, parsed.value, entry.index));
  // Only the envelope is parsed. An export is hostile: a payload may be anything.
  const event = parsed.value as unknown as DomainEvent;
  const refusals = readable(() => judge(folded.state, event, entry.facts)) ?? [UNREADABLE];
  if (refusals.length > 0) {
    const message = `\`${event.type}\` on \`${event.stream}\` was not legitimate at ${event.at}`;
    folded.findings.push(finding('ILLEGITIMATE', message, entry.index, refusals));
  }
  folded.state = readable(() => evolve(folded.state, event)) ?? { ...folded.state, seq: event.seq };
  folded.events.push(event);
}

const UNREADABLE: Refusal = {
  code: 'EVENT_MALFORMED',
  message: 'the payload does not have the fields of its type',
};

/** What the domain answers; `null` where it trips over fields that are missing or of another type. */
function readable<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return null;
    throw error;
  }
}

/** Total order and workspace: `seq` counts every event from 0, and all belong to one workspace. */
function placeFindings(folded: Folded, event: LogEvent, index: number): AuditFinding[] {
  const findings: AuditFinding[] = [];
  if (event.seq !== folded.events.length) {
    findings.push(
      finding(
        'EVENT_ORDER',
        `the event says seq ${event.seq}, expected ${folded.events.length}`,
        index,
      ),
    );
  }
  const first = folded.events[0];
  if (first !== undefined && first.workspace !== event.workspace) {
    findings.push(
      finding('FOREIGN_WORKSPACE', `the event belongs to workspace \`${event.workspace}\``, index),
    );
  }
  if (first === undefined && event.type !== 'WorkspaceFounded') {
    findings.push(
      finding('GENESIS', `the first event is \`${event.type}\`, not \`WorkspaceFounded\``, index),
    );
  }
  return findings;
}

/** A release's second entry follows its `ReleaseIssued` append and says exactly what the release statement says. */
function checkHashedrekord(
  folded: Folded,
  entry: { bytes: Uint8Array; index: number; facts: Facts; document: ReadDocument },
): void {
  const issued = folded.events.findLast((event) => event.type === 'ReleaseIssued');
  const digest = issued?.type === 'ReleaseIssued' ? issued.payload.statement : undefined;
  const bytes = digest === undefined ? undefined : entry.document(digest);
  const signed = digest === undefined ? undefined : entry.facts.releaseStatement(digest);
  const expected =
    bytes === undefined || signed === undefined
      ? undefined
      : expectedHashedrekord(bytes, signed.publicKey);
  if (expected === undefined || !sameBytes(expected, entry.bytes)) {
    folded.findings.push(
      finding('HASHEDREKORD', 'the entry is not the record of the release before it', entry.index),
    );
  }
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);
