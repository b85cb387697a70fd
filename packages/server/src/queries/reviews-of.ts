import type { ReviewView } from '@countersign/api';
import type { Digest, DomainEvent, Id } from '@countersign/domain';
import { parseEnvelope, parseStatement } from '@countersign/evidence';
import type { QueryDeps } from './people.ts';

/** One review as its event tells it; `text` is the digest of the reviewer's words. */
interface Told extends Omit<ReviewView, 'name' | 'reason' | 'void'> {
  readonly text: Digest | null;
  void: string | null;
}

/** Everything people said about a candidate, oldest first; what no longer counts stays and says why. */
export async function reviewsOf(
  deps: QueryDeps,
  workspace: Id,
  candidate: Id,
): Promise<readonly ReviewView[]> {
  const events = await deps.store.events(workspace, { stream: `candidate/${candidate}` });
  const told: Told[] = [];
  for (const event of events) {
    const why = voidedBecause(event);
    if (why !== null) voidStanding(told, why);
    const review = await reviewIn(deps, workspace, event);
    if (review !== null) told.push(review);
    takeBack(told, event);
  }
  return inWords(deps, workspace, told);
}

/** What is bound by an approval moved, so every one given before is void (INV-3). */
function voidedBecause(event: DomainEvent): string | null {
  if (event.type === 'CandidateRevised') return 'the candidate was revised';
  if (event.type === 'CandidateReturned') return event.payload.why;
  return null;
}

function voidStanding(told: readonly Told[], why: string): void {
  for (const review of told) if (review.kind !== 'comment') review.void ??= why;
}

function takeBack(told: readonly Told[], event: DomainEvent): void {
  if (event.type !== 'ReviewApprovalRevoked' && event.type !== 'ReviewRejectWithdrawn') return;
  const kind = event.type === 'ReviewRejectWithdrawn' ? 'reject' : 'approve';
  for (const review of told) {
    if (review.kind === kind && review.human === event.payload.human) review.void ??= 'taken back';
  }
}

async function reviewIn(deps: QueryDeps, workspace: Id, event: DomainEvent): Promise<Told | null> {
  const plain = { at: event.at, role: null, assurance: null, approval: null, void: null };
  switch (event.type) {
    case 'ReviewApproved': {
      const { human, role, assurance, approval } = event.payload;
      const text = await signedReason(deps, workspace, approval);
      return { ...plain, kind: 'approve', human, role, assurance, approval, text };
    }
    case 'ReviewRejected':
      return { ...plain, kind: 'reject', human: event.payload.human, text: event.payload.reason };
    case 'ReviewChangesRequested':
      return {
        ...plain,
        kind: 'request-changes',
        human: event.payload.human,
        text: event.payload.reason,
      };
    case 'ReviewCommented':
      return { ...plain, kind: 'comment', human: event.payload.human, text: event.payload.comment };
    default:
      return null;
  }
}

/** The digest of the words that the approver signed. */
async function signedReason(
  { store }: QueryDeps,
  workspace: Id,
  approval: Digest,
): Promise<Digest | null> {
  const envelope = parseEnvelope((await store.document(workspace, approval)) ?? new Uint8Array());
  if (!envelope.ok) return null;
  const statement = parseStatement(envelope.value.payload, 'urn:countersign:approval:v1');
  return statement.ok ? (statement.value.predicate as { reason: Digest }).reason : null;
}

async function inWords(
  { store }: QueryDeps,
  workspace: Id,
  told: readonly Told[],
): Promise<readonly ReviewView[]> {
  const digests = told.flatMap(({ text }) => text ?? []);
  const texts = await store.texts(workspace, digests);
  const names = await store.persons.names(
    workspace,
    told.map(({ human }) => human),
  );
  return told.map(({ text, ...review }) => ({
    ...review,
    name: names.get(review.human) ?? null,
    reason: text === null ? null : (texts.get(text) ?? null),
  }));
}
