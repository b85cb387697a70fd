import type { RuleTree as RuleTreeView } from '@countersign/api';
import { evaluateRule, type Id, type ReviewRecord, type RuleTree } from '@countersign/domain';

/** The rule as signed, evaluated over the approvals and rejects that stand, and over `whatIf` ones. */
export function ruleTreeOf(
  { submission, approvals, rejects }: ReviewRecord,
  whatIf: readonly WhatIf[] = [],
): RuleTreeView {
  const tree = evaluateRule({
    name: submission.rule.name,
    resolved: submission.rule.resolved,
    approvals: [...approvals, ...whatIf],
    rejects: rejects.map(({ human }) => human),
    disqualified: submission.inputs.disqualified,
  });
  return treeView(tree);
}

/** An approval that was not given. */
export interface WhatIf {
  readonly human: Id;
  readonly credential: Id;
  readonly assurance: 'ssh' | 'ssh-sk-verified' | 'webauthn-uv';
}

/** A plain, mutable copy, as the HTTP types want it. */
export function treeView(tree: RuleTree): RuleTreeView {
  return structuredClone(tree) as RuleTreeView;
}
