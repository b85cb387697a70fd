import { BudgetSpent } from '../../engine/budget.ts';
import { type Leaf, TooDeep } from '../../engine/search.ts';
import { type Branch, branchesOf, searchBranch } from './difference.ts';
import type { Focus, Question } from './focus.ts';
import { NotModelled } from './not-modelled.ts';
import type { Reading } from './reading.ts';
import { MAX_LEAVES, mergeRegions, type Region, regionsOf } from './regions.ts';
import type { Session } from './session.ts';
import type { Origin } from './statement-reader.ts';

/** Regions under one reading of resource wildcards. */
export interface Exploration {
  readonly reading: Reading;
  readonly regions: readonly Region[];
  /** Why the search ended before its end: then an empty answer proves nothing. */
  readonly stopped: string | null;
}

/**
 * Answers the question under one reading. Sound: if there is no region and nothing stopped it, no request exists,
 * whatever the values of policy variables and whatever comes of constructs without an exact form.
 */
export function explore(
  question: Question,
  reading: Reading,
  focus: Focus,
  session: Session,
): Exploration {
  const regions: Region[] = [];
  let stopped: string | null = null;
  try {
    for (const branch of branchesOf(question, focus, reading, session))
      collect(branch, session, regions);
  } catch (error) {
    stopped = reasonOf(error);
  }
  return { reading, regions: mergeRegions(regions, 'resources'), stopped };
}

/** What was found before the budget ends stays found. */
function collect(branch: Branch, session: Session, into: Region[]): void {
  const leaves: Leaf<Origin>[] = [];
  let isCut = true;
  try {
    isCut = searchBranch(branch, session, (leaf) => leaves.push(leaf) > MAX_LEAVES);
  } finally {
    into.push(...regionsOf(branch.rule, leaves, isCut, session));
  }
}

/** Why a question ended before its end; throws what is no such reason. */
export function reasonOf(error: unknown): string {
  if (error instanceof BudgetSpent) return `the budget of steps is spent: ${error.message}`;
  if (error instanceof NotModelled) return `not modelled: ${error.message}`;
  if (error instanceof TooDeep) return `the case splits nest too deep: ${error.message}`;
  throw error;
}
