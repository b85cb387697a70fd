import { summaryText, type VerificationContext } from '@countersign/analysis';
import type { CandidateState, Digest, Id } from '@countersign/domain';
import {
  casesOf,
  decodeUtf8,
  envelopeBytes,
  PREDICATES,
  parseRequirement,
  utf8,
} from '@countersign/evidence';
import type { VerifyJob } from '../analysis-pool/job.ts';
import { signStatement } from '../release/sign-statement.ts';
import { candidateStreams } from './candidate-streams.ts';
import { change, given } from './change.ts';
import { type Answer, type Deps, refuse, systemCaller } from './deps.ts';
import { basisOf, isSameBasis, knownContext } from './verification-context.ts';
import { verificationDocuments } from './verification-report.ts';

/** A candidate revised this often while its proof ran is somebody's loop. */
const ATTEMPTS = 5;

/**
 * Proves what analysis can about the current revision and records it (INV-2: evidence, never a decision). The proof
 * runs outside the lock; the domain refuses it under the lock when what it is about moved, and it is made anew.
 * A proof that wall time ended is recorded nowhere: the candidate stays `verifying`, and the sweep tries again.
 */
export async function verifyCandidate(
  deps: Deps,
  workspace: Id,
  id: Id,
): Promise<Answer<{ id: Id }> | null> {
  for (let attempt = 1; ; attempt += 1) {
    const candidate = (await deps.store.aggregate(workspace, 'candidate', id))?.state;
    if (candidate === undefined || !isToVerify(candidate)) return null;
    const recorded = await verifyOnce(deps, workspace, candidate);
    if (recorded.ok || recorded.refusals.every(isPassing)) return recorded;
    if (attempt === ATTEMPTS || !recorded.refusals.some(isMoved)) {
      // Nobody asked for something that can be refused: what the analysis said does not fit, a bug of ours.
      throw new Error(`verification of ${id} refused: ${JSON.stringify(recorded.refusals)}`);
    }
  }
}

const PASSING = ['ANALYSIS_UNAVAILABLE', 'WORKSPACE_READ_ONLY', 'NO_RELEASE_KEY', 'WRONG_STATE'];

/** The candidate waits in `verifying` and the sweep tries again, or it was proved or ended meanwhile. */
const isPassing = ({ code }: { readonly code: string }): boolean => PASSING.includes(code);

const isToVerify = ({ state }: CandidateState): boolean =>
  state === 'drafting' || state === 'verifying';

const isMoved = ({ code }: { readonly code: string }): boolean =>
  code === 'VERIFICATION_MISMATCH' || code === 'VERSION_CONFLICT';

async function verifyOnce(
  deps: Deps,
  workspace: Id,
  candidate: CandidateState,
): Promise<Answer<{ id: Id }>> {
  const signer = (await deps.keys.open(workspace))?.release;
  if (signer === undefined) return refuse('NO_RELEASE_KEY', 'this server holds no release key');
  const { context, basis } = await knownContext(deps, workspace, candidate);
  const proved = await deps.analysis.run(await jobFor(deps, workspace, candidate, context));
  if (!proved.ok) return refuse('ANALYSIS_UNAVAILABLE', proved.message, { why: proved.why });
  const summary = utf8(summaryText(proved.value.summary));
  const subject = { name: 'policy.json', digest: candidate.to };
  const { result, documents } = verificationDocuments(proved.value, context);
  const signed = await signStatement(signer, PREDICATES.verification, subject, result);
  return change(deps, systemCaller(workspace), {
    streams: async (log) => [...(await candidateStreams(log, candidate.id)), 'inventory/*'],
    command: async ({ log, state }) => {
      if (context !== null && !isSameBasis(basis, basisOf(state, candidate.environment))) {
        return refuse('VERIFICATION_MISMATCH', 'rules or snapshots moved while it was proved');
      }
      const current = state.candidates.get(candidate.id);
      if (current !== undefined && !isToVerify(current)) {
        return refuse('WRONG_STATE', `the candidate is ${current.state}: no proof is due`);
      }
      for (const bytes of [summary, ...documents]) await log.putDocument(bytes);
      const verification = await log.putDocument(envelopeBytes(signed.envelope));
      return given({ type: 'recordVerification', candidate: candidate.id, verification });
    },
    answer: () => ({ id: candidate.id }),
  });
}

/** The question, from documents that the candidate names by digest. */
export async function jobFor(
  { store }: Pick<Deps, 'store'>,
  workspace: Id,
  { from, to, requirementDigest }: CandidateState,
  context: VerificationContext | null,
): Promise<VerifyJob> {
  const read = async (wanted: Digest): Promise<Uint8Array> => {
    const bytes = await store.document(workspace, wanted);
    if (bytes === undefined) throw new Error(`document ${wanted} is missing`);
    return bytes;
  };
  const requirement = parseRequirement(await read(requirementDigest));
  if (!requirement.ok) throw new Error(`document ${requirementDigest} is no requirement`);
  return {
    kind: 'verify',
    language: requirement.value.language,
    from: from === null ? null : (decodeUtf8(await read(from)) ?? null),
    to: decodeUtf8(await read(to)) ?? '',
    requirement: casesOf(requirement.value),
    requirementDigest,
    ...(context === null ? {} : { context }),
  };
}
