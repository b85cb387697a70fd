import type { Assumed, Origin } from '../../questions/answer.ts';
import type { AwsClass, AwsPolicy, AwsSubject } from '../model.ts';
import { isStack } from '../subject.ts';
import type { StatementRef } from '../translate/statement-reader.ts';
import type { Found } from './ask.ts';

/** The classes of requests that `allowing` allows and `other` does not, the widest first. */
export function classesOf(
  found: readonly Found[],
  direction: 'allowed' | 'denied',
  allowing: AwsSubject,
  other: AwsSubject,
): AwsClass[] {
  return found.map((one) => classOf(one, direction, allowing, other));
}

function classOf(
  found: Found,
  direction: 'allowed' | 'denied',
  allowing: AwsSubject,
  other: AwsSubject,
): AwsClass {
  const { region } = found;
  const granting = region.allowing.map((ref) => originOf(ref, allowing));
  const denying = region.denying.map((ref) => originOf(ref, other));
  return {
    summary: summarise(found, direction, region.conditions, denying.length > 0),
    actions: region.actions,
    resources: region.resources,
    conditions: region.conditions,
    witness: found.witness,
    from: direction === 'allowed' ? denying : granting,
    to: direction === 'allowed' ? granting : denying,
  };
}

/** Where a statement stands. */
export function originOf({ policy, statement, place }: StatementRef, subject: AwsSubject): Origin {
  const source = policyAt(subject, policy, place);
  const at = source?.positions[statement] ?? { line: 1, column: 1 };
  const sid = source?.document.Statement[statement]?.Sid ?? null;
  return { policy, statement, sid, ...at, ...place };
}

function policyAt(
  subject: AwsSubject,
  policy: number,
  place: StatementRef['place'],
): AwsPolicy | undefined {
  if (!isStack(subject)) return subject[policy];
  if (place === undefined) return undefined;
  const { layer, level = 0 } = place;
  const policies = layer === 'scp' || layer === 'rcp' ? subject[layer]?.[level] : subject[layer];
  return policies?.[policy];
}

function summarise(
  found: Found,
  direction: 'allowed' | 'denied',
  conditions: readonly Assumed[],
  isExplicit: boolean,
): string {
  const { actions, resources, isPart } = found.region;
  const verb =
    direction === 'allowed'
      ? 'newly allows'
      : `no longer allows${isExplicit ? ', by an explicit Deny,' : ''}`;
  const part = isPart ? ' part of' : '';
  const when =
    conditions.length === 0 ? '' : ` if ${conditions.map(describeAssumed).join(' and ')}`;
  return `${verb}${part} ${list(actions, 'actions')} on ${list(resources, 'resources')}${when}`;
}

/** A condition and whether it holds, in words. */
export function describeAssumed({ operator, key, values, holds }: Assumed): string {
  const shown = `${operator} \`${key}\` ${values.map((value) => `\`${value}\``).join(', ')}`;
  return holds ? `${shown} holds` : `${shown} does not hold`;
}

/** Up to three patterns in full, then how many more; the class itself lists all. */
function list(texts: readonly string[], noun: string): string {
  if (texts.length === 1 && texts[0] === '*') return `all ${noun}`;
  const shown = texts.slice(0, 3).map((text) => `\`${shorten(text)}\``);
  const rest = texts.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more ${noun}` : shown.join(', ');
}

function shorten(text: string): string {
  const [base, none] = text.split(' except ');
  if (none === undefined || none.length <= 80) return text;
  return `${base} except ${none.split(', ').length} patterns`;
}
