import { actionsAt } from '../service-table/service-table.ts';
import type { Severity } from './codes.ts';
import { distinct, finding, ifText, type PolicyFinding, quoted } from './finding.ts';
import type { Allowed, Reach } from './reach.ts';
import { SENSITIVE_GROUPS, type SensitiveGroup } from './sensitive-actions.ts';

/** One finding a group of sensitive actions of which at least one is allowed, or may be. */
export function sensitive(reach: Reach): PolicyFinding[] {
  return [...SENSITIVE_GROUPS, exposing()].flatMap((group) => {
    const found = group.actions
      .map((action) => reach.ask({ action }))
      .filter((one): one is Allowed => one.how !== 'never');
    return found.length === 0 ? [] : [groupFinding(group, found)];
  });
}

let permissionsManagement: readonly string[] | undefined;

/** The actions AWS calls permissions management, but for IAM and its like, whose paths stand by themselves. */
function exposing(): SensitiveGroup {
  permissionsManagement ??= actionsAt('Permissions management').filter(
    (action) => !/^(iam|sso|sso-directory|organizations):/.test(action),
  );
  return {
    code: 'RESOURCE_EXPOSURE',
    severity: 'medium',
    can: 'change who may reach resources',
    actions: permissionsManagement,
  };
}

function groupFinding(group: SensitiveGroup, found: readonly Allowed[]): PolicyFinding {
  const shown = surest(found);
  const [first] = shown;
  const actions = quoted(
    shown.map((one) => one.step.action),
    5,
  );
  const verb = shown.length === 1 ? 'is' : 'are';
  const message =
    first?.how === 'possible'
      ? `may ${group.can}: whether ${actions} ${verb} allowed was not decided (${first.reason ?? ''})`
      : `can ${group.can}: ${actions} ${verb} allowed${ifText(first?.grants().conditions ?? [])}`;
  return finding(
    group.code,
    first?.how === 'always' ? group.severity : lowered(group.severity),
    message,
    distinct(shown.flatMap((one) => one.grants().origins)),
    first?.witness ?? null,
  );
}

/** Those that are allowed whatever conditions say first; what is only possible is left out beside what is certain. */
function surest(found: readonly Allowed[]): Allowed[] {
  const always = found.filter((one) => one.how === 'always');
  const conditional = found.filter((one) => one.how === 'if');
  return always.length + conditional.length > 0 ? [...always, ...conditional] : [...found];
}

function lowered(severity: Severity): Severity {
  return severity === 'high' ? 'medium' : severity;
}
