/** A question for any SMT-LIB 2 solver: is there a model of all assertions. No `set-logic`, no `check-sat`. */
export interface SmtQuestion {
  readonly text: string;
  /** How many `assert` the text has; a solver that dropped one must not be believed. */
  readonly assertions: number;
  /** Constants whose values show a model to a reader. */
  readonly constants: readonly string[];
}

/** Something an encoding has no exact form for; the question is not asked. */
export class NotEncoded extends Error {}

export function and(parts: readonly string[]): string {
  const kept = [...new Set(parts)].filter((part) => part !== 'true');
  if (kept.includes('false')) return 'false';
  return joined('and', kept, 'true');
}

export function or(parts: readonly string[]): string {
  const kept = [...new Set(parts)].filter((part) => part !== 'false');
  if (kept.includes('true')) return 'true';
  return joined('or', kept, 'false');
}

function joined(operator: string, parts: readonly string[], none: string): string {
  if (parts.length === 0) return none;
  return parts.length === 1 ? (parts[0] ?? none) : `(${operator} ${parts.join(' ')})`;
}

export function not(part: string): string {
  if (part === 'true') return 'false';
  return part === 'false' ? 'true' : `(not ${part})`;
}

/** Code points that SMT-LIB strings can hold. */
const LAST_CODE_POINT = 0x2ffff;

/** A string literal; SMT-LIB 2.6 theory of strings, printable ASCII as it is and all else by code point. */
export function quoted(text: string): string {
  const characters = Array.from(text, (character) => {
    const point = character.codePointAt(0) ?? 0;
    if (point > LAST_CODE_POINT) throw new NotEncoded(`the character U+${point.toString(16)}`);
    if (character === '"') return '""';
    const isPlain = point >= 32 && point <= 126 && character !== '\\';
    return isPlain ? character : `\\u{${point.toString(16)}}`;
  });
  return `"${characters.join('')}"`;
}
