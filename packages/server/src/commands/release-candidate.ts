import { type Decided, type Id, plannedRelease, type ReleaseStatement } from '@countersign/domain';
import { envelopeBytes, hashedrekordBody, pae, sha256 } from '@countersign/evidence';
import type { Signer } from '../keys/signer.ts';
import { signStatement } from '../release/sign-statement.ts';
import type { LockedLog } from '../store/store.ts';
import { candidateStreams } from './candidate-streams.ts';
import { change, createdId, given } from './change.ts';
import { withStoredDocuments } from './decide-with-documents.ts';
import { type Answer, type Caller, type Deps, refuse } from './deps.ts';
import { settleCandidates } from './settle-candidates.ts';

/** Losing the race for a number this often in a row is no longer bad luck. */
const ATTEMPTS = 8;

/**
 * Puts an approved revision in force: the number is read, the statement signed with the release key, and both
 * checked again under the lock; on conflict signed anew (FORMATS section 7). Answered only once an anchored, signed
 * checkpoint covers the release.
 */
export async function releaseCandidate(
  deps: Deps,
  caller: Caller,
  input: { readonly candidate: Id },
): Promise<Answer<{ id: Id }>> {
  const signer = (await deps.keys.open(caller.workspace))?.release;
  if (signer === undefined) return refuse('NO_RELEASE_KEY', 'this server holds no release key');
  const status = await deps.publisher.check(caller.workspace);
  if (status.state !== 'open') return { ok: false, refusals: [status.refusal] };
  const released = await signUntilCurrent(deps, caller, input.candidate, signer);
  if (!released.ok) return released;
  const published = await deps.publisher.published(caller.workspace, released.logSize);
  if (!published.ok) return published;
  await settleOthers(deps, caller.workspace, input.candidate);
  return released;
}

/** The base moved for every other candidate of the policy. */
async function settleOthers(deps: Deps, workspace: Id, candidate: Id): Promise<void> {
  const policy = (await deps.store.aggregate(workspace, 'candidate', candidate))?.state.policy;
  if (policy !== undefined) await settleCandidates(deps, workspace, { policy });
}

async function signUntilCurrent(
  deps: Deps,
  caller: Caller,
  candidate: Id,
  signer: Signer,
): Promise<Answer<{ id: Id }>> {
  for (let attempt = 1; ; attempt += 1) {
    const planned = await planRelease(deps, caller, candidate);
    if (!planned.ok) return refuseUnlessReplayed(deps, caller, planned.refusals);
    const released = await appendRelease(deps, caller, candidate, signer, planned.value);
    if (released.ok || attempt === ATTEMPTS || !released.refusals.every(isConflict))
      return released;
  }
}

const isConflict = ({ code }: { readonly code: string }): boolean =>
  code === 'RELEASE_NUMBER' || code === 'RELEASE_STATEMENT' || code === 'VERSION_CONFLICT';

async function planRelease(
  deps: Deps,
  { workspace, actor }: Caller,
  candidate: Id,
): Promise<Decided<ReleaseStatement>> {
  const read = {
    state: (streams: readonly string[] | 'all') => deps.store.state(workspace, streams),
  };
  const streams = await releaseStreams(read, candidate);
  const state = await deps.store.state(workspace, [`workspace/${workspace}`, ...streams]);
  const at = deps.now();
  return withStoredDocuments(deps, workspace, (facts) =>
    plannedRelease(state, { candidate, triggeredBy: actor.id, at }, facts),
  );
}

async function appendRelease(
  deps: Deps,
  caller: Caller,
  candidate: Id,
  signer: Signer,
  planned: ReleaseStatement,
): Promise<Answer<{ id: Id }>> {
  const subject = { name: 'policy.json', digest: planned.to };
  const signed = await signStatement(signer, 'urn:countersign:release:v1', subject, planned);
  return change(deps, caller, {
    streams: (log) => releaseStreams(log, candidate),
    command: async ({ log }) => {
      const statement = await log.putDocument(envelopeBytes(signed.envelope));
      return given({ type: 'releaseCandidate', candidate, statement });
    },
    answer: (events) => ({ id: createdId(events, 'ReleaseIssued') }),
    hashedrekord: hashedrekordBody(sha256(pae(signed.payload)), signed.signature, signer.publicKey),
  });
}

/** As for any decision, and the release that this one takes the place of. */
async function releaseStreams(
  log: Pick<LockedLog, 'state'>,
  candidate: Id,
): Promise<readonly string[]> {
  const streams = await candidateStreams(log, candidate);
  const { candidates, policies } = await log.state(streams);
  const policy = policies.get(candidates.get(candidate)?.policy ?? '');
  const last = policy?.released.at(-1)?.release;
  return last === undefined ? streams : [...streams, `release/${last}`];
}

/** A request that comes twice finds its candidate released; the idempotency row knows the first answer. */
async function refuseUnlessReplayed(
  deps: Deps,
  caller: Caller,
  refusals: readonly { readonly code: string; readonly message: string }[],
): Promise<Answer<{ id: Id }>> {
  const known = await deps.store.command<{ id: Id }>({ ...caller, at: deps.now() }, async () => ({
    refuse: refusals,
  }));
  if (!known.ok) return known;
  return { ok: true, value: known.answer, logSize: known.logSize, replayed: true };
}
