import { gateInit, gateVerify } from '@countersign/assurance/node';
import { accepted, EXIT, Failure } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { fields, inert } from '../terminal/layout.ts';

/** Makes the state a gate keeps; what is there already is never made anew. */
export async function gateInitCommand(given: Given, _io: Io): Promise<Outcome> {
  const made = accepted(await gateInit(given.text('state')), EXIT.doesNotHold);
  return done({ ok: true, ...made }, `the gate keeps what it has seen in ${made.path}`);
}

/** Checks a release bundle offline: exit 1 with every reason, exit 3 when the gate itself is set up badly. */
export async function gateVerifyCommand(given: Given, io: Io): Promise<Outcome> {
  const verdict = await gateVerify({
    bundle: given.argument(0),
    environment: given.text('environment'),
    trust: given.text('trust'),
    state: given.text('state'),
  });
  switch (verdict.outcome) {
    case 'bad-input':
      throw new Failure(verdict.refusals, EXIT.usage);
    case 'refused':
      throw new Failure(verdict.refusals, EXIT.doesNotHold);
    case 'passed': {
      const { release } = verdict;
      const rows = [
        ['policy', release.policy],
        ['environment', inert(release.environment)],
        ['release', `#${release.number}, by ${release.basis}`],
        ['digest', release.to],
        ['valid until', `${release.validUntil}, then ${release.onLapse}`],
      ] as const;
      const text = `${io.style.green('✓ passes')}\n${fields(rows, io.style)}`;
      return done({ ok: true, release }, text);
    }
    default:
      return verdict satisfies never;
  }
}
