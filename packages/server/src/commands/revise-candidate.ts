import type { Digest, Id } from '@countersign/domain';
import { type Provenance, utf8 } from '@countersign/evidence';
import { candidateStreams } from './candidate-streams.ts';
import { canonicalise } from './canonicalise.ts';
import { change, given } from './change.ts';
import type { Answer, Caller, Deps, Refused } from './deps.ts';
import { kept, languageOf } from './draft-candidate.ts';
import { verifyCandidate } from './verify-candidate.ts';

export interface ReviseInput {
  readonly candidate: Id;
  readonly text: string;
  /** `If-Match`: the digest the editor started from. */
  readonly expected: Digest | null;
  readonly provenance?: Provenance | undefined;
}

/**
 * Replaces the draft; only its authors may. Approvals bind digests, so a revision that only moves white space or
 * order is the same digest and changes nothing, and any other voids them (INV-3).
 */
export async function reviseCandidate(
  deps: Deps,
  caller: Caller,
  input: ReviseInput,
): Promise<Answer<{ id: Id }>> {
  const policy = await policyOf(deps, caller.workspace, input.candidate);
  const language =
    policy === undefined ? 'aws-iam' : await languageOf(deps, caller.workspace, policy);
  const canonical = await canonicalise(deps, input.text, language);
  if (!canonical.ok) return canonical;
  const revised = await change(deps, caller, {
    streams: (log) => candidateStreams(log, input.candidate),
    command: async ({ log }) =>
      given({
        type: 'reviseCandidate',
        candidate: input.candidate,
        to: await log.putDocument(utf8(canonical.value.text)),
        expected: input.expected,
        ...(await kept(log, input.provenance)),
      }),
    answer: () => ({ id: input.candidate }),
  });
  if (!revised.ok)
    return unlessUnchanged(deps, caller, input.candidate, canonical.value.digest, revised);
  await verifyCandidate(deps, caller.workspace, input.candidate);
  return revised;
}

async function policyOf({ store }: Deps, workspace: Id, candidate: Id): Promise<Id | undefined> {
  return (await store.aggregate(workspace, 'candidate', candidate))?.state.policy;
}

/** A cosmetic revision is no event: it is answered with the candidate as it stands, approvals and all. */
async function unlessUnchanged(
  deps: Deps,
  { workspace }: Caller,
  candidate: Id,
  digest: Digest,
  refused: Refused,
): Promise<Answer<{ id: Id }>> {
  if (!refused.refusals.every(({ code }) => code === 'NOTHING_CHANGED')) return refused;
  const current = (await deps.store.aggregate(workspace, 'candidate', candidate))?.state;
  if (current?.to !== digest) return refused;
  const logSize = await deps.store.log.size(workspace);
  return { ok: true, value: { id: candidate }, logSize, replayed: false };
}
