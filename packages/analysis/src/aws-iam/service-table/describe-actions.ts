import type { AccessLevel } from './decode.ts';
import { accessLevelsOf, actionsMatching } from './known-actions.ts';

/** A class of actions as what AWS has today, and what it may add. */
export interface DescribedActions {
  /** Real actions, as AWS spells them. */
  readonly known: readonly string[];
  readonly count: number;
  /** Access levels of all of them together, the widest first. */
  readonly levels: readonly AccessLevel[];
  /** The patterns that also match actions AWS may add. */
  readonly future: readonly string[];
  /** What is no action AWS documents, and patterns that match none. */
  readonly unknown: readonly string[];
}

const LEVELS: readonly AccessLevel[] = [
  'Permissions management',
  'Write',
  'Tagging',
  'Read',
  'List',
];

/** The real actions behind patterns; a pattern may end in ` except x, y`, as the classes of an answer do. */
export function describeActions(patterns: readonly string[]): DescribedActions {
  const known = new Set<string>();
  const unknown: string[] = [];
  for (const pattern of patterns) {
    const [base = '', excepted] = pattern.split(' except ');
    const without = new Set((excepted?.split(', ') ?? []).flatMap(actionsMatching));
    const all = actionsMatching(base);
    for (const action of all) if (!without.has(action)) known.add(action);
    if (all.length === 0) unknown.push(base);
  }
  const levels = new Set([...known].flatMap(accessLevelsOf));
  return {
    known: [...known],
    count: known.size,
    levels: LEVELS.filter((level) => levels.has(level)),
    future: patterns.filter((pattern) => /[*?]/.test(pattern.split(' except ')[0] ?? '')),
    unknown,
  };
}
