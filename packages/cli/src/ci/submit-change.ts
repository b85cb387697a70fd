import { createHash } from 'node:crypto';
import type { CandidateState, Client } from '@countersign/api';
import { answered } from '../client/server.ts';
import type { CandidateView } from '../client/views.ts';
import { Failure } from '../frame/failure.ts';
import type { CandidateFile } from '../verify/candidate-file.ts';

/** What became of a change on the server. */
export interface Submitted {
  readonly policy: string;
  readonly candidate: string | null;
  readonly state: CandidateState | null;
  readonly action: 'drafted' | 'revised' | 'found' | 'nothing-to-do' | 'not-submitted';
  /** Why it is not in review, where it is not. */
  readonly note: string | null;
}

/** What a job brings: the commit, and the candidate that an earlier run for the same pull request drafted. */
export interface Submitting {
  readonly api: Client;
  readonly commit: string;
  readonly earlier: string | undefined;
  readonly validUntil: string;
  readonly recertifyBy: string;
}

const OPEN: readonly CandidateState[] = [
  'drafting',
  'verifying',
  'verified',
  'failed',
  'in-review',
  'approved',
  'changes-requested',
];

/**
 * Puts the change of a pull request before its approvers, once: a candidate that has this content already is found, the
 * one of an earlier push is revised, else one is drafted under a key made of commit and content, so that a run that is
 * tried again drafts nothing twice.
 */
export async function submitChange(file: CandidateFile, job: Submitting): Promise<Submitted> {
  const terms = file.submit;
  if (terms === null) throw new Error(`${file.path} does not say under which ids`);
  const { digest } = file.language.canonical(file.to.policy);
  try {
    const { view, action } = await candidateWith(file, terms, digest, job);
    return submitted(view, action, job);
  } catch (error) {
    if (error instanceof Failure && error.reasons.some(({ code }) => code === 'NOTHING_CHANGED')) {
      const note = 'the server has this content in force already';
      return { policy: terms.policy, candidate: null, state: null, action: 'nothing-to-do', note };
    }
    throw error;
  }
}

type Found = { readonly view: CandidateView; readonly action: Submitted['action'] };

async function candidateWith(
  file: CandidateFile,
  { policy, requirement }: NonNullable<CandidateFile['submit']>,
  digest: string,
  job: Submitting,
): Promise<Found> {
  const { api } = job;
  const { text } = file.to.file;
  const same = await openWith(api, policy, digest);
  if (same !== undefined) return { view: same, action: 'found' };
  const earlier = await earlierOf(api, policy, job.earlier);
  if (earlier !== undefined) {
    const input = { params: { id: earlier.id }, body: { text }, ifMatch: earlier.to };
    const revised = await api.reviseCandidate(input);
    if (revised.ok) return { view: revised.value, action: 'revised' };
  }
  const idempotencyKey = keyOf([job.commit, digest, policy, requirement]);
  const body = { policy, requirement, text };
  return {
    view: answered(await api.draftCandidate({ body }, { idempotencyKey })),
    action: 'drafted',
  };
}

/** Newest candidates of the policy that are looked at; an open one further back is of another change. */
const LOOKED_AT = 20;

async function openWith(
  api: Client,
  policy: string,
  digest: string,
): Promise<CandidateView | undefined> {
  const { items } = answered(await api.listCandidates({ query: { policy, limit: LOOKED_AT } }));
  for (const { id, state } of items) {
    if (!OPEN.includes(state)) continue;
    const view = answered(await api.getCandidate({ params: { id } }));
    if (view.to === digest) return view;
  }
  return undefined;
}

async function earlierOf(
  api: Client,
  policy: string,
  id: string | undefined,
): Promise<CandidateView | undefined> {
  if (id === undefined) return undefined;
  const answer = await api.getCandidate({ params: { id } });
  const isOurs =
    answer.ok && answer.value.policy.id === policy && OPEN.includes(answer.value.state);
  return isOurs ? answer.value : undefined;
}

async function submitted(
  view: CandidateView,
  action: Submitted['action'],
  { api, validUntil, recertifyBy }: Submitting,
): Promise<Submitted> {
  const { id, policy } = view;
  const told = (state: CandidateState, note: string | null): Submitted => ({
    policy: policy.id,
    candidate: id,
    state,
    action,
    note,
  });
  if (view.state === 'in-review' || view.state === 'approved') return told(view.state, null);
  if (view.state !== 'verified') return told(view.state, `it is ${view.state}`);
  const body = { validUntil, recertifyBy, onLapse: 'deny' as const };
  const answer = await api.submitCandidate({ params: { id }, body });
  if (answer.ok) return told(answer.value.state, null);
  const { refusals, detail } = answer.problem;
  const note = refusals.map(({ code, message }) => `${code}: ${message}`).join('; ');
  return told(view.state, note === '' ? detail : note);
}

function keyOf(parts: readonly string[]): string {
  return `ci-${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 40)}`;
}
