import type { LintFinding } from '@countersign/api';
import { type Id, lintRuleSet } from '@countersign/domain';
import { type Json, parseRuleSet } from '@countersign/evidence';
import { type Refused, refuse } from '../commands/deps.ts';
import { lawInForce } from './law.ts';
import type { QueryDeps } from './people.ts';

/** Lints a RuleSet against the newest Roster: rules nobody can meet, shadowed rules, unknown names. Stores nothing. */
export async function validateRules(
  deps: QueryDeps,
  workspace: Id,
  ruleSet: unknown,
): Promise<
  { readonly ok: true; readonly value: { valid: boolean; findings: LintFinding[] } } | Refused
> {
  const law = await lawInForce(deps, workspace);
  if (law === undefined)
    return refuse('UNKNOWN_WORKSPACE', `there is no workspace \`${workspace}\``);
  const parsed = parseRuleSet(ruleSet as Json);
  if (!parsed.ok) {
    const findings = parsed.refusals.map((fault) => ({ ...fault, severity: 'error' }));
    return { ok: true, value: { valid: false, findings } };
  }
  const findings = lintRuleSet(parsed.value, law.roster, deps.now()).map((finding) => ({
    ...finding,
  }));
  return {
    ok: true,
    value: { valid: !findings.some(({ severity }) => severity === 'error'), findings },
  };
}
