import type { GlobPart, Term } from './glob-smt.ts';
import { NotEncoded, not, or, quoted } from './smt-text.ts';

/**
 * `all`: a subject is a string constant. `likely`: it is one of a few values that the question itself suggests, chosen by
 * a number, and a solver needs no theory of strings beyond its literals. String solvers prove well and find badly, so a
 * question is asked over the likely values first; unsatisfiable there says nothing.
 */
export type Scope = 'all' | 'likely';

/** Values tried for one subject at most. */
const MOST_VALUES = 40;
/** Every pattern is tried on every value, which costs more than it helps beyond this many. */
const MOST_PATTERNS = 400;
/** What a wildcard is filled with first: nothing, and text that no policy has. */
const FILLINGS = ['', 'zz'];
/** Characters of another pattern that a wildcard is filled with. */
const SHORT = 8;

/** The string-valued things a question is about, and the patterns they are compared with. */
export class Subjects {
  readonly scope: Scope;
  private readonly patterns = new Map<string, GlobPart[][]>();
  private readonly fixed = new Map<string, readonly string[]>();
  private readonly values = new Map<string, readonly string[]>();

  constructor(scope: Scope) {
    this.scope = scope;
  }

  /** A formula over one subject that is compared with a pattern. */
  atom(subject: string, parts: readonly GlobPart[], formula: (value: string) => string): string {
    const known = this.patterns.get(subject) ?? [];
    this.patterns.set(subject, known);
    // The second pass compares with the same patterns again.
    if (!this.values.has(subject)) known.push([...parts]);
    if (this.scope === 'all') return formula(subject);
    const values = this.values.get(subject) ?? [];
    return or(values.map((value, at) => `(and (= ${subject} ${at}) ${formula(quoted(value))})`));
  }

  /** The subject can only be one of these. */
  only(subject: string, values: readonly string[]): void {
    this.fixed.set(subject, values);
  }

  /** Ends the first pass: what the likely values are is settled. */
  settle(): void {
    const count = [...this.patterns.values()].flat().length;
    if (this.scope === 'likely' && count > MOST_PATTERNS) {
      throw new NotEncoded('likely values for so many patterns');
    }
    for (const [subject, patterns] of this.patterns) {
      this.values.set(subject, this.fixed.get(subject) ?? likelyValues(patterns));
    }
  }

  /** Declarations of every subject. */
  declarations(): string[] {
    return [...this.patterns.keys()].flatMap((subject) =>
      this.scope === 'all' ? this.declareString(subject) : this.declareChoice(subject),
    );
  }

  private declareString(subject: string): string[] {
    const fixed = this.fixed.get(subject);
    const isOne = (fixed ?? []).map((value) => `(= ${subject} ${quoted(value)})`);
    return [
      `(declare-const ${subject} String)`,
      ...(fixed === undefined ? [] : [`(assert ${or(isOne)})`]),
    ];
  }

  private declareChoice(subject: string): string[] {
    const last = (this.values.get(subject)?.length ?? 0) - 1;
    return [`(declare-const ${subject} Int)`, `(assert (<= 0 ${subject} ${last}))`];
  }

  /** A subject that stands in a policy variable. */
  use(subject: string): void {
    if (!this.patterns.has(subject)) this.patterns.set(subject, []);
  }

  /** Every likely value of a policy variable, and when it is that; before the values are settled, some text. */
  choices({ subject, isPresent, fallback }: Term): { when: readonly string[]; text: string }[] {
    const values = this.values.get(subject);
    if (values === undefined) return [{ when: [], text: FILLINGS.at(-1) ?? '' }];
    const hasValue = fallback === null ? [] : [isPresent];
    return [
      ...values.map((text, at) => ({ when: [`(= ${subject} ${at})`, ...hasValue], text })),
      ...(fallback === null ? [] : [{ when: [not(isPresent)], text: fallback }]),
    ];
  }
}

function likelyValues(patterns: readonly (readonly GlobPart[])[]): readonly string[] {
  const runs = patterns.flatMap((parts) => parts.flatMap(textOf));
  const ends = [...new Set(runs.slice(0, MOST_VALUES).map((run) => run.slice(-SHORT)))];
  const fillings = [...FILLINGS, ...ends];
  const values = fillings.flatMap((filling) =>
    patterns.slice(0, MOST_VALUES).map((parts) => filled(parts, filling)),
  );
  return [...new Set([...FILLINGS, 'zz:zz', ...values])].slice(0, MOST_VALUES);
}

function textOf(part: GlobPart): string[] {
  return part.kind === 'text' ? [part.text] : [];
}

function filled(parts: readonly GlobPart[], filling: string): string {
  const texts = parts.map((part) => {
    if (part.kind === 'text') return part.text;
    return part.kind === 'one' ? filling.slice(0, 1) || 'z' : filling;
  });
  return texts.join('');
}
