import type { Law } from './event-rule.ts';
import type { Facts } from './facts.ts';
import { accepted, refusal, refused } from './refusal.ts';
import type { Environment, RuleSet } from './roster.ts';
import type { WorkspaceState } from './state.ts';
import type { Decided, Refusal } from './values.ts';

/** The workspace with the Roster and RuleSet in force, as documents; refused where one is not proved (INV-5). */
export function lawInForce(state: WorkspaceState, facts: Facts): Decided<Law> {
  const { workspace } = state;
  if (workspace === null) {
    return refused([refusal('WORKSPACE_NOT_FOUNDED', 'the workspace has not been founded')]);
  }
  const roster = facts.roster(workspace.roster.digest);
  const ruleSet = facts.ruleSet(workspace.ruleSet.digest);
  if (roster === undefined || ruleSet === undefined) {
    const missing = roster === undefined ? workspace.roster.digest : workspace.ruleSet.digest;
    return refused([documentUnknown(missing, 'law in force')]);
  }
  return accepted({ workspace, roster, ruleSet });
}

/** A document that was named and is not at hand, or not proved. */
export function documentUnknown(digest: string, what: string): Refusal {
  return refusal('DOCUMENT_UNKNOWN', `the ${what} \`${digest}\` is not at hand or not proved`, {
    digest,
  });
}

/** The environment as the RuleSet defines it, which is the only place that does (FORMATS section 3). */
export function environmentOf(ruleSet: RuleSet, name: string): Environment | undefined {
  return ruleSet.environments.find((e) => e.name === name);
}

/** UNKNOWN_ENVIRONMENT unless the RuleSet in force defines it. */
export function requireEnvironment(ruleSet: RuleSet, name: string): readonly Refusal[] {
  return environmentOf(ruleSet, name) === undefined
    ? [refusal('UNKNOWN_ENVIRONMENT', `the rule set has no environment \`${name}\``)]
    : [];
}
