import { describe, expect, it } from 'vitest';
import { parseRuleSet } from './rule-set.ts';
import { type FormatName, VALUES } from './testing/golden-formats.ts';
import { edited, FORMATS, refusalsOf } from './testing/parsers.ts';

const refusals = (name: FormatName, edits: Readonly<Record<string, unknown>>): readonly string[] =>
  refusalsOf(FORMATS[name].parse(edited(VALUES[name], edits)));

it('a rule set is read in whichever version it names', () => {
  for (const name of ['rule-set', 'rule-set-v2'] as const) {
    expect(parseRuleSet(edited(VALUES[name], {}))).toEqual({ ok: true, value: VALUES[name] });
  }
  expect(refusalsOf(parseRuleSet(edited(VALUES['rule-set'], { '/v': 3 })))).toEqual([
    'WRONG_VALUE `/v` is `3`, expected `1`, `2`',
  ]);
});

describe('a rule set of version 2 is refused', () => {
  it('when it says that it is version 1', () => {
    const faults = refusalsOf(parseRuleSet(edited(VALUES['rule-set-v2'], { '/v': 1 })));
    expect(faults.map((one) => one.split(' ')[0])).toEqual(Array(5).fill('UNKNOWN_FIELD'));
  });

  it('when nothing gives a tier', () => {
    expect(refusals('rule-set-v2', { '/tierRules': [] })).toEqual([
      'WRONG_LENGTH `/tierRules` has 0 items, expected 1 to 100',
    ]);
  });

  it('when a code, an exception or a guardrail comes twice', () => {
    const value = VALUES['rule-set-v2'] as { tierRules: object[]; exceptions: object[] };
    const [rule] = value.tierRules;
    const [exception] = value.exceptions;
    expect(refusals('rule-set-v2', { '/tierRules': [rule, rule] })).toEqual([
      'WRONG_VALUE `/tierRules/1` repeats `NO_NEW_ACCESS`',
    ]);
    expect(refusals('rule-set-v2', { '/exceptions': [exception, exception] })).toHaveLength(1);
  });

  it('when an exception has no end, ends before it begins or covers nothing', () => {
    const nothing = { appetite: null, undetermined: [] };
    expect(refusals('rule-set-v2', { '/exceptions/0/until': null })).toHaveLength(1);
    expect(refusals('rule-set-v2', { '/exceptions/0/until': '2026-01-01T00:00:00.000Z' })).toEqual([
      'WRONG_VALUE `/exceptions/0/until` is not after `since`',
    ]);
    expect(refusals('rule-set-v2', { '/exceptions/0/covers': nothing })).toEqual([
      'WRONG_VALUE `/exceptions/0/covers` covers nothing',
    ]);
  });
});

describe('an assessment is refused', () => {
  it('when a sentence hides something, or a code is no code', () => {
    expect(refusals('assessment', { '/effects/0/detail': 'a\u202eb' })).toEqual([
      'WRONG_VALUE `/effects/0/detail` has a control or invisible character',
    ]);
    expect(refusals('assessment', { '/effects/0/code': 'adds read' })).toHaveLength(1);
  });
});
