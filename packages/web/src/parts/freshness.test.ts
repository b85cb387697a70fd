import type { RuleSetView } from '@countersign/api';
import { describe, expect, test } from 'vitest';
import { freshnessOf } from './freshness.ts';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const taken = (hours: number) => ({
  kind: 'inventory' as const,
  environment: 'prod',
  takenAt: new Date(NOW - hours * 3_600_000).toISOString(),
});

/** A RuleSet with these limits for the class of `prod`. */
function rules(...limits: readonly (readonly [string, number, 'block' | 'raise'])[]) {
  return {
    v: 2,
    environments: [{ name: 'prod', class: 'production' }],
    inputs: limits.map(([kind, maxAgeSeconds, whenStale]) => ({
      kind,
      environmentClass: ['production'],
      maxAgeSeconds,
      whenStale,
    })),
  } as unknown as RuleSetView['document'];
}

describe('the age of a snapshot', () => {
  test('is fresh up to the limit and stale beyond it, with what follows', () => {
    const limited = rules(['inventory', 86_400, 'block']);
    expect(freshnessOf(limited, taken(24), NOW)).toEqual({
      state: 'fresh',
      words: 'taken 1 day ago; the limit is 1 day',
    });
    expect(freshnessOf(limited, taken(25), NOW)).toEqual({
      state: 'stale',
      words: 'taken 1 day ago; the limit is 1 day, so candidates that stand on it fail',
    });
  });

  test('is held against the shortest limit of its kind', () => {
    const limited = rules(['inventory', 86_400, 'raise'], ['inventory', 3600, 'raise']);
    expect(freshnessOf(limited, taken(2), NOW)).toMatchObject({
      state: 'stale',
      words: expect.stringContaining('the limit is 1 hour, so it raises the tier'),
    });
  });

  test('has no limit where the RuleSet sets none for the kind or the class', () => {
    expect(freshnessOf(rules(['use', 60, 'block']), taken(900), NOW).state).toBe('no limit');
    const elsewhere = { ...taken(900), environment: 'staging' };
    expect(freshnessOf(rules(['inventory', 60, 'block']), elsewhere, NOW).state).toBe('no limit');
  });
});
