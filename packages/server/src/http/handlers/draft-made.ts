import type { MadeDraft, RouteName, Routes } from '@countersign/api';
import type { z } from 'zod';
import type { Caller, Deps } from '../../commands/deps.ts';
import { draftCandidate } from '../../commands/draft-candidate.ts';
import { type MadeDraft as Made, makeDraft } from '../../commands/make-draft.ts';
import { candidateView } from '../../queries/candidate-view.ts';
import type { Handled } from '../handler.ts';

type Body = z.output<Routes[Extract<RouteName, 'makeDraft'>]['body']>;

/** Makes a text and answers it; with `create`, drafts a candidate with it and its provenance in one go. */
export async function draftMade(
  deps: Deps,
  caller: Caller,
  { source, policy, requirement, use, create, ...options }: Body,
): Promise<Handled<MadeDraft>> {
  const made = await makeDraft(deps, caller.workspace, {
    source,
    policy,
    requirement,
    use,
    options,
  });
  if (!made.ok) return made;
  if (!create) return { ok: true, value: viewOf(made.value, null) };
  const { draft, provenance } = made.value;
  const text = JSON.stringify(draft.policy);
  const drafted = await draftCandidate(deps, caller, { policy, requirement, text, provenance });
  if (!drafted.ok) return drafted;
  const view = await candidateView(deps, caller.workspace, drafted.value.id);
  if (view === undefined) throw new Error(`candidate ${drafted.value.id} is not there`);
  return { ok: true, value: viewOf(made.value, view), replayed: drafted.replayed };
}

function viewOf({ draft, provenance }: Made, candidate: MadeDraft['candidate']): MadeDraft {
  const { language, text, digest, policy, proofs, notes } = draft;
  const { source, tool, version, inputs } = provenance;
  const isOfUse = 'unused' in draft;
  const view = {
    language,
    text,
    digest,
    policy,
    proofs,
    notes,
    unused: isOfUse ? draft.unused : [],
    notGranted: isOfUse ? draft.notGranted : [],
    refused: isOfUse ? draft.refused : [],
    provenance: { source, tool, version, inputs },
    candidate,
  };
  return view as unknown as MadeDraft;
}
