import { idArgument } from '../client/people.ts';
import { answered, signedIn } from '../client/server.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { inert } from '../terminal/layout.ts';
import { candidateTable } from './candidate-show.ts';

/** What waits for a decision. */
export function reviewList(_given: Given, io: Io): Promise<Outcome> {
  return candidateTable({ state: 'in-review' }, 'nothing is in review', io);
}

/** Says no; who holds the rule's veto is told before that it may end the candidate. */
export async function reviewReject(given: Given, io: Io): Promise<Outcome> {
  await warnOfVeto(idArgument(given.argument(0), 'candidate'), io);
  return review(given, io, 'reject', 'rejected');
}

/** Asks for another content. */
export function reviewRequestChanges(given: Given, io: Io): Promise<Outcome> {
  return review(given, io, 'request-changes', 'changes requested');
}

/** Says something without deciding. */
export function reviewComment(given: Given, io: Io): Promise<Outcome> {
  return review(given, io, 'comment', 'commented');
}

/** Takes an own rejection back. */
export async function reviewWithdrawReject(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'candidate');
  const { api } = await signedIn(io);
  const view = answered(await api.withdrawReject({ params: { id }, body: {} }));
  return done(view, `rejection withdrawn; candidate ${id} is ${view.state}`);
}

/** Takes an own approval back, as long as nothing was released on it. */
export async function reviewRevokeApproval(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'candidate');
  const { api } = await signedIn(io);
  const view = answered(await api.revokeApproval({ params: { id }, body: {} }));
  return done(view, `approval taken back; candidate ${id} is ${view.state}`);
}

async function review(
  given: Given,
  io: Io,
  decision: 'reject' | 'request-changes' | 'comment',
  said: string,
): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'candidate');
  const { api } = await signedIn(io);
  const body = { decision, reason: given.text('reason') };
  const view = answered(await api.reviewCandidate({ params: { id }, body }));
  return done(view, `${said}; candidate ${id} is ${view.state}`);
}

async function warnOfVeto(id: string, io: Io): Promise<void> {
  const { api } = await signedIn(io);
  const view = answered(await api.getCandidate({ params: { id } }));
  const { actor } = answered(await api.whoami());
  const rule = view.submission?.rule;
  const deny = rule?.resolved.deny ?? null;
  if (rule === undefined || deny?.humans.includes(actor.id) !== true) return;
  const ends =
    deny.count === 1
      ? 'this ends the candidate for good'
      : `${deny.count} such rejections end the candidate for good`;
  io.note(
    `${io.noteStyle.yellow('warning')}: you hold the veto of rule \`${inert(rule.name)}\`: ${ends}\n`,
  );
}
