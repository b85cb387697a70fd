import {
  type DomainEvent,
  emptyState,
  evolve,
  type Facts,
  judge,
  shapeFaults,
  type WorkspaceState,
} from '@countersign/domain';
import { type LogEvent, parseLogEvent, type Refusal, toBase64 } from '@countersign/evidence';
import { referredDocuments } from './referred-documents.ts';
import { type Due, dueAfter, meetEnd, meetEvent, meetRecord } from './release-group.ts';
import { type AuditFinding, finding } from './report.ts';

/** What the fold over all entries came to. */
export interface Replay {
  readonly state: WorkspaceState;
  /** Every event that could be read, also those whose payload could not. */
  readonly events: readonly DomainEvent[];
  readonly findings: readonly AuditFinding[];
}

/** What events are held against. */
export interface Proofs {
  readonly facts: Facts;
  /** A stored document by digest; `undefined` when the export has none with these bytes. */
  readonly document: (digest: string) => Uint8Array | undefined;
  /** `roots[n]` is the root over the first n entries. */
  readonly roots: readonly Uint8Array[];
}

/**
 * Folds every event through the domain and asks its judge whether the event was legitimate at its time. A decision
 * that was not is named, and folded all the same: the server did act on it, and what follows is judged against that.
 */
export function replay(entries: readonly Uint8Array[], proofs: Proofs): Replay {
  const folded: Folded = { state: emptyState(), events: [], findings: [], due: null };
  entries.forEach((bytes, index) => {
    if (isHashedrekord(bytes)) {
      meet(folded, meetRecord(folded.due, bytes, index));
    } else {
      foldEntry(folded, { bytes, index }, proofs);
    }
  });
  folded.findings.push(...meetEnd(folded.due));
  return folded;
}

interface Folded {
  state: WorkspaceState;
  events: DomainEvent[];
  findings: AuditFinding[];
  /** What has to come next, where a release was issued. */
  due: Due | null;
}

// Both leaf kinds are canonical JSON: Rekor's begins with `apiVersion`, an event with `actor`.
const isHashedrekord = (bytes: Uint8Array): boolean => startsWith(bytes, '{"apiVersion":');

function startsWith(bytes: Uint8Array, text: string): boolean {
  return [...text].every((character, at) => bytes[at] === character.charCodeAt(0));
}

function foldEntry(
  folded: Folded,
  { bytes, index }: { readonly bytes: Uint8Array; readonly index: number },
  proofs: Proofs,
): void {
  const parsed = parseLogEvent(bytes);
  if (!parsed.ok) {
    folded.findings.push(
      finding('ENTRY_FORMAT', 'the entry is not a canonical event', index, parsed.refusals),
    );
    return;
  }
  folded.findings.push(...placeFindings(folded, parsed.value, index));
  // Only the envelope is parsed; what the payload must hold, `judge` says before it reads it.
  const event = parsed.value as unknown as DomainEvent;
  const refusals = judged(folded.state, event, proofs.facts);
  if (refusals.length > 0) {
    const message = `\`${event.type}\` on \`${event.stream}\` was not legitimate at ${event.at}`;
    folded.findings.push(finding('ILLEGITIMATE', message, index, refusals));
  }
  folded.events.push(event);
  if (shapeFaults(event).length > 0) {
    folded.state = { ...folded.state, seq: event.seq };
  } else {
    foldEvent(folded, { event, index }, proofs);
  }
}

/** An export is hostile: where the domain trips over a state that only a forged log leads to, that is a refusal. */
function judged(state: WorkspaceState, event: DomainEvent, facts: Facts): readonly Refusal[] {
  try {
    return judge(state, event, facts);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return [UNREADABLE];
    throw error;
  }
}

const UNREADABLE: Refusal = {
  code: 'EVENT_MALFORMED',
  message: 'the event cannot be read against what the log says before it',
};

/** An event that can be read: what it refers to, what it owes, and what it does. */
function foldEvent(
  folded: Folded,
  { event, index }: { readonly event: DomainEvent; readonly index: number },
  proofs: Proofs,
): void {
  folded.findings.push(...documentFindings(event, index, proofs));
  folded.findings.push(...checkpointSeenFindings(event, index, proofs));
  meet(folded, meetEvent(folded.due, event));
  if (event.type === 'ReleaseIssued') {
    folded.due = dueAfter(event, index, { ...proofs, state: folded.state });
  }
  folded.state = evolve(folded.state, event);
}

function meet(
  folded: Folded,
  met: { readonly due: Due | null; readonly findings: readonly AuditFinding[] },
): void {
  folded.due = met.due;
  folded.findings.push(...met.findings);
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
  const newest = folded.events.at(-1);
  if (newest !== undefined && event.at < newest.at) {
    const message = `the event is dated ${event.at}, the one before it ${newest.at}`;
    findings.push(finding('EVENT_ORDER', message, index));
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

/** A document that is missing is named, whatever else follows from its absence. */
function documentFindings(event: DomainEvent, index: number, { document }: Proofs): AuditFinding[] {
  return referredDocuments(event)
    .filter((digest) => document(digest) === undefined)
    .map((digest) =>
      finding('DOCUMENT_UNKNOWN', `the export lacks \`${digest}\`, which the event names`, index),
    );
}

/** INV-3: the checkpoint that an approver saw is one of this log, from before the approval. */
function checkpointSeenFindings(
  event: DomainEvent,
  index: number,
  { facts, roots }: Proofs,
): AuditFinding[] {
  const seen = checkpointSeen(event, facts);
  if (seen === undefined) return [];
  const root = seen.size <= index ? roots[seen.size] : undefined;
  if (root !== undefined && toBase64(root) === seen.root) return [];
  const message = `the approver saw a log of ${seen.size} entries that is not this log before the approval`;
  return [finding('APPROVAL_CHECKPOINT', message, index)];
}

function checkpointSeen(
  event: DomainEvent,
  facts: Facts,
): { readonly size: number; readonly root: string } | undefined {
  if (event.type === 'ReviewApproved') {
    return facts.approval(event.payload.approval)?.statement.checkpoint;
  }
  if (event.type === 'StandingApprovalSigned') {
    return facts.standingApproval(event.payload.approval)?.statement.checkpoint;
  }
  return undefined;
}
