import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeTransitions } from './transitions.ts';

test('docs/reference/transitions.md says what the tables say', () => {
  const page = new URL('../../../docs/reference/transitions.md', import.meta.url);
  expect(readFileSync(page, 'utf8')).toBe(describeTransitions());
});
