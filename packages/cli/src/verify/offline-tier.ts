import type { Effect, Verdict } from '@countersign/analysis';
import { DEFAULT_TIER_RULES, explainTier, factsOf, type TierRule } from '@countersign/domain';
import type { RuleSet } from '@countersign/evidence';
import { readDocument } from '../files/read-document.ts';
import { accepted, badInput, EXIT } from '../frame/failure.ts';
import type { CandidateFile } from './candidate-file.ts';
import type { ReportedTier } from './report.ts';

/** Tier rules and where they are from. */
export interface TierRules {
  readonly from: 'shipped' | 'file';
  readonly rules: readonly TierRule[];
}

/** The tier rules of a RuleSet file; without one, those that are shipped. */
export async function readTierRules(path: string | undefined): Promise<TierRules> {
  if (path === undefined) return { from: 'shipped', rules: DEFAULT_TIER_RULES };
  const { parseRuleSet } = await import('@countersign/evidence');
  const document = (await readDocument(path)) as Parameters<typeof parseRuleSet>[0];
  const ruleSet: RuleSet = accepted(parseRuleSet(document), EXIT.usage);
  if (ruleSet.v === 1) {
    throw badInput('WRONG_VALUE', `\`${path}\` is a RuleSet of version 1, which has no tier rules`);
  }
  return { from: 'file', rules: ruleSet.tierRules };
}

/**
 * The tier a change would have if a human drafted it. Where the class of the environment is not known, it is the highest that any
 * class gives (INV-5). Whether the base was released only the server knows; it may raise the tier by that.
 */
export function offlineTier(
  change: { readonly effects: readonly Effect[]; readonly verdict: Verdict },
  { environment, dataClass }: CandidateFile,
  { from, rules }: TierRules,
): ReportedTier {
  const effects = change.effects.map(({ code }) => code);
  const classes = environment.class === null ? classesIn(rules) : [environment.class];
  const [highest] = classes
    .map((environmentClass) =>
      explainTier(
        {
          effects,
          verdict: change.verdict,
          environmentClass,
          dataClass,
          authors: ['human'],
          facts: factsOf(effects),
        },
        rules,
      ),
    )
    .toSorted((left, right) => (left.tier < right.tier ? 1 : -1));
  if (highest === undefined) throw new Error('there is always a class');
  return { rules: from, ...highest };
}

/** Every class that a rule names, and one that none does. */
function classesIn(rules: readonly TierRule[]): readonly string[] {
  return ['', ...new Set(rules.flatMap(({ when }) => when.environmentClass ?? []))];
}
