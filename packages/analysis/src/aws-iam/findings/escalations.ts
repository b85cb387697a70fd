import type { Severity } from './codes.ts';
import { METHODS, type Method, type MethodStep } from './escalation-methods.ts';
import { distinct, finding, ifText, type PolicyFinding, quoted } from './finding.ts';
import type { Allowed, Reach, Reached } from './reach.ts';

/** A path that is open. */
export interface OpenPath {
  readonly method: Method;
  readonly how: Allowed['how'];
  readonly finding: PolicyFinding;
}

/**
 * The paths to more than the policies say, each with one request a step; what was not decided counts as possible.
 * `isAsked` limits the methods looked at.
 */
export function escalations(
  reach: Reach,
  isAsked: (method: Method) => boolean = () => true,
): OpenPath[] {
  return METHODS.filter(isAsked).flatMap((method) => {
    const steps = taken(method, reach);
    if (steps === undefined) return [];
    return [{ method, how: worst(steps), finding: escalation(method, steps, reach) }];
  });
}

/** How each step of the method is allowed, or nothing if one is not. */
function taken(method: Method, reach: Reach): Allowed[] | undefined {
  const steps: Allowed[] = [];
  for (const step of method.steps) {
    const found = best(step, reach);
    if (found === undefined) return undefined;
    steps.push(found);
  }
  return steps;
}

const ORDER: readonly Reached['how'][] = ['always', 'if', 'possible'];

function best(step: MethodStep, reach: Reach): Allowed | undefined {
  const found = step.anyOf
    .map((action) => askFor(action, step, reach))
    .filter((one): one is Allowed => one.how !== 'never');
  return found.toSorted((a, b) => ORDER.indexOf(a.how) - ORDER.indexOf(b.how))[0];
}

const SELF = ['arn:*:iam::*:user/$' + '{aws:username}', 'arn:*:iam::*:user/*/$' + '{aws:username}'];
const NEVER: Reached = { how: 'never' };

function askFor(action: string, { only, service }: MethodStep, reach: Reach): Reached {
  if (service !== undefined) {
    return reach.ask({ action, context: { 'iam:PassedToService': service } });
  }
  if (only === 'other-user') return reach.ask({ action, except: SELF });
  const found = reach.ask({ action });
  const counts = only !== 'everywhere' || found.how === 'never' || isWide(found, reach);
  return counts ? found : NEVER;
}

function isWide(found: Allowed, reach: Reach): boolean {
  return found.how === 'possible' || reach.isEverywhere(found.step);
}

function escalation(method: Method, steps: readonly Allowed[], reach: Reach): PolicyFinding {
  const how = worst(steps);
  const actions = quoted(
    steps.map((one) => one.step.action),
    5,
  );
  const verb = steps.length === 1 ? 'is allowed' : 'are allowed together';
  const message =
    how === 'possible'
      ? `may ${method.path}: whether ${actions} ${verb} was not decided (${reasonsOf(steps)})`
      : `can ${method.path}: ${actions} ${verb}${scopeOf(steps)}${ifText(steps.flatMap((one) => one.grants().conditions))}`;
  return finding(
    method.code,
    severityOf(method, how, steps, reach),
    message,
    distinct(steps.flatMap((one) => one.grants().origins)),
    witnessOf(steps),
  );
}

function worst(steps: readonly Allowed[]): Allowed['how'] {
  return (
    steps.map((one) => one.how).toSorted((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a))[0] ??
    'always'
  );
}

/** High if the first step, on which all depends, is open for every resource; less where something bounds it. */
function severityOf(
  method: Method,
  how: Allowed['how'],
  steps: readonly Allowed[],
  reach: Reach,
): Severity {
  const [first] = steps;
  if (method.isBounded === true || how !== 'always' || first === undefined) return 'medium';
  return reach.isEverywhere(first.step) ? 'high' : 'medium';
}

function witnessOf(steps: readonly Allowed[]): Readonly<Record<string, unknown>> | null {
  const requests = steps.flatMap((one) => (one.witness === null ? [] : [one.witness]));
  if (requests.length === 0) return null;
  return steps.length === 1 ? (requests[0] ?? null) : { requests };
}

/** Where the first step is allowed, if not everywhere. */
function scopeOf(steps: readonly Allowed[]): string {
  const [first] = steps;
  const list = (first?.grants().granting ?? []).flatMap(({ body }) => body.Resource ?? ['*']);
  if (list.length === 0 || list.some((text) => /^\*+$/.test(text))) return '';
  const where = ` on ${quoted([...new Set(list)])}`;
  return steps.length === 1 ? where : `, \`${first?.step.action}\`${where}`;
}

function reasonsOf(steps: readonly Allowed[]): string {
  return [...new Set(steps.flatMap((one) => one.reason ?? []))].join('; ');
}
