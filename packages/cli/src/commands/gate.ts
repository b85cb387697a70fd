import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';

export async function gateInitCommand(given: Given, _io: Io): Promise<Outcome> {
  return done({ ok: true, state: given.text('state') }, '');
}
export const gateVerifyCommand = gateInitCommand;
