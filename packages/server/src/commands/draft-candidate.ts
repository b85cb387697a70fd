import type { Digest, Id, PolicyLanguage } from '@countersign/domain';
import { canonicalBytes, type Provenance, utf8 } from '@countersign/evidence';
import type { LockedLog } from '../store/store.ts';
import { canonicalise } from './canonicalise.ts';
import { change, createdId, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';
import { verifyCandidate } from './verify-candidate.ts';

export interface DraftInput {
  readonly policy: Id;
  readonly requirement: Id;
  readonly text: string;
  /** Where the text comes from; left out where nobody says so. */
  readonly provenance?: Provenance | undefined;
}

/** Drafts a next content of a policy and verifies it before answering; the proof is a second append. */
export async function draftCandidate(
  deps: Deps,
  caller: Caller,
  input: DraftInput,
): Promise<Answer<{ id: Id }>> {
  const language = await languageOf(deps, caller.workspace, input.policy);
  const canonical = await canonicalise(deps, input.text, language);
  if (!canonical.ok) return canonical;
  const drafted = await change(deps, caller, {
    streams: async (log) => {
      const { requirements } = await log.state([`requirement/${input.requirement}`]);
      const nhi = requirements.get(input.requirement)?.nhi;
      const own = [`policy/${input.policy}`, `requirement/${input.requirement}`];
      return nhi === undefined ? own : [...own, `nhi/${nhi}`];
    },
    command: async ({ log }) =>
      given({
        type: 'draftCandidate',
        policy: input.policy,
        requirement: input.requirement,
        to: await log.putDocument(utf8(canonical.value.text)),
        ...(await kept(log, input.provenance)),
      }),
    answer: (events) => ({ id: createdId(events, 'CandidateDrafted') }),
  });
  if (drafted.ok) await verifyCandidate(deps, caller.workspace, drafted.value.id);
  return drafted;
}

/** Keeps a provenance and names it, where there is one. */
export async function kept(
  log: Pick<LockedLog, 'putDocument'>,
  provenance: Provenance | undefined,
): Promise<{ readonly provenance?: Digest }> {
  if (provenance === undefined) return {};
  return { provenance: await log.putDocument(canonicalBytes(provenance)) };
}

/** A policy keeps its language, so this may be read before the lock; of an unknown policy the domain says so under it. */
export async function languageOf(
  { store }: Pick<Deps, 'store'>,
  workspace: Id,
  policy: Id,
): Promise<PolicyLanguage> {
  return (await store.aggregate(workspace, 'policy', policy))?.state.language ?? 'aws-iam';
}
