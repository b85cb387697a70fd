import { humanId, idArgument } from '../client/people.ts';
import { answered, signedIn } from '../client/server.ts';
import { policyText } from '../files/policy-text.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { candidateText } from './candidate-show.ts';

/** Proposes a next content of a policy. The server verifies it before it answers. */
export async function candidateDraft(given: Given, io: Io): Promise<Outcome> {
  const policy = idArgument(given.text('policy'), 'policy');
  const requirement = idArgument(given.text('requirement'), 'requirement');
  const { api } = await signedIn(io);
  const { language } = answered(await api.getPolicy({ params: { id: policy } }));
  const text = await policyText(given.argument(0), language);
  const body = { policy, requirement, text };
  const view = answered(await api.draftCandidate({ body }));
  return done(view, await candidateText(view, io));
}

/** Replaces the content; `--if-match` names the content that was edited, else the current one is meant. */
export async function candidateRevise(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'candidate');
  const { api } = await signedIn(io);
  const current = answered(await api.getCandidate({ params: { id } }));
  const text = await policyText(given.argument(1), current.requirement.document.language);
  const ifMatch = given.maybe('ifMatch') ?? current.to;
  const view = answered(await api.reviseCandidate({ params: { id }, body: { text }, ifMatch }));
  return done(view, await candidateText(view, io));
}

/** Lets another human edit; it disqualifies them as approver (INV-4). */
export async function candidateInvite(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'candidate');
  const server = await signedIn(io);
  const human = await humanId(server, given.argument(1));
  const view = answered(await server.api.inviteAuthor({ params: { id }, body: { human } }));
  return done(view, `${given.argument(1)} may edit candidate ${id} and can no longer approve it`);
}
