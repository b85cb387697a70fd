import { type Member, sortedRefs } from './member.ts';
import { widthOf } from './width.ts';

/** One class of several: origins united, the witness that of the widest, everything else as the first has it or `changed`. */
export function merge(group: readonly Member[], changed: Partial<Member>): Member {
  const [first] = group;
  if (first === undefined) throw new Error('a class has at least one part');
  return {
    ...first,
    allowing: sortedRefs(group.flatMap((one) => one.allowing)),
    hasStrays: group.some((one) => one.hasStrays),
    denying: sortedRefs(group.flatMap((one) => one.denying)),
    witness: widestWitness(group),
    parts: group.flatMap((one) => (one.parts.length === 0 ? [one] : one.parts)),
    ...changed,
  };
}

function widestWitness(group: readonly Member[]): Member['witness'] {
  let widest: Member | undefined;
  for (const one of group) {
    if (one.witness === null) continue;
    if (widest === undefined || widthOf(one) > widthOf(widest)) widest = one;
  }
  return widest?.witness ?? null;
}
