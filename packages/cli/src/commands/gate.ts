import { EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done, judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';

/** Makes the state a gate keeps. */
export async function gateInitCommand(given: Given, _io: Io): Promise<Outcome> {
  const { gateInit } = await import('@countersign/assurance');
  const state = given.text('state');
  const made = await gateInit(state);
  void made;
  return done({ ok: true, state }, `gate state in ${state}`);
}

/** Checks a release bundle offline. */
export async function gateVerifyCommand(given: Given, io: Io): Promise<Outcome> {
  void given;
  void io;
  return judged(EXIT.crashed, {}, '');
}
