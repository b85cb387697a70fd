import { expect, test } from 'vitest';
import { describeSummary } from './describe-summary.ts';
import type { Summary, SummaryClass } from './summary.ts';

const DIGEST = `sha256:${'0'.repeat(64)}` as const;
const NOTHING: Summary = {
  v: 1,
  format: 'summary/1',
  analysis: '2.0.0',
  language: 'aws-iam',
  from: DIGEST,
  to: DIGEST,
  requirement: DIGEST,
  verdict: 'equivalent',
  allowed: 'none',
  denied: 'none',
  newlyAllowed: [],
  newlyDenied: [],
  possible: [],
  requirementFit: { under: [], over: [] },
  denials: [],
  assumptions: [],
};
const CLASS: SummaryClass = {
  summary: 'newly allows `a:1`, `a:2`, `a:3` and 1 more actions on all resources',
  actions: ['a:1', 'a:2', 'a:3', 'a:4'],
  resources: ['*'],
  conditions: [],
  witness: { action: 'a:1', resource: 'r', context: {} },
  from: [],
  to: [0, 2],
};

function lines(summary: Partial<Summary>, title: string): readonly string[] | undefined {
  const { sections } = describeSummary({ ...NOTHING, ...summary });
  return sections.find((section) => section.title === title)?.lines;
}

test('each verdict has its own headline, and an open part never hides certain new access', () => {
  const verdicts = ['equivalent', 'narrower', 'broader', 'incomparable', 'undetermined'] as const;
  const headlines = verdicts.map((verdict) => describeSummary({ ...NOTHING, verdict }).headline);
  expect(new Set(headlines).size).toBe(5);
  const open = describeSummary({ ...NOTHING, verdict: 'undetermined', allowed: 'some' });
  expect(open.headline).toBe('More access for certain, and part of the change is not decided.');
});

test('nothing found is called proved only when it is', () => {
  expect(lines({}, 'Newly allowed')).toEqual(['Proved: nothing is newly allowed.']);
  expect(lines({ allowed: 'undetermined' }, 'Newly allowed')).toEqual([
    'Nothing is newly allowed for certain; see what is not decided.',
  ]);
});

test('what a sentence cuts short stands below it in full, and nothing twice', () => {
  expect(lines({ allowed: 'some', newlyAllowed: [CLASS] }, 'Newly allowed')).toEqual([
    'Newly allows `a:1`, `a:2`, `a:3` and 1 more actions on all resources.',
    '  Actions: `a:1`, `a:2`, `a:3`, `a:4`.',
    '  For example `a:1` on `r`.',
  ]);
  const condition = { operator: 'StringEquals', values: ['x'] } as const;
  const long: SummaryClass = {
    ...CLASS,
    summary: 'newly allows `a:1` on `arn:a` except `arn:b` when `p` is `x` and 1 more condition',
    actions: ['a:1'],
    resources: ['arn:a except arn:b'],
    conditions: [
      { ...condition, key: 'p', holds: true },
      { ...condition, key: 'q', holds: true },
      { ...condition, key: 'r', holds: false, values: ['1', '2', '3', '4'] },
    ],
    to: [0, 1, 2, 3],
  };
  expect(lines({ allowed: 'some', newlyAllowed: [long] }, 'Newly allowed')).toEqual([
    'Newly allows `a:1` on `arn:a` except `arn:b` when `p` is `x` and 1 more condition.',
    '  Only when `p` is `x` and `q` is `x`.',
    '  Not when `r` is one of 4 values such as `1`.',
    '  Values of `r`: `1`, `2`, `3`, `4`.',
    '  By new policy, statement 1, 2, 3, 4.',
    '  For example `a:1` on `r`.',
  ]);
});

test('an open class says on what it hangs', () => {
  const possible = [
    {
      ...CLASS,
      witness: null,
      direction: 'allowed',
      reason: 'depends on whom the id `AIDAEXAMPLE` belongs to',
    } as const,
  ];
  expect(lines({ possible }, 'Not decided')?.at(-1)).toBe(
    '  It depends on whom the id `AIDAEXAMPLE` belongs to.',
  );
  expect(lines({}, 'Not decided')).toBeUndefined();
});

test('a denial or a need that is not decided is never worded as one that is', () => {
  const open = {
    case: 'c',
    verdict: 'undetermined',
    kind: null,
    witness: null,
    reason: 'why',
  } as const;
  expect(lines({ denials: [open] }, 'Must stay denied')).toEqual(['`c` is not decided: why.']);
  const requirementFit = { under: [open], over: [] };
  expect(lines({ requirementFit }, 'Required access')).toEqual(['`c` is not decided: why.']);
});
