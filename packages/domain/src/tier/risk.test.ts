import { describe, expect, test } from 'vitest';
import { ruleSetV2 } from '../../test/world.ts';
import type { Appetite, Exception } from '../roster.ts';
import { appetiteFor, judgeRisk, type Risk } from './risk.ts';

const NOW = '2026-11-23T12:00:00.000Z';
const PAST = '2026-01-01T00:00:00.000Z';
const LATER = '2027-01-01T00:00:00.000Z';

const RISK: Risk = {
  environment: 'prod/aws/1',
  policy: 'p',
  dataClass: 'internal',
  tier: 'T3',
  verdict: 'broader',
  undetermined: [],
  constructs: [],
  at: NOW,
  among: null,
};
const entry = (more: Partial<Appetite> = {}): Appetite => ({
  environment: '*',
  dataClass: null,
  upTo: 'T2',
  acceptedBy: 'rosa',
  since: PAST,
  until: null,
  ...more,
});
const exception = (more: Partial<Exception> = {}): Exception => ({
  id: 'x1',
  name: 'pilot',
  environment: 'prod/*',
  policy: null,
  covers: { appetite: 'T3', undetermined: [] },
  owner: 'sam',
  why: 'pilot until the end of the year',
  compensatingControl: null,
  since: PAST,
  until: LATER,
  ...more,
});
const judged = (
  law: { readonly appetite?: readonly Appetite[]; readonly exceptions?: readonly Exception[] },
  risk: Partial<Risk> = {},
): ReturnType<typeof judgeRisk> =>
  judgeRisk(ruleSetV2({ appetite: [entry()], ...law }), { ...RISK, ...risk });
const said = ({ refusals }: ReturnType<typeof judgeRisk>): string[] =>
  refusals.map(({ code, message }) => `${code} ${message}`);

describe('the appetite', () => {
  test('is the lowest of all entries that fit, and an unknown data class fits all', () => {
    const appetite = [entry({ upTo: 'T3' }), entry({ dataClass: 'pci', upTo: 'T1' })];
    const at = (dataClass: string | null): unknown =>
      appetiteFor({ appetite }, { ...RISK, dataClass })?.upTo;
    expect(at('internal')).toBe('T3');
    expect(at('pci')).toBe('T1');
    expect(at(null)).toBe('T1');
  });

  test('refuses what is above it, and a restriction never is', () => {
    expect(said(judged({}))).toEqual([
      'ABOVE_APPETITE T3 in `prod/aws/1`, where the risk accepted ends at T2; no exception covers it',
    ]);
    expect(said(judged({}, { tier: 'T2' }))).toEqual([]);
    expect(said(judged({ appetite: [] }, { tier: 'T1' }))).toEqual([
      'ABOVE_APPETITE T1 in `prod/aws/1`, where nobody accepts any risk; no exception covers it',
    ]);
    expect(said(judged({ appetite: [] }, { tier: 'T0' }))).toEqual([]);
  });

  test('counts from when it was accepted until it ends', () => {
    expect(said(judged({ appetite: [entry({ upTo: 'T4', since: LATER })] }))).toHaveLength(1);
    expect(said(judged({ appetite: [entry({ upTo: 'T4', until: NOW })] }))).toHaveLength(1);
    expect(said(judged({ appetite: [entry({ upTo: 'T4', until: LATER })] }))).toEqual([]);
  });
});

describe('an exception', () => {
  test('lets pass what it covers, and is named', () => {
    expect(judged({ exceptions: [exception()] })).toEqual({ used: ['x1'], refusals: [] });
  });

  test.each<[string, Partial<Exception>]>([
    ['of another environment', { environment: 'staging/*' }],
    ['of another policy', { policy: 'q' }],
    ['up to a lower tier', { covers: { appetite: 'T2', undetermined: [] } }],
    ['that is still to begin', { since: LATER, until: '2028-01-01T00:00:00.000Z' }],
    ['for something undetermined', { covers: { appetite: null, undetermined: ['x'] } }],
  ])('%s lets nothing pass', (_, more) => {
    expect(said(judged({ exceptions: [exception(more)] }))).toHaveLength(1);
  });

  test('that expired has no effect and is shown as such (R13)', () => {
    expect(said(judged({ exceptions: [exception({ until: NOW })] }))).toEqual([
      `ABOVE_APPETITE T3 in \`prod/aws/1\`, where the risk accepted ends at T2; no exception covers it; expired: \`pilot\` (ended at \`${NOW}\`)`,
    ]);
  });

  test('that approvers did not sign lets nothing pass', () => {
    expect(said(judged({ exceptions: [exception()] }, { among: [] }))).toHaveLength(1);
  });
});

describe('what is undetermined (INV-5)', () => {
  const covering = (...undetermined: string[]): Exception =>
    exception({ covers: { appetite: 'T3', undetermined } });
  const open = {
    undetermined: ['diff-decided'],
    constructs: ['the condition a', 'the condition b'],
  };

  test('passes from T3 up where an exception names every construct', () => {
    const exceptions = [covering('the condition a', '*condition b')];
    expect(judged({ exceptions }, open)).toEqual({ used: ['x1'], refusals: [] });
    expect(said(judged({ exceptions: [covering('the condition a')] }, open))).toEqual([
      'EXCEPTION_REQUIRED not decided: `the condition b`; it needs an exception that names it',
    ]);
    const appetite = [entry({ upTo: 'T4' })];
    expect(said(judged({ exceptions, appetite }, { ...open, tier: 'T2' }))).toHaveLength(1);
  });

  test('a verdict that is open needs one even where no check says so', () => {
    expect(said(judged({ exceptions: [covering('x')] }, { verdict: 'undetermined' }))).toEqual([
      'EXCEPTION_REQUIRED not decided: `diff-decided`; it needs an exception that names it',
    ]);
  });

  test('never passes for an intended denial or a blocking guardrail', () => {
    const guardrail = {
      name: 'no-exfiltration',
      kind: 'regulatory',
      severity: 'block',
      language: 'aws-iam',
      scope: {
        environments: ['*'],
        environmentClasses: null,
        dataClasses: null,
        identities: ['*'],
      },
      owner: 'sam',
      frameworks: [],
      until: null,
      why: 'no data leaves',
      obligation: { type: 'must-deny' },
    } as const;
    const names = [
      'denies/no-delete',
      'guardrail/no-exfiltration',
      'guardrail/soft',
      'guardrail/gone',
    ];
    const law = ruleSetV2({
      appetite: [entry({ upTo: 'T4' })],
      exceptions: [covering(...names)],
      guardrails: [guardrail, { ...guardrail, name: 'soft', severity: 'escalate' }],
    });
    const { refusals } = judgeRisk(law, { ...RISK, undetermined: names });
    expect(refusals.map(({ details }) => details?.['undetermined'])).toEqual([
      ['denies/no-delete', 'guardrail/no-exfiltration', 'guardrail/gone'],
    ]);
  });
});
