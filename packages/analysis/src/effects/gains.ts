import { describeActions } from '../aws-iam/service-table/describe-actions.ts';
import { patternsMeet } from '../aws-iam/service-table/patterns-meet.ts';
import { resourcePatternsOf } from '../aws-iam/service-table/service-table.ts';
import type { Class, DiffResult } from '../questions/answer.ts';

/** One real action that is allowed on more than before. */
export interface Gain {
  readonly action: string;
  /** Whether it is newly allowed on every resource whatever conditions say. */
  isEverywhere: boolean;
}

/** What a change of AWS policies newly allows, action by action; what is only possible is in it. */
export interface Gains {
  readonly known: ReadonlyMap<string, Gain>;
  /** Actions and patterns that the service table has nothing for. */
  readonly unknown: readonly string[];
}

/** What the new side allows, as action patterns; used whole where the comparison was not finished. */
export type AllowedActions = () => readonly string[];

/**
 * The actions of all classes that are newly allowed or may be. Where the comparison stopped, everything that the new
 * side allows at all may be new.
 */
export function gainsOf(diff: DiffResult, all: AllowedActions): Gains {
  const known = new Map<string, Gain>();
  const unknown = new Set<string>();
  const add = (actions: readonly string[], resources: readonly string[], isFree: boolean): void => {
    const described = describeActions(actions);
    for (const one of described.unknown) unknown.add(one);
    const isEverywhere = isFree && resources.some(isEveryResource);
    for (const action of described.known) {
      if (!canMeet(action, resources)) continue;
      const gain = known.get(action);
      if (gain === undefined) known.set(action, { action, isEverywhere });
      else gain.isEverywhere ||= isEverywhere;
    }
  };
  for (const one of classesOf(diff)) add(one.actions, one.resources, one.conditions.length === 0);
  if (isStopped(diff)) add(all(), ['*'], true);
  return { known, unknown: [...unknown].toSorted() };
}

/** Classes of newly allowed requests, certain or possible, each as it was found. */
function classesOf({ newlyAllowed, possible }: DiffResult): readonly Class[] {
  const open = possible.filter(({ direction }) => direction === 'allowed');
  return [...newlyAllowed, ...open].flatMap((one) => one.parts ?? [one]);
}

/** Whether more may be newly allowed than the classes say. */
export function isStopped({ allowed, possible, undetermined = [] }: DiffResult): boolean {
  if (allowed === 'none') return false;
  const hasOpen = possible.some(({ direction }) => direction === 'allowed');
  return undetermined.length > 0 || (allowed === 'undetermined' && !hasOpen);
}

/** Whether some resource of the class is one that the action is asked for: `s3:*` on objects makes no bucket. */
function canMeet(action: string, resources: readonly string[]): boolean {
  const own = resourcePatternsOf(action);
  if (own.includes('*')) return true;
  return resources.some((text) => {
    const [base = ''] = text.split(' except ');
    const pattern = base.replaceAll(/\$\{[^}]*\}/g, '*');
    return own.some((arn) => patternsMeet(arn, pattern));
  });
}

/** The star, or all resources of a kind: nothing but wildcards where the name would be. */
function isEveryResource(text: string): boolean {
  if (/^\*+$/.test(text)) return true;
  const [, , , , , ...rest] = text.split(':');
  return /^(?:[a-z-]+[:/])?\*+(?:[:/]\*+)*$/i.test(rest.join(':'));
}
