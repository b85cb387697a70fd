import type { CandidateView, SaidProvenance } from '@countersign/api';
import type { Id } from '@countersign/domain';
import type { Parsed, Provenance } from '@countersign/evidence';
import { approveCandidate } from '../../commands/approve-candidate.ts';
import type { Answer, Caller, Deps } from '../../commands/deps.ts';
import { draftCandidate } from '../../commands/draft-candidate.ts';
import { inviteAuthor } from '../../commands/invite-author.ts';
import { statedProvenance } from '../../commands/provenance.ts';
import { releaseCandidate } from '../../commands/release-candidate.ts';
import { reviewCandidate } from '../../commands/review-candidate.ts';
import { reviseCandidate } from '../../commands/revise-candidate.ts';
import { revokeApproval } from '../../commands/revoke-approval.ts';
import { submitCandidate } from '../../commands/submit-candidate.ts';
import { supersedeCandidate } from '../../commands/supersede-candidate.ts';
import { withdrawCandidate } from '../../commands/withdraw-candidate.ts';
import { withdrawReject } from '../../commands/withdraw-reject.ts';
import { listCandidates } from '../../queries/candidate-list.ts';
import { candidateView } from '../../queries/candidate-view.ts';
import { releaseView } from '../../queries/release-views.ts';
import { previewCandidate } from '../../queries/simulate-rules.ts';
import { sinceApproval } from '../../queries/since-approval.ts';
import { found, type Handled, type Handlers } from '../handler.ts';
import { answerWith } from './answer-with.ts';
import { draftMade } from './draft-made.ts';

type Names =
  | 'draftCandidate'
  | 'makeDraft'
  | 'listCandidates'
  | 'getCandidate'
  | 'reviseCandidate'
  | 'inviteAuthor'
  | 'submitCandidate'
  | 'previewCandidate'
  | 'getSinceApproval'
  | 'withdrawCandidate'
  | 'supersedeCandidate'
  | 'revokeApproval'
  | 'approveCandidate'
  | 'reviewCandidate'
  | 'withdrawReject'
  | 'releaseCandidate';

/** From draft to decision. */
export const candidateHandlers: Pick<Handlers, Names> = {
  draftCandidate: async ({ context: { deps }, caller, body: { provenance, ...input } }) => {
    const said = saidBy(provenance, caller);
    if (!said.ok) return said;
    const draft = { ...input, provenance: said.value };
    return shown(deps, caller.workspace, await draftCandidate(deps, caller, draft));
  },

  makeDraft: ({ context: { deps }, caller, body }) => draftMade(deps, caller, body),

  listCandidates: async ({ context: { deps }, who, query }) => ({
    ok: true,
    value: await listCandidates(deps, who.workspace, query),
  }),

  getCandidate: async ({ context: { deps }, who, params: { id } }) => {
    const view = await candidateView(deps, who.workspace, id);
    const held = found(view, { code: 'UNKNOWN_CANDIDATE', what: 'candidate', id });
    return held.ok ? { ...held, etag: held.value.to } : held;
  },

  reviseCandidate: async ({ context: { deps }, caller, params, body, ifMatch }) => {
    const said = saidBy(body.provenance, caller);
    if (!said.ok) return said;
    const input = {
      candidate: params.id,
      text: body.text,
      expected: ifMatch,
      provenance: said.value,
    };
    return shown(deps, caller.workspace, await reviseCandidate(deps, caller, input));
  },

  inviteAuthor: async ({ context: { deps }, caller, params, body }) => {
    const input = { candidate: params.id, human: body.human };
    return shown(deps, caller.workspace, await inviteAuthor(deps, caller, input));
  },

  submitCandidate: async ({ context: { deps }, caller, params, body }) => {
    const input = { candidate: params.id, ...body };
    return shown(deps, caller.workspace, await submitCandidate(deps, caller, input));
  },

  previewCandidate: async ({ context: { deps }, who, params: { id } }) =>
    previewCandidate(deps, who.workspace, id),

  getSinceApproval: ({ context: { deps }, who, params: { id } }) =>
    sinceApproval(deps, who.workspace, { candidate: id, human: who.id }),

  withdrawCandidate: async ({ context: { deps }, caller, params, body }) => {
    const input = { candidate: params.id, reason: body.reason };
    return shown(deps, caller.workspace, await withdrawCandidate(deps, caller, input));
  },

  supersedeCandidate: async ({ context: { deps }, caller, params, body }) => {
    const input = { candidate: params.id, by: body.by };
    return shown(deps, caller.workspace, await supersedeCandidate(deps, caller, input));
  },

  approveCandidate: async ({ context: { deps }, caller, params, body }) => {
    const input = { candidate: params.id, ...body };
    return shown(deps, caller.workspace, await approveCandidate(deps, caller, input));
  },

  reviewCandidate: async ({ context: { deps }, caller, params, body }) => {
    const input = { candidate: params.id, ...body };
    return shown(deps, caller.workspace, await reviewCandidate(deps, caller, input));
  },

  withdrawReject: async ({ context: { deps }, caller, params }) => {
    const input = { candidate: params.id };
    return shown(deps, caller.workspace, await withdrawReject(deps, caller, input));
  },

  revokeApproval: async ({ context: { deps }, caller, params }) => {
    const input = { candidate: params.id };
    return shown(deps, caller.workspace, await revokeApproval(deps, caller, input));
  },

  releaseCandidate: async ({ context: { deps }, caller, params }) =>
    answerWith(await releaseCandidate(deps, caller, { candidate: params.id }), (id) =>
      releaseView(deps, caller.workspace, id),
    ),
};

/** What a drafter said of where the text comes from, as a document; undefined where nothing was said. */
function saidBy(
  said: SaidProvenance | undefined,
  { actor }: Caller,
): Parsed<Provenance | undefined> {
  return said === undefined ? { ok: true, value: undefined } : statedProvenance(said, actor);
}

function shown(
  deps: Deps,
  workspace: Id,
  answer: Answer<{ readonly id: Id }>,
): Promise<Handled<CandidateView>> {
  return answerWith(
    answer,
    (id) => candidateView(deps, workspace, id),
    (view) => view.to,
  );
}
