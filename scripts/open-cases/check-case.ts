import {
  type AwsDiff,
  type AwsPolicy,
  diff,
  type Found,
  parsePolicyText,
  prove,
} from '../../packages/analysis/src/index.ts';
import type { Decided, OpenCase } from './case.ts';

/** How an answer stands to a label: `unlabelled` where the source says nothing. */
export type Standing = 'agree' | 'differ' | 'undecided' | 'unlabelled';

/** What was found about one case. */
export interface CheckedCase {
  readonly id: string;
  /** Null where a policy was refused. */
  readonly result: AwsDiff | null;
  readonly allowed: Standing;
  readonly denied: Standing;
  readonly adjudicated: string | null;
  /** From text to answer, both directions. */
  readonly milliseconds: number;
  /** What must hold whatever the labels say and does not, in words; empty is good. */
  readonly faults: readonly string[];
}

/** Compares one case with its labels and checks what must hold for every pair. */
export function checkCase(one: OpenCase): CheckedCase {
  const texts = [JSON.stringify(one.from), JSON.stringify(one.to)] as const;
  const start = performance.now();
  const policies = texts.map((text) => parsePolicyText(text));
  const [from, to] = policies.flatMap((policy) => (policy.ok ? [policy.value] : []));
  if (from === undefined || to === undefined) return refused(one, policies);
  const result = diff(from, to);
  const milliseconds = performance.now() - start;
  return {
    id: one.id,
    result,
    allowed: standingOf(result.allowed, one.allowed),
    denied: standingOf(result.denied, one.denied),
    adjudicated: one.adjudicated ?? null,
    milliseconds,
    faults: [
      ...replayFaults(result),
      ...(one.isCosmetic && result.verdict !== 'equivalent' ? [`cosmetic: ${result.verdict}`] : []),
      ...mirrorFaults(result, diff(to, from)),
      ...selfFaults(from, 'from'),
      ...selfFaults(to, 'to'),
    ],
  };
}

function standingOf(found: Found, label: Decided | undefined): Standing {
  if (label === undefined) return 'unlabelled';
  if (found === 'undetermined') return 'undecided';
  return found === label ? 'agree' : 'differ';
}

function refused(
  one: OpenCase,
  policies: readonly ReturnType<typeof parsePolicyText>[],
): CheckedCase {
  const messages = policies.flatMap((policy) =>
    policy.ok ? [] : policy.refusals.map(({ message }) => message),
  );
  const standing = (label: Decided | undefined): Standing =>
    label === undefined ? 'unlabelled' : 'undecided';
  return {
    id: one.id,
    result: null,
    allowed: standing(one.allowed),
    denied: standing(one.denied),
    adjudicated: one.adjudicated ?? null,
    milliseconds: 0,
    faults: [`refused: ${messages.join('; ')}`],
  };
}

/** Every witness must replay, and a class that counts as found must have one. */
function replayFaults({ findings, newlyAllowed, newlyDenied }: AwsDiff): string[] {
  const bare = [...newlyAllowed, ...newlyDenied].filter(({ witness }) => witness === null).length;
  return [
    ...findings.map(({ code, message }) => `${code}: ${message}`),
    ...(bare > 0 ? [`${bare} classes without a witness`] : []),
  ];
}

/**
 * What is newly allowed one way is newly denied the other way, class by class. Conditions are left out: a class names those
 * of the side that allows it first, and two spellings of one condition name the same requests.
 */
function mirrorFaults(there: AwsDiff, back: AwsDiff): string[] {
  const isSame =
    there.allowed === back.denied &&
    there.denied === back.allowed &&
    classKeys(there.newlyAllowed) === classKeys(back.newlyDenied) &&
    classKeys(there.newlyDenied) === classKeys(back.newlyAllowed);
  if (isSame) return [];
  return [
    `not mirrored: ${there.allowed}/${there.denied} and back ${back.allowed}/${back.denied}` +
      `, classes ${there.newlyAllowed.length}/${there.newlyDenied.length}` +
      ` and back ${back.newlyAllowed.length}/${back.newlyDenied.length}`,
  ];
}

function classKeys(classes: AwsDiff['newlyAllowed']): string {
  const keys = classes.map(({ actions, resources }) => JSON.stringify([actions, resources]));
  return keys.sort().join('\n');
}

function selfFaults(policy: AwsPolicy, side: string): string[] {
  const { verdict } = prove({ property: 'implies', policies: [policy, policy] });
  return verdict === 'proved' ? [] : [`implies(${side}, ${side}) is ${verdict}`];
}
