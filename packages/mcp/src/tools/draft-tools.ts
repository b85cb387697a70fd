import type { Fields } from '@countersign/analysis';
import { type Answer, type CandidateView, digest, id, policyText } from '@countersign/api';
import { z } from 'zod';
import { candidateStatus } from '../candidate-answer.ts';
import {
  drafting,
  problemAnswer,
  reading,
  refuse,
  refusedBy,
  type ServerCall,
  type Tool,
  type ToolAnswer,
} from '../tool.ts';
import { idempotencyKey, keyed } from './idempotency.ts';

/** The model or program that wrote the text: recorded with it, and shown to whoever reviews. */
const generator = z
  .strictObject({ name: z.string().min(1).max(200), version: z.string().min(1).max(200) })
  .exactOptional()
  .describe('what wrote the text: name and version of the model or program');

function madeBy(by: { readonly name: string; readonly version: string } | undefined) {
  if (by === undefined) return {};
  const { name: tool, version } = by;
  return { provenance: { source: 'agent' as const, tool, version, inputs: [] } };
}

/** Drafts and their checks. Nothing here asks anybody for anything. */
export const draftTools: readonly Tool[] = [
  reading({
    name: 'draft_policy',
    title: 'Draft a policy from a requirement',
    description:
      'The smallest policy that allows what a requirement asks and nothing beyond, proved before it is handed out. Nothing is stored: look at it, then propose its `text` with `draft_candidate`.',
    input: z.strictObject({
      requirement: id,
      denies: z
        .enum(['none', 'explicit'])
        .default('none')
        .describe('`explicit`: every intended denial becomes a Deny, where the language has one'),
      grantee: z.string().max(200).exactOptional().describe('grants: app, client or key'),
      name: z.string().max(200).exactOptional().describe('kubernetes-rbac: name of the objects'),
    }),
    run: ({ requirement, ...options }, call) => policyFor(requirement, options, call),
  }),
  drafting({
    name: 'draft_candidate',
    title: 'Draft a candidate',
    description:
      'Proposes a next content of a policy for a requirement. The server verifies it before it answers. Nobody is asked to review it yet.',
    input: z.strictObject({
      policy: id,
      requirement: id,
      text: policyText,
      generator,
      idempotencyKey,
    }),
    run: async ({ idempotencyKey: key, generator: by, ...body }, { api }) =>
      statusOf(await api.draftCandidate({ body: { ...body, ...madeBy(by) } }, keyed(key))),
  }),
  drafting(
    {
      name: 'revise_candidate',
      title: 'Revise a candidate',
      description:
        'Replaces the content of a candidate. Approvals given to another content are void. `ifMatch` is the digest (`to`) of the content that was edited.',
      input: z.strictObject({ id, text: policyText, ifMatch: digest, generator }),
      run: async ({ id: candidate, text, ifMatch, generator: by }, { api }) => {
        const body = { text, ...madeBy(by) };
        return statusOf(await api.reviseCandidate({ params: { id: candidate }, body, ifMatch }));
      },
    },
    { destructiveHint: true },
  ),
  reading({
    name: 'verify_candidate',
    title: 'Checks of a candidate',
    description:
      'The checks the server made of the current content, each with what it proves and what it does not; waits while they are being made. `failed` and `undetermined` are not yes.',
    input: z.strictObject({ id }),
    run: ({ id: candidate }, call) => verified(candidate, call),
  }),
  reading({
    name: 'preview_review',
    title: 'Preview the review',
    description:
      'Who would have to approve if the candidate were submitted now, who could, and who cannot and why.',
    input: z.strictObject({ id }),
    run: async (params, { api }) => {
      const answer = await api.previewCandidate({ params });
      return answer.ok ? { ok: true, value: { ...answer.value } } : problemAnswer(answer.problem);
    },
  }),
];

/** The draft of a requirement as it is stated now. */
async function policyFor(
  requirement: string,
  options: Fields,
  { api, ports }: ServerCall,
): Promise<ToolAnswer> {
  const answer = await api.getRequirement({ params: { id: requirement } });
  if (!answer.ok) return problemAnswer(answer.problem);
  const { language, allow, deny } = answer.value.document;
  const question = { language, requirement: { allow, deny }, ...options };
  const drafted = await ports.analyse('draft', question);
  return drafted.ok
    ? { ok: true, value: { requirement, requirementDigest: answer.value.digest, ...drafted.value } }
    : refusedBy(drafted.refusals);
}

function statusOf(answer: Answer<CandidateView>): ToolAnswer {
  return answer.ok
    ? { ok: true, value: { ...candidateStatus(answer.value), to: answer.value.to } }
    : problemAnswer(answer.problem);
}

/** A proof of the server ends within its wall time of 20 s; two turns of its queue are waited for. */
const TRIES = 40;
const BETWEEN_MILLISECONDS = 1_000;

/** Reads until no proof is due; CALL_ENDED when the client gives up. */
async function verified(candidate: string, call: ServerCall): Promise<ToolAnswer> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const answer = await call.api.getCandidate({ params: { id: candidate } });
    if (!answer.ok) return problemAnswer(answer.problem);
    const { value } = answer;
    if (value.state !== 'drafting' && value.state !== 'verifying') return checksOf(value, call);
    await call.progress(tried, TRIES, `the candidate is ${value.state}`);
    await call.ports.wait(BETWEEN_MILLISECONDS, call.signal);
    if (call.signal.aborted) return refuse('CALL_ENDED', 'the client gave the call up');
  }
  return refuse('STILL_VERIFYING', 'the checks were not made yet; ask again');
}

async function checksOf(view: CandidateView, call: ServerCall): Promise<ToolAnswer> {
  const checks = view.verification?.checks ?? [];
  await call.progress(TRIES, TRIES, `${checks.length} checks, ${view.verification?.outcome}`);
  return { ok: true, value: { ...candidateStatus(view), to: view.to, checks } };
}
