import { isSatisfied, missingIn, type Standing } from '../candidate/standing.ts';
import type { SubmissionWorld } from '../candidate/submission.ts';
import type { Submission } from '../event.ts';
import { unless } from '../refusal.ts';
import { evaluateNewest, type SignedApproval } from '../rule/evaluate-newest.ts';
import { evaluateRule } from '../rule/evaluate-rule.ts';
import type { Refusal } from '../values.ts';
import type { SubmittedTemplate } from './template-event.ts';
import { templateScope } from './template-submission.ts';
import { templateTierUnder } from './template-tier.ts';

/**
 * INV-3: the humans' signatures on a template under the rule as they signed it and under the newest law. `barred` are
 * further humans who do not count: an instance's authors and the owners of the identity it is for (INV-4).
 */
export function evaluateStanding(
  template: SubmittedTemplate,
  barred: Submission['inputs']['disqualified'],
  world: SubmissionWorld,
): Standing {
  const { rule, inputs } = template.standing.submission;
  const disqualified = [...inputs.disqualified, ...barred];
  const approvals: readonly SignedApproval[] = template.standing.approvals.map((a) => ({
    ...a,
    // INV-5: the key of a signature that is not at hand any more is nobody's.
    publicKey: world.facts.standingApproval(a.approval)?.publicKey ?? '',
  }));
  const { name, resolved } = rule;
  const { ruleSet, roster, at } = world;
  const { tier } = templateTierUnder(ruleSet, template, world.facts);
  const scope = templateScope(template, { ...inputs, disqualified }, { tier, at });
  return {
    asSigned: evaluateRule({ name, resolved, disqualified, approvals, rejects: [] }),
    newest: evaluateNewest({ ruleSet, roster, scope, approvals, rejects: [] }),
  };
}

/** RULE_NOT_SATISFIED unless both hold. */
export function requireStandingSatisfied(
  template: SubmittedTemplate,
  barred: Submission['inputs']['disqualified'],
  world: SubmissionWorld,
): readonly Refusal[] {
  const standing = evaluateStanding(template, barred, world);
  return unless(
    isSatisfied(standing),
    'RULE_NOT_SATISFIED',
    `missing ${missingIn(standing)} on the standing approval`,
    { ...standing },
  );
}
