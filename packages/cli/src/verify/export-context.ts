import type { VerificationContext } from '@countersign/analysis';
import type { CandidateState, Id, WorkspaceState } from '@countersign/domain';
import { accepted, badInput, EXIT } from '../frame/failure.ts';
import type { CandidateFile } from './candidate-file.ts';
import { ownTexts } from './own-texts.ts';

/**
 * The context an audit export gives a candidate, as the server would make it: its policy and requirement are found under the
 * ids of `submit`. Guardrails of the file are asked beside those of the export.
 */
export async function exportContext(
  context: VerificationContext,
  candidate: CandidateFile,
  files: ReadonlyMap<string, Uint8Array>,
  at: Date,
): Promise<VerificationContext> {
  const { contextFor, worldOfExport } = await import('@countersign/assurance');
  const { utf8 } = await import('@countersign/evidence');
  const world = accepted(worldOfExport(files, at.toISOString()), EXIT.doesNotHold);
  const { versions, texts } = ownTexts(candidate);
  const own = new Map([...versions].map((digest, index) => [digest, utf8(texts[index] ?? '')]));
  const made = contextFor(stateOf(candidate, world.state), {
    ...world,
    documents: (digest) => own.get(digest) ?? world.documents(digest),
  });
  // A RuleSet of version 1 knows of no context; the server verifies the policy alone then.
  if (made === null) return context;
  return {
    ...made,
    guardrails: [...made.guardrails, ...context.guardrails],
    dataClass: made.dataClass ?? context.dataClass,
    use: made.use ?? context.use,
  };
}

/** The candidate as the state would hold it, drafted now by nobody. */
function stateOf(candidate: CandidateFile, state: WorkspaceState): CandidateState {
  const { policy, requirement } = termsOf(candidate);
  const found = state.policies.get(policy);
  const need = state.requirements.get(requirement);
  if (found === undefined || need === undefined) {
    const [code, what] =
      found === undefined
        ? (['UNKNOWN_POLICY', `policy \`${policy}\``] as const)
        : (['UNKNOWN_REQUIREMENT', `requirement \`${requirement}\``] as const);
    throw badInput(code, `the export has no ${what}`);
  }
  const { language, from, to } = candidate;
  return {
    id: policy,
    version: 1,
    policy,
    environment: found.environment,
    nhi: need.nhi,
    requirement,
    requirementDigest: need.document,
    from: from === null ? null : language.canonical(from.policy).digest,
    to: language.canonical(to.policy).digest,
    revision: 1,
    authors: [],
    agents: [],
    draftedAt: state.at ?? '',
    comments: [],
    spentApprovals: [],
    provenance: null,
    state: 'drafting',
  };
}

function termsOf({ submit }: CandidateFile): { readonly policy: Id; readonly requirement: Id } {
  if (submit !== null) return submit;
  throw badInput(
    'MISSING_FIELD',
    'the candidate does not say under which ids the export knows it',
    'give it `submit` with `policy` and `requirement`',
  );
}
