import type { RuleTree as RuleTreeView } from '@countersign/api';
import { evaluateRule, type ReviewRecord, type RuleTree } from '@countersign/domain';

/** The rule as signed, evaluated over the approvals and rejects that stand. */
export function ruleTreeOf({ submission, approvals, rejects }: ReviewRecord): RuleTreeView {
  const tree = evaluateRule({
    name: submission.rule.name,
    resolved: submission.rule.resolved,
    approvals,
    rejects: rejects.map(({ human }) => human),
    disqualified: submission.inputs.disqualified,
  });
  return treeView(tree);
}

/** A plain, mutable copy, as the HTTP types want it. */
export function treeView(tree: RuleTree): RuleTreeView {
  return structuredClone(tree) as unknown as RuleTreeView;
}
