import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ADJUDICATED } from './adjudicated.ts';
import { checkCase } from './check-case.ts';
import { CASE_SETS, readCases } from './sets.ts';

const FOLDER = join(import.meta.dirname, '../../vectors/analysis');
const COUNTS = { aa: 98, quacky: 268, managed: 766 };

describe.each(CASE_SETS)('$title', (set) => {
  const cases = readCases(set, FOLDER);
  const checked = cases.map(checkCase);

  test('every pair keeps its promises: witnesses, cosmetic changes, implies(P, P), mirrors', () => {
    expect(cases).toHaveLength(COUNTS[set.name]);
    const broken = checked.filter(({ faults }) => faults.length > 0);
    expect(broken.map(({ id, faults }) => ({ id, faults }))).toEqual([]);
  });

  test('no answer differs from a label that stands', () => {
    const differ = checked.filter(
      ({ allowed, denied }) => allowed === 'differ' || denied === 'differ',
    );
    expect(differ.map(({ id }) => id)).toEqual([]);
  });
});

test('every adjudication names a case of its set', () => {
  const turned = ADJUDICATED.map(({ set, id }) => {
    const found = CASE_SETS.filter(({ name }) => name === set)
      .flatMap((one) => readCases(one, FOLDER))
      .find((one) => one.id === id);
    return found?.adjudicated;
  });
  expect(turned).toEqual(ADJUDICATED.map(({ reason }) => reason));
});
