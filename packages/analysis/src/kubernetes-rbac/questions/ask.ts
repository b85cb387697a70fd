import { BudgetSpent } from '../../engine/budget.ts';
import type { Class, Finding, PossibleClass, Witness } from '../../questions/answer.ts';
import { holderKey } from '../access/identity.ts';
import type { World } from '../access/world.ts';
import type { Asker, Difference, Gap, MissingRole } from '../decide/difference.ts';
import { exampleOf } from '../decide/example.ts';
import type { Asked } from '../decide/request.ts';
import type { RbacPolicy } from '../model.ts';
import type { Replayer } from '../replay/replay.ts';
import { classOf, conditionsOf } from './classes.ts';
import { type Draft, draftsOf } from './draft.ts';
import { originsOf } from './origins.ts';
import { holdersInWords, placeInWords, roleInWords } from './words.ts';

/** One side of a question with what it was read from. */
export interface Side {
  readonly world: World;
  readonly policy: RbacPolicy | null;
}

/** A difference as classes; every witness was replayed. */
export interface Classified {
  readonly certain: readonly Class[];
  readonly possible: readonly PossibleClass[];
  readonly stopped: readonly string[];
  readonly findings: readonly Finding[];
}

/** More classes of missing roles than this become one. */
const MOST_MISSING = 5;

/** Makes classes of a difference, each with a replayed witness; one that does not replay is only possible. */
export function classify(
  found: Difference,
  sides: { readonly inside: Side; readonly outside: Side },
  direction: 'allowed' | 'denied',
  replayer: Replayer,
): Classified {
  const certain: Class[] = [];
  const possible: PossibleClass[] = [];
  const stopped = found.stopped === null ? [] : [found.stopped];
  const findings: Finding[] = [];
  const outside = sides.outside.world;
  for (const draft of draftsOf(found.gaps, certainPieces)) {
    const witness = witnessOf(draft.sample, sides, replayer);
    const made = classOf(draft, direction, outside);
    if (witness.isTrue) {
      certain.push({ ...made, witness: witness.request });
      continue;
    }
    const reason = witness.isMade ? 'a witness did not replay' : 'a witness took too many steps';
    if (witness.isMade) findings.push(mismatch(witness.request));
    stopped.push(reason);
    possible.push({ ...made, direction, reason });
  }
  for (const draft of draftsOf(found.gaps, (gap) => gap.open)) {
    const witness = witnessOf(draft.sample, sides, replayer);
    const request = witness.isTrue ? witness.request : null;
    const reason = `${missingInWords(draft.missing)} and may allow this on the other side`;
    possible.push({ ...classOf(draft, direction, outside), witness: request, direction, reason });
  }
  possible.push(...missingClasses(found.gaps, direction));
  return { certain, possible, stopped: [...new Set(stopped)], findings };
}

function certainPieces(gap: Gap): { piece: Gap['pieces'][number]; missing: MissingRole[] }[] {
  return gap.pieces.map((piece) => ({ piece, missing: [] }));
}

/** A witness, whether one could be made within the budget, and whether the evaluator agrees with it. */
export interface Replayed {
  readonly request: Witness;
  readonly isMade: boolean;
  readonly isTrue: boolean;
}

/** Makes and replays the witness of a piece. */
export function witnessOf(
  { piece, asker, gap }: Draft['sample'],
  { inside, outside }: { readonly inside: Side; readonly outside: Side },
  replayer: Replayer,
): Replayed {
  const asked = exampleWithin(piece, gap);
  if (asked === 'too many steps') return { request: {}, isMade: false, isTrue: false };
  const request = { ...whoOf(asker), ...asked };
  const sources = [[inside.policy?.source ?? null], [outside.policy?.source ?? null]] as const;
  const isTrue = asked !== null && replayer.holds(request, ...sources);
  return { request, isMade: true, isTrue };
}

function exampleWithin(piece: Gap['pieces'][number], gap: Gap): Asked | null | 'too many steps' {
  try {
    return exampleOf(piece, gap.coverage);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return 'too many steps';
  }
}

/** Who makes the request; a role that stands alone needs no name. */
export function whoOf({ holder, identity }: Asker): Witness {
  if (identity !== null) return { user: identity.user, groups: identity.groups };
  return holder.name === '' ? {} : { role: holder.name };
}

/** The finding for a witness that the evaluator does not agree with. */
export function mismatch(witness: Partial<Asked> | Witness): Finding {
  const message = `the witness \`${JSON.stringify(witness)}\` did not replay`;
  return { code: 'WITNESS_MISMATCH', message, severity: 'error' };
}

/** Roles that a binding names and nobody defines, in words. */
export function missingInWords(missing: readonly MissingRole[]): string {
  const names = [...new Set(missing.map(({ role }) => roleInWords(role)))];
  const shown = names.slice(0, 3).join(', ');
  const rest = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `${shown}${rest} ${names.length > 1 ? 'are' : 'is'} not in the input`;
}

/** Whatever a missing role allows, for those who newly have it: few classes, by role and place. */
function missingClasses(gaps: readonly Gap[], direction: 'allowed' | 'denied'): PossibleClass[] {
  const byPlace = new Map<string, { missing: MissingRole[]; askers: Asker[] }>();
  for (const { missing, askers } of gaps) {
    for (const one of missing) {
      const key = JSON.stringify([one.role, one.namespace]);
      const known = byPlace.get(key);
      if (known === undefined) byPlace.set(key, { missing: [one], askers: [...askers] });
      else known.askers.push(...askers);
    }
  }
  const found = [...byPlace.values()];
  const rest = found.slice(MOST_MISSING);
  const last = {
    missing: rest.flatMap(({ missing }) => missing),
    askers: rest.flatMap(({ askers }) => askers),
  };
  const shown = rest.length > 0 ? [...found.slice(0, MOST_MISSING), last] : found;
  return shown.map((one) => missingClass(one.missing, one.askers, direction));
}

function missingClass(
  missing: readonly MissingRole[],
  askers: readonly Asker[],
  direction: 'allowed' | 'denied',
): PossibleClass {
  const start = direction === 'allowed' ? 'newly allows' : 'no longer allows';
  const holders = new Map(askers.map(({ holder }) => [holderKey(holder), holder]));
  const roles = [...new Set(missing.map(({ role }) => roleInWords(role)))];
  const namespaces = [...new Set(missing.map(({ namespace }) => namespace))];
  const [place = null] = namespaces;
  const where = namespaces.length > 1 ? 'in some namespaces' : placeInWords(place);
  const what = `whatever ${roles.slice(0, 3).join(', ')}${roles.length > 3 ? ` and ${roles.length - 3} more` : ''}`;
  const grants = missing.flatMap((one) => one.grants);
  const origins = originsOf([], grants);
  return {
    summary: `${start} ${what} ${roles.length > 1 ? 'allow' : 'allows'} ${where} for ${holdersInWords([...holders.values()])}`,
    actions: ['*'],
    resources: ['*'],
    conditions: conditionsOf({ namespaces, names: [], askers }),
    witness: null,
    from: direction === 'allowed' ? [] : origins,
    to: direction === 'allowed' ? origins : [],
    direction,
    reason: missingInWords(missing),
  };
}
