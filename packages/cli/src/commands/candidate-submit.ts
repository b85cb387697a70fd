import { idArgument } from '../client/people.ts';
import { answered, signedIn } from '../client/server.ts';
import { badInput } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { candidateText } from './candidate-show.ts';

/** Freezes the terms and asks for review. */
export async function candidateSubmit(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'candidate');
  const { api } = await signedIn(io);
  const body = {
    validUntil: after(given, 'validFor', io) ?? missing('valid-for'),
    recertifyBy: after(given, 'recertifyIn', io) ?? missing('recertify-in'),
    rollbackUntil: after(given, 'rollbackFor', io) ?? null,
    onLapse: given.text('onLapse') === 'keep' ? ('keep' as const) : ('deny' as const),
  };
  const view = answered(await api.submitCandidate({ params: { id }, body }));
  return done(view, await candidateText(view, io));
}

/** Takes the proposal back. */
export async function candidateWithdraw(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'candidate');
  const { api } = await signedIn(io);
  const body = { reason: given.text('reason') };
  const view = answered(await api.withdrawCandidate({ params: { id }, body }));
  return done(view, `candidate ${id} is ${view.state}`);
}

/** Ends the proposal because another one for the same policy takes its place. */
export async function candidateSupersede(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'candidate');
  const by = idArgument(given.text('by'), 'candidate');
  const { api } = await signedIn(io);
  const view = answered(await api.supersedeCandidate({ params: { id }, body: { by } }));
  return done(view, `candidate ${id} is ${view.state}; ${by} takes its place`);
}

function after(given: Given, option: string, io: Io): string | undefined {
  const seconds = given.seconds(option);
  return seconds === undefined
    ? undefined
    : new Date(io.now().getTime() + seconds * 1000).toISOString();
}

function missing(option: string): never {
  throw badInput('MISSING_OPTION', `option \`--${option}\` is missing`);
}
