import type { Check } from './checks.ts';
import type { InForce } from './in-force.ts';

/**
 * Whether everything in force around the candidate was read. It stands in nobody's way, since a new identity is in no
 * inventory yet, but what the checks of the stack take for granted is not green (INV-5): a name that is misspelled is in
 * none either.
 */
export function inForceKnownCheck(inForce: InForce): Check {
  const isKnown = inForce.known && inForce.placement.isComplete;
  return {
    name: 'in-force-known',
    outcome: isKnown ? 'passed' : 'undetermined',
    group: 'stack',
    blocking: false,
    proves: 'an inventory holds the identity and could read everything that is attached to it',
    doesNotProve: 'that nothing was attached since the inventory was taken',
    detail: isKnown ? 'all of it was read' : inForce.known ? IN_NONE : inForce.why,
  };
}

const IN_NONE =
  'no inventory holds all of it: the identity is new or named otherwise there, something attached to it could not be read, or no inventory was recorded';
