import type { AwsPolicy, Statement } from '../model.ts';
import { matchesText } from '../service-table/matches-text.ts';
import { patternsMeet } from '../service-table/patterns-meet.ts';
import { isKnownAction, resourcePatternsOf } from '../service-table/service-table.ts';
import { ARN_COLONS, colonsIn, meetByField, ONLY_STAR } from './arn-fields.ts';
import { type Entry, policyOf } from './subject.ts';

/** One thing to be allowed: an action on resources it accepts, in a context of which something is known. */
export interface Step {
  readonly action: string;
  /** Patterns; left out, the ARNs the service table has for the action. */
  readonly resources?: readonly string[];
  /** Keys every such request carries, each with its one value. */
  readonly context?: Readonly<Record<string, string>>;
  /** Requests that do not count: those on resources these patterns match. */
  readonly except?: readonly string[];
}

/** What the action is asked for; the star alone where AWS documents no resource types. */
export function resourcesOf(action: string): readonly string[] {
  const patterns = resourcePatternsOf(action);
  return isKnownAction(action) && patterns.includes('*') ? [ONLY_STAR] : patterns;
}

/** Requests of the step. Without the Deny wildcards that cross colons would make ARNs that no service has. */
export function wanted({ action, resources = resourcesOf(action) }: Step): AwsPolicy {
  const asked: Statement = { Effect: 'Allow', Action: [action], Resource: resources.map(whole) };
  const colons = Math.max(...resources.map(colonsIn));
  // A qualified name (`function:x:alias`) has up to two more.
  const most = isNameOnly(action, resources) ? colons : colons + 2;
  const tooLong: Statement = {
    Effect: 'Deny',
    Action: [action],
    Resource: [`*${':*'.repeat(most + 1)}`],
  };
  return policyOf(resources.every((one) => one.includes(':')) ? [asked, tooLong] : [asked]);
}

/** No field between two colons of an ARN that AWS fills is empty. */
function whole(arn: string): string {
  return arn.replaceAll(':*:', ':?*:').replaceAll(':*:', ':?*:');
}

/** Whether the Allow may match an ARN of the step, however wildcards treat colons; `false` is a proof. */
export function mayMeet(
  { body }: Entry,
  { action, resources = resourcesOf(action) }: Step,
): boolean {
  const { Resource } = body;
  if (Resource === undefined) return true;
  const isName = isNameOnly(action, resources);
  return Resource.some((text) => {
    const pattern = text.replaceAll(/\$\{[^}]*\}/g, '*');
    if (resources.includes(ONLY_STAR)) return matchesText(pattern, '*');
    // What is no whole ARN may be completed; what has as many colons as the request cannot cross one.
    if (/^\*+$/.test(pattern) || colonsIn(pattern) < ARN_COLONS) return true;
    const isAligned = isName && colonsIn(pattern) === ARN_COLONS;
    return resources.some((arn) =>
      isAligned ? meetByField(arn, pattern) : patternsMeet(arn, pattern),
    );
  });
}

/** Whether the resources of an action end in a name: no colon in it, but for keys of objects. */
function isNameOnly(action: string, resources: readonly string[]): boolean {
  return !action.startsWith('s3:') && resources.every((arn) => colonsIn(arn) <= ARN_COLONS);
}

/** What is left of a set for the requests that count. */
export function without({ action, except }: Step, entries: readonly Entry[]): readonly Entry[] {
  const [first] = entries;
  if (except === undefined || first === undefined) return entries;
  const body: Statement = { Effect: 'Deny', Action: [action], Resource: except };
  return [...entries, { ...first, version: '2012-10-17', body }];
}
