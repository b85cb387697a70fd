import { EXIT } from '../frame/failure.ts';
import { refuse } from '../frame/refuse.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';

/** Makes the state a gate keeps. */
export async function gateInitCommand(given: Given, _io: Io): Promise<Outcome> {
  const { gateInit } = await import('@countersign/assurance/node');
  const state = given.text('state');
  return done({ ok: true, state }, `gate state in ${state}`);
}
