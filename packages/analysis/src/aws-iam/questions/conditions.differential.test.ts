import fc from 'fast-check';
import { test } from 'vitest';
import {
  checkMirror,
  checkMixed,
  checkObligations,
  checkPair,
  checkTime,
  mixedPair,
  pair,
  timePair,
} from '../../../test/conditions-property.ts';
import { checkPrincipals, principalPair } from '../../../test/principals-property.ts';
import { checkVariables, variablePair } from '../../../test/variables-property.ts';

/**
 * Brute force over every context that the values of the policies can tell apart, by an evaluator that is neither the
 * prover nor the replay (packages/analysis/test): whatever it finds the prover shows, and every witness is one for it.
 */
test('conditions of every family are decided, and as brute force decides them', () => {
  fc.assert(fc.property(pair, checkPair), { numRuns: 500 });
});

test('a difference in conditions turned round is the same difference', () => {
  fc.assert(fc.property(pair, checkMirror), { numRuns: 200 });
});

test('must-deny and must-allow take conditions as brute force does', () => {
  fc.assert(fc.property(pair, checkObligations), { numRuns: 100 });
});

test('the two keys of the time are one time', () => {
  fc.assert(fc.property(timePair, checkTime), { numRuns: 400 });
});

test('a key that operators of several families take never hides access', () => {
  fc.assert(fc.property(mixedPair, checkMixed), { numRuns: 250 });
});

test('principals and the keys that AWS derives from them are one fact', () => {
  fc.assert(fc.property(principalPair, checkPrincipals), { numRuns: 200 });
});

test('policy variables in resources and conditions never hide access, whatever their values are', () => {
  fc.assert(fc.property(variablePair, checkVariables), { numRuns: 80 });
});
