import { EFFECT_CODES } from '@countersign/analysis';
import { KNOWN_EFFECTS } from '@countersign/domain';
import { expect, test } from 'vitest';

test('tier rules know every effect that analysis finds, and no other', () => {
  expect(new Set(KNOWN_EFFECTS)).toEqual(new Set(Object.keys(EFFECT_CODES)));
});
