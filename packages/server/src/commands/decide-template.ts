import type { Command, Id, Instant } from '@countersign/domain';
import { canonicalBytes, type Envelope, PREDICATES } from '@countersign/evidence';
import type { LockedLog } from '../store/store.ts';
import { allIds } from './all-ids.ts';
import { change, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';
import { revokeRelease } from './revoke-release.ts';
import {
  checkpointFaults,
  type Reason,
  reasonFaults,
  saltOf,
  signedPredicate,
} from './signed-words.ts';

/** Puts a template before its approvers: freezes tier, rule, envelope, ceiling, cap and end. */
export function submitTemplate(
  deps: Deps,
  caller: Caller,
  { template, validUntil }: { readonly template: Id; readonly validUntil: Instant },
): Promise<Answer<{ id: Id }>> {
  return onTemplate(deps, caller, template, () => ({
    type: 'submitTemplate',
    template,
    validUntil,
  }));
}

export interface SignInput {
  readonly template: Id;
  readonly envelope: Envelope;
  readonly reason: Reason | null;
}

/** Adds one human's signature on a template; with the last one its rule needs the standing approval is in force. */
export async function signStandingApproval(
  deps: Deps,
  caller: Caller,
  { template, envelope, reason }: SignInput,
): Promise<Answer<{ id: Id }>> {
  const bytes = canonicalBytes(envelope);
  const signed = signedPredicate(bytes, PREDICATES.standingApproval);
  if (!signed.ok) return signed;
  const faults =
    reasonFaults(signed.value, reason) ??
    (await checkpointFaults(deps, caller.workspace, signed.value));
  if (faults !== null) return faults;
  return onTemplate(deps, caller, template, async (log) => {
    const approval = await log.putDocument(bytes);
    if (reason !== null) await log.putSaltedText(saltOf(reason.salt), reason.text);
    return { type: 'signStandingApproval', template, approval };
  });
}

/** Refuses a submitted template. */
export function rejectTemplate(
  deps: Deps,
  caller: Caller,
  input: { readonly template: Id; readonly reason: string },
): Promise<Answer<{ id: Id }>> {
  return onTemplate(deps, caller, input.template, async (log) => ({
    type: 'rejectTemplate',
    template: input.template,
    reason: await log.putText(input.reason),
  }));
}

/**
 * Ends a standing approval: nothing is decided under it any more, and while it is revoked no gate gets a fresh word for
 * what was. `withReleases` revokes each release under it as well, one by one, in the same human's name.
 */
export async function revokeStandingApproval(
  deps: Deps,
  caller: Caller,
  input: { readonly template: Id; readonly reason: string; readonly withReleases: boolean },
): Promise<Answer<{ id: Id }>> {
  const revoked = await onTemplate(deps, caller, input.template, async (log) => ({
    type: 'revokeStandingApproval',
    template: input.template,
    reason: await log.putText(input.reason),
  }));
  if (revoked.ok && input.withReleases) await revokeInstances(deps, caller, input);
  return revoked;
}

async function revokeInstances(
  deps: Deps,
  caller: Caller,
  { template, reason }: { readonly template: Id; readonly reason: string },
): Promise<void> {
  const { workspace } = caller;
  const filter = { state: 'live', template };
  for (const decision of await allIds(deps, workspace, 'standing-decision', filter)) {
    const made = (await deps.store.aggregate(workspace, 'standing-decision', decision))?.state;
    const id = made?.candidate ?? '';
    const candidate = (await deps.store.aggregate(workspace, 'candidate', id))?.state;
    if (candidate?.state !== 'released') continue;
    // One that ended meanwhile is refused, which is as good.
    const own = { ...caller, idempotency: null };
    await revokeRelease(deps, own, { release: candidate.release, reason });
  }
}

/** Takes a delegation back. */
export function revokeDelegation(
  deps: Deps,
  caller: Caller,
  input: { readonly template: Id; readonly delegation: Id; readonly reason: string },
): Promise<Answer<{ id: Id }>> {
  const { template, delegation } = input;
  return onTemplate(deps, caller, template, async (log) => ({
    type: 'revokeDelegation',
    template,
    delegation,
    reason: await log.putText(input.reason),
  }));
}

/** A human's look at an automatic decision; a concern suspends the standing approval. */
export function reviewStandingDecision(
  deps: Deps,
  caller: Caller,
  input: { readonly decision: Id; readonly verdict: 'ok' | 'concern'; readonly note: string },
): Promise<Answer<{ id: Id }>> {
  const { decision, verdict } = input;
  return change(deps, caller, {
    streams: (log) => streamsOfDecision(log, decision),
    command: async ({ log }) =>
      given({
        type: 'reviewStandingDecision',
        decision,
        verdict,
        note: await log.putText(input.note),
      }),
    answer: () => ({ id: decision }),
  });
}

/** What a decision about a decision reads: itself, its template, and the candidate with what stands around it. */
export async function streamsOfDecision(
  log: Pick<LockedLog, 'state'>,
  id: Id,
): Promise<readonly string[]> {
  const own = `standing-decision/${id}`;
  const found = (await log.state([own])).standingDecisions.get(id);
  if (found === undefined) return [own];
  const candidate = (await log.state([`candidate/${found.candidate}`])).candidates.get(
    found.candidate,
  );
  const release = candidate !== undefined && 'release' in candidate ? [candidate.release] : [];
  return [
    own,
    `template/${found.template}`,
    `candidate/${found.candidate}`,
    `nhi/${found.nhi}`,
    ...(candidate === undefined ? [] : [`requirement/${candidate.requirement}`]),
    ...release.map((one) => `release/${one}`),
  ];
}

function onTemplate(
  deps: Deps,
  caller: Caller,
  template: Id,
  command: (log: LockedLog) => Promise<Command> | Command,
): Promise<Answer<{ id: Id }>> {
  return change(deps, caller, {
    streams: (log) => streamsOfTemplate(log, template),
    command: async ({ log }) => given(await command(log)),
    answer: () => ({ id: template }),
  });
}

/** What a decision about a template reads: itself, the tokens that drafted it, who owns what, and what it decided. */
export async function streamsOfTemplate(
  log: Pick<LockedLog, 'state'>,
  template: Id,
): Promise<readonly string[]> {
  const own = `template/${template}`;
  const found = (await log.state([own])).templates.get(template);
  const tokens = (found?.agents ?? []).map((token) => `token/${token}`);
  return [own, ...tokens, 'resource-owner/*', 'nhi/*', 'standing-decision/*'];
}
