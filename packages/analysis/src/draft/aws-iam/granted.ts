import { parseCanonicalPolicy } from '../../aws-iam/canonical/canonical-policy.ts';
import type { AwsPolicy, Statement } from '../../aws-iam/model.ts';
import { parsePolicyText } from '../../aws-iam/parse/parse-policy.ts';
import { matchesText } from '../../aws-iam/service-table/matches-text.ts';
import type { Parsed } from '../../refusal.ts';
import { coversAction, coversResource } from './covers.ts';

/** Policies of texts, as written or canonical; every fault of every one. */
export function readGranted(texts: readonly string[]): Parsed<AwsPolicy[]> {
  const read = texts.map((text) => {
    const canonical = parseCanonicalPolicy(text);
    return canonical.ok ? canonical : parsePolicyText(text);
  });
  const refusals = read.flatMap((one) => (one.ok ? [] : one.refusals));
  if (refusals.length > 0) return { ok: false, refusals };
  return { ok: true, value: read.flatMap((one) => (one.ok ? [one.value] : [])) };
}

/**
 * The Allow statements that give an action on a resource, errs towards none; none where a Deny takes it all. Where one gives it without a condition the
 * others add nothing.
 */
export function givingStatements(
  policies: readonly AwsPolicy[],
  action: string,
  resource: string,
): Statement[] {
  const about = policies
    .flatMap(({ document }) => document.Statement)
    .filter((one) => hasAction(one, action) && resourcesFor(one, resource).length > 0);
  if (about.some((one) => isTaken(one, resource))) return [];
  const giving = about.filter(({ Effect }) => Effect === 'Allow');
  // A variable in a resource is a condition too.
  const free = giving.find(
    (one) => one.Condition === undefined && resourcesFor(one, resource)[0] === resource,
  );
  return free === undefined ? giving : [free];
}

/** Whether a Deny takes the whole resource whatever the request carries. */
function isTaken(statement: Statement, resource: string): boolean {
  const { Effect, Condition, NotPrincipal, Principal = '*' } = statement;
  const isForAll = Condition === undefined && NotPrincipal === undefined && Principal === '*';
  return Effect === 'Deny' && isForAll && resourcesFor(statement, resource).includes(resource);
}

function hasAction({ Action, NotAction }: Statement, action: string): boolean {
  if (Action !== undefined) return Action.some((pattern) => coversAction(pattern, action));
  return !(NotAction ?? []).some((pattern) => coversAction(pattern, action));
}

/**
 * What a statement may be narrowed to for a resource: the resource itself, or its own patterns where these have variables
 * or where it is not known which resource was meant (`*`). Empty: it does not give it.
 */
export function resourcesFor(statement: Statement, resource: string): readonly string[] {
  const { Resource, NotResource } = statement;
  if (NotResource !== undefined)
    return resource !== '*' && !NotResource.some((one) => matchesText(loose(one), resource))
      ? [resource]
      : [];
  if (Resource === undefined) return [resource];
  if (Resource.some((pattern) => coversResource(pattern, resource))) return [resource];
  if (resource === '*') return Resource;
  return Resource.filter((one) => one.includes('${') && matchesText(loose(one), resource));
}

/** A pattern with its variables taken for anything. */
function loose(pattern: string): string {
  return pattern.replaceAll(/\$\{[^}]*\}/g, '*');
}
