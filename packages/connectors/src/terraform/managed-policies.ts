import type { Cursor } from '../input/cursor.ts';
import { type ResourceChange, unknownIn, valuesIn } from './resource-change.ts';

/** Documents of managed policies that a plan knows, before and after, by ARN and by the address they are made at. */
export class ManagedPolicies {
  private readonly before = new Map<string, string>();
  private readonly after = new Map<string, string>();
  /** Policies of one address, whatever their instances; several instances are not told apart. */
  private readonly byAddress = new Map<string, (string | null)[]>();

  constructor(
    plan: Cursor,
    changes: readonly ResourceChange[],
    known: ReadonlyMap<string, string> = new Map(),
  ) {
    for (const [arn, text] of known) this.both(arn, text);
    for (const { type, values } of valuesIn(plan.at('prior_state').at('values'))) {
      if (type === 'aws_iam_policy') this.both(values['arn'], values['policy']);
    }
    for (const one of changes) if (one.type === 'aws_iam_policy') this.change(one);
  }

  /** The document of an ARN on one side. */
  documentOf(arn: string, side: 'from' | 'to'): string | undefined {
    return (side === 'from' ? this.before : this.after).get(arn);
  }

  /** The document that a plan makes at an address of a module; undefined where it is not one alone, or not known. */
  documentAt(module: string, address: string): string | undefined {
    const [only, ...more] = this.byAddress.get(`${module} ${address}`) ?? [];
    return more.length > 0 ? undefined : (only ?? undefined);
  }

  private both(arn: unknown, text: unknown): void {
    if (typeof arn !== 'string' || typeof text !== 'string') return;
    this.before.set(arn, text);
    this.after.set(arn, text);
  }

  private change(one: ResourceChange): void {
    const { before } = one;
    const [oldArn, oldText] = [before?.['arn'], before?.['policy']];
    if (typeof oldArn === 'string' && typeof oldText === 'string') this.before.set(oldArn, oldText);
    const now = nowOf(one);
    if (typeof oldArn === 'string') this.after.delete(oldArn);
    if (now === null) return;
    if (now.arn !== null && now.text !== null) this.after.set(now.arn, now.text);
    const address = `${one.module} ${one.type}.${one.name}`;
    this.byAddress.set(address, [...(this.byAddress.get(address) ?? []), now.text]);
  }
}

/** A managed policy after the plan; null: it is gone. What is not changed is as it was. */
function nowOf(one: ResourceChange): { arn: string | null; text: string | null } | null {
  const values = one.action === 'none' ? one.before : one.after;
  if (values === null) return null;
  const [arn, text] = [values['arn'], values['policy']];
  const isKnown = one.action === 'none' || unknownIn(at(one.unknown, 'policy')).length === 0;
  return {
    arn: typeof arn === 'string' ? arn : null,
    text: typeof text === 'string' && isKnown ? text : null,
  };
}

/** The part of a mask of unknown values under a name; a mask that is `true` covers all. */
export function at(mask: ResourceChange['unknown'], name: string): ResourceChange['unknown'] {
  if (mask === true) return true;
  if (typeof mask !== 'object' || mask === null || Array.isArray(mask)) return null;
  return (mask as { readonly [name: string]: ResourceChange['unknown'] })[name] ?? null;
}
