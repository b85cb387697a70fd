import { expect, test } from 'vitest';
import { LONG_AGO, listed, rosterOf, ruleSetV2, STAGING } from '../../test/world.ts';
import type { RuleSetV2, TierRule } from '../roster.ts';
import { DEFAULT_TIER_RULES } from '../tier/default-tier-rules.ts';
import { defaultAppetite, defaultRuleSet } from './default-rule-set.ts';
import { lintRiskRules } from './lint-risk-rules.ts';

const LATER = '2026-03-01T00:00:00.000Z';
const roster = rosterOf();
const found = (more: Partial<RuleSetV2>, at: string | null = null): string[] =>
  lintRiskRules(ruleSetV2(more), roster, at).map(({ code, message }) => `${code} ${message}`);

const [appetite] = ruleSetV2().appetite;
const [some] = DEFAULT_TIER_RULES;
if (appetite === undefined || some === undefined) throw new Error('the defaults are empty');
const rule = (code: string, more: Partial<TierRule['when']>): TierRule => ({
  ...some,
  code,
  when: { ...some.when, verdict: null, ...more },
});
const exception: RuleSetV2['exceptions'][number] = {
  id: 'x1',
  name: 'pilot',
  environment: '*',
  policy: null,
  covers: { appetite: 'T4', undetermined: [] },
  owner: 'sam',
  why: 'pilot',
  compensatingControl: null,
  since: LONG_AGO,
  until: LATER,
};

test('what is shipped has nothing wrong with it', () => {
  expect(found({})).toEqual([]);
  const { environments } = ruleSetV2();
  const accepted = defaultAppetite(environments, { by: 'rosa', since: LONG_AGO });
  const shipped = defaultRuleSet('w', environments, accepted);
  expect(lintRiskRules(shipped, rosterOf({ humans: [listed('rosa', [])] }), LATER)).toEqual([]);
  expect(accepted.map(({ upTo }) => upTo)).toEqual(['T4', 'T3']);
});

test.each<[string, Partial<RuleSetV2>, string]>([
  [
    'names an effect that is none',
    { tierRules: [...DEFAULT_TIER_RULES, rule('TYPO', { effects: ['ADDS_WRITES'] })] },
    'UNKNOWN_EFFECT tier rule `TYPO` names effect `ADDS_WRITES`, which is none',
  ],
  [
    'is for a class of environments that is nowhere',
    { tierRules: [...DEFAULT_TIER_RULES, rule('NOWHERE', { environmentClass: ['moon'] })] },
    'NEVER_HOLDS tier rule `NOWHERE` never holds: no environment is of class `moon`',
  ],
  [
    'waits for what narrows to add something',
    {
      tierRules: [
        ...DEFAULT_TIER_RULES,
        rule('ODD', { effects: ['ADDS_READ'], verdict: ['narrower'] }),
      ],
    },
    'NEVER_HOLDS tier rule `ODD` never holds: what is narrower adds nothing',
  ],
  [
    'accepts risk where there is nothing',
    { appetite: [appetite, { ...appetite, environment: 'moon/*' }] },
    'UNKNOWN_ENVIRONMENT appetite for `moon/*` is for no environment',
  ],
  [
    'accepts different risk at once',
    { appetite: [appetite, { ...appetite, environment: STAGING, upTo: 'T2' }] },
    `APPETITE_OVERLAP \`*\` and \`${STAGING}\` both speak of \`${STAGING}\`: the lower, T2, counts`,
  ],
  [
    'accepts risk in a name that the Roster lacks',
    { appetite: [{ ...appetite, acceptedBy: 'ghost' }] },
    'UNKNOWN_OWNER appetite for `*` names `ghost`, whom the roster does not list',
  ],
  [
    'excepts whatever is undetermined',
    { exceptions: [{ ...exception, covers: { appetite: null, undetermined: ['**'] } }] },
    'TOO_WIDE exception `pilot` names `**`, which is no construct',
  ],
  [
    'excepts an intended denial',
    { exceptions: [{ ...exception, covers: { appetite: null, undetermined: ['denies/x'] } }] },
    'NEVER_COVERED exception `pilot` names `denies/x`: an intended denial has to be proved',
  ],
  [
    'leans on a guardrail that is not there',
    { exceptions: [{ ...exception, compensatingControl: 'wall' }] },
    'UNKNOWN_GUARDRAIL exception `pilot` leans on guardrail `wall`, which the rule set lacks',
  ],
  [
    'excepts for longer than a quarter',
    { exceptions: [{ ...exception, until: '2027-01-01T00:00:00.000Z' }] },
    'LONG_EXCEPTION exception `pilot` lasts longer than 90 days',
  ],
])('a rule set that %s is told', (_, more, sentence) => {
  expect(found(more)).toContain(sentence);
});

test('tiers nobody gives, changes nobody rates, and places where nobody accepts risk are warnings', () => {
  const tierRules = DEFAULT_TIER_RULES.filter(({ tier }) => tier === 'T2' || tier === 'T4');
  const sentences = found({ tierRules, appetite: [] });
  expect(sentences).toContain('MISSING_TIER no tier rule gives T0');
  expect(sentences).toContain(
    'NOT_COVERED no tier rule covers what is proved narrower: it counts as T4',
  );
  expect(sentences).toContain('NOT_COVERED no tier rule covers `ADDS_LIST` alone: it counts as T4');
  expect(sentences.filter((one) => one.startsWith('APPETITE_GAP'))).toHaveLength(2);
  const errors = lintRiskRules(ruleSetV2({ tierRules, appetite: [] }), roster, null).filter(
    ({ severity }) => severity === 'error',
  );
  expect(errors).toEqual([]);
});

test('what ended is told only where somebody says when it is', () => {
  expect(found({ exceptions: [exception] })).toEqual([]);
  expect(found({ exceptions: [exception] }, LATER)).toEqual([
    `EXPIRED exception \`pilot\` ended at \`${LATER}\``,
  ]);
});
