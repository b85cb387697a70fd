import type { SinceApproval } from '@countersign/api';
import type { CandidateState, Digest, Id } from '@countersign/domain';
import { isJsonObject, type Json, parseEnvelope, parseStatement } from '@countersign/evidence';
import { type Refused, refuse } from '../commands/deps.ts';
import type { QueryDeps } from './people.ts';
import { reviewsOf } from './reviews-of.ts';
import { documentJson, documentText } from './texts.ts';

type Since = { readonly ok: true; readonly value: SinceApproval } | Refused;
type Void = NonNullable<SinceApproval['approval']>;

/**
 * What changed since this human approved a revision of the candidate that no longer counts (INV-3): the newest such
 * approval with its signed statement, and the semantic diff from what it approved to what is proposed now.
 */
export async function sinceApproval(
  deps: QueryDeps,
  workspace: Id,
  { candidate: id, human }: { readonly candidate: Id; readonly human: Id },
): Promise<Since> {
  const candidate = (await deps.store.aggregate(workspace, 'candidate', id))?.state;
  if (candidate === undefined) {
    return refuse('UNKNOWN_CANDIDATE', `there is no candidate \`${id}\` in this workspace`);
  }
  const approval = await voidApproval(deps, workspace, candidate, human);
  if (approval === null) return { ok: true, value: { approval: null, change: null } };
  const change = await changeSince(deps, workspace, candidate, approval.text);
  if (!change.ok) return change;
  return { ok: true, value: { approval, change: change.value } };
}

async function voidApproval(
  deps: QueryDeps,
  workspace: Id,
  candidate: CandidateState,
  human: Id,
): Promise<Void | null> {
  const reviews = await reviewsOf(deps, workspace, candidate.id);
  const own = reviews.filter((one) => one.human === human && one.kind === 'approve').at(-1);
  if (own === undefined || own.void === null || own.approval === null) return null;
  const digest = own.approval as Digest;
  const written = await deps.store.document(workspace, digest);
  const envelope = parseEnvelope(written ?? new Uint8Array());
  const to = envelope.ok ? approvedIn(envelope.value.payload) : null;
  const text = to === null ? null : await documentText(deps, workspace, to);
  if (to === null || text === null) return null;
  const body = (await documentJson(deps, workspace, digest)) as unknown as Void['envelope'];
  return { digest, at: own.at, void: own.void, envelope: body, to, text };
}

/** The content that a signed approval names. */
function approvedIn(payload: Uint8Array): Digest | null {
  const statement = parseStatement(payload, 'urn:countersign:approval:v1');
  const predicate: Json = statement.ok ? statement.value.predicate : null;
  const to = isJsonObject(predicate) ? predicate['to'] : undefined;
  return typeof to === 'string' ? (to as Digest) : null;
}

async function changeSince(
  deps: QueryDeps,
  workspace: Id,
  candidate: CandidateState,
  approved: string,
): Promise<Refused | { readonly ok: true; readonly value: NonNullable<SinceApproval['change']> }> {
  const proposed = await documentText(deps, workspace, candidate.to);
  const policy = (await deps.store.aggregate(workspace, 'policy', candidate.policy))?.state;
  if (proposed === null || policy === undefined) {
    throw new Error(`candidate ${candidate.id} has no policy or content`);
  }
  const { language } = policy;
  const ran = await deps.analysis.run({ kind: 'change', language, from: approved, to: proposed });
  if (!ran.ok) return refuse('ANALYSIS_UNAVAILABLE', ran.message, { why: ran.why });
  if (!ran.value.ok) {
    throw new Error(`stored policies do not parse: ${ran.value.refusals[0]?.message}`);
  }
  return { ok: true, value: ran.value.value as unknown as NonNullable<SinceApproval['change']> };
}
