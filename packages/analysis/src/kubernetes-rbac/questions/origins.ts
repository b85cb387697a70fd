import type { Origin } from '../../questions/answer.ts';
import type { Grant } from '../access/world.ts';
import type { ScopedRule } from '../decide/scoped-rule.ts';
import { objectRef } from '../model.ts';
import { roleInWords } from './words.ts';

/** More than this many places help nobody. */
const MOST = 100;

/** Where the rules stand, then the subjects of the bindings they are held through. */
export function originsOf(
  rules: readonly ScopedRule[],
  through: readonly Grant[] = rules.flatMap(({ grants }) => grants),
): Origin[] {
  const origins = new Map<string, Origin>();
  for (const { owned } of rules) {
    const object = objectRef(owned.owner);
    const { line, column } = owned.rule.at;
    const statement = owned.index;
    origins.set(`${object}#${statement}`, {
      policy: 0,
      statement,
      sid: null,
      object,
      line,
      column,
    });
  }
  for (const { binding, subject } of through) {
    if (binding === null || origins.size >= MOST) continue;
    const object = objectRef(binding);
    const { line, column } = binding.subjects[subject]?.at ?? binding.at;
    const key = `${object}#${subject}`;
    origins.set(key, { policy: 0, statement: subject, sid: null, object, line, column });
  }
  return [...origins.values()].slice(0, MOST);
}

/** `(ClusterRole \`x\`, rules 2 and 5)`: up to two roles in words, rules counted from 1. */
export function rulesInWords(rules: readonly ScopedRule[]): string {
  const byRole = new Map<string, Set<number>>();
  for (const { owned, role } of rules) {
    const owner = objectRef(owned.owner);
    const into = owner === role ? '' : ` aggregated into ${roleInWords(role)}`;
    const key = `${roleInWords(owner)}${into}`;
    const numbers = byRole.get(key) ?? new Set();
    byRole.set(key, numbers.add(owned.index + 1));
  }
  const texts = [...byRole].map(([role, numbers]) => `${role}, ${numbersInWords([...numbers])}`);
  const rest = texts.length - 2;
  const shown = texts.slice(0, 2).join('; ');
  return rest > 0 ? `(${shown}; and ${rest} more roles)` : `(${shown})`;
}

function numbersInWords(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((left, right) => left - right);
  const last = sorted.pop();
  if (sorted.length === 0) return `rule ${last}`;
  if (sorted.length < 6) return `rules ${sorted.join(', ')} and ${last}`;
  return `rules ${sorted.slice(0, 5).join(', ')} and ${sorted.length - 4} more`;
}
