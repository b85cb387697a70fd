import { type Answer, candidateState, id, type NhiView, type PolicyView } from '@countersign/api';
import { z } from 'zod';
import { candidateAnswer, candidateStatus, requirementAnswer } from '../candidate-answer.ts';
import { said } from '../said.ts';
import { problemAnswer, reading, type ServerCall, type Tool, type ToolAnswer } from '../tool.ts';

const page = {
  cursor: z.string().max(200).exactOptional().describe('`next` of the page before'),
  limit: z.int().min(1).max(100).default(20),
};
const environment = z.string().min(1).max(200).exactOptional().describe('this Environment alone');

/** What stands on the server. */
export const readTools: readonly Tool[] = [
  reading({
    name: 'list_policies',
    title: 'List policies',
    description: 'The policies of the workspace with the digest of what is in force.',
    input: z.strictObject({ environment, ...page }),
    run: (query, { api }) =>
      listed(api.listPolicies({ query }), ({ text: _, ...rest }) => policyAnswer(rest)),
  }),
  reading({
    name: 'show_policy',
    title: 'Show a policy',
    description: 'One policy with the canonical text of what is in force or was adopted.',
    input: z.strictObject({ id }),
    run: (params, { api }) =>
      one(api.getPolicy({ params }), (view) => ({
        ...policyAnswer(view),
        text: said(view.text, 'whoever wrote what is in force'),
      })),
  }),
  reading({
    name: 'list_candidates',
    title: 'List candidates',
    description: 'Proposed contents of policies, newest first, with state, verdict and tier.',
    input: z.strictObject({
      state: candidateState.exactOptional(),
      policy: id.exactOptional(),
      ...page,
    }),
    run: (query, { api }) =>
      listed(api.listCandidates({ query }), ({ people, policy, ...item }) => ({
        ...item,
        policy: { id: policy.id, name: said(policy.name, 'whoever adopted the policy') },
        people,
      })),
  }),
  reading({
    name: 'show_candidate',
    title: 'Show a candidate',
    description:
      'One candidate with everything a reviewer sees: the change, the checks, the tier, who must approve, the requirement and what people wrote.',
    input: z.strictObject({ id }),
    run: (params, call) => candidate(params, call, candidateAnswer),
  }),
  reading({
    name: 'candidate_status',
    title: 'Status of a candidate',
    description: 'Where a candidate stands, what it waits for, and who has to act next.',
    input: z.strictObject({ id }),
    run: (params, call) => candidate(params, call, candidateStatus),
  }),
  reading({
    name: 'list_requirements',
    title: 'List requirements',
    description:
      'Stated needs: which identity may do what until when and why, and what it must never be able to do.',
    input: z.strictObject({ environment, ...page }),
    run: (query, { api }) => listed(api.listRequirements({ query }), requirementAnswer),
  }),
  reading({
    name: 'list_identities',
    title: 'List identities',
    description: 'The non-human identities of the workspace with their owners.',
    input: z.strictObject({ environment, ...page }),
    run: (query, { api }) => listed(api.listNhis({ query }), identityAnswer),
  }),
];

async function candidate(
  params: { readonly id: string },
  { api }: ServerCall,
  shape: typeof candidateAnswer,
): Promise<ToolAnswer> {
  return one(api.getCandidate({ params }), shape);
}

async function one<T>(
  asked: Promise<Answer<T>>,
  shape: (view: T) => Record<string, unknown>,
): Promise<ToolAnswer> {
  const answer = await asked;
  return answer.ok ? { ok: true, value: shape(answer.value) } : problemAnswer(answer.problem);
}

async function listed<T>(
  asked: Promise<Answer<{ readonly items: readonly T[]; readonly next: string | null }>>,
  shape: (item: T) => Record<string, unknown>,
): Promise<ToolAnswer> {
  return one(asked, ({ items, next }) => ({ items: items.map(shape), next }));
}

function policyAnswer({
  name,
  people,
  ...view
}: Omit<PolicyView, 'text'>): Record<string, unknown> {
  return { ...view, name: said(name, 'whoever adopted the policy'), people };
}

function identityAnswer({ name, externalId, people, ...view }: NhiView): Record<string, unknown> {
  const writer = 'whoever registered the identity';
  return { ...view, name: said(name, writer), externalId: said(externalId, writer), people };
}
