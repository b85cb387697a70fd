import { contextKey } from './context-key.ts';
import type { Facts } from './facts.ts';
import type { ColonRule } from './glob.ts';
import type { Tri } from './tri.ts';
import { fillVariables, type Lookup, type SourceChar } from './variables.ts';

/** What the elements of one statement are evaluated in; what stays open is noted in words. */
export class Scope {
  readonly facts: Facts;
  readonly rule: ColonRule;
  readonly notes: string[] = [];
  private readonly isModern: boolean;
  private severalValues: string | undefined;

  constructor(facts: Facts, rule: ColonRule, isModern: boolean) {
    this.facts = facts;
    this.rule = rule;
    this.isModern = isModern;
  }

  /** Notes why something is open. */
  open(note: string): 'unknown' {
    this.notes.push(note);
    return 'unknown';
  }

  /** Fills the variables of a text and asks `test` of it; a text with an absent variable matches nothing. */
  filled(text: string, test: (chars: readonly SourceChar[]) => Tri): Tri {
    return this.withVariables((lookup) => {
      const chars = fillVariables(text, this.isModern ? lookup : null);
      return chars !== undefined && test(chars);
    });
  }

  /** Asks `test` with the values of variables. A key with several values is none that a variable can use. */
  withVariables(test: (lookup: Lookup) => Tri): Tri {
    this.severalValues = undefined;
    const answer = test((key) => this.value(key));
    if (this.severalValues === undefined) return answer;
    return this.open(`the variable \`${this.severalValues}\` has several values`);
  }

  private value(key: string): string | undefined {
    const values = this.facts.values.get(contextKey(key)) ?? [];
    if (values.length > 1) this.severalValues = key;
    return values[0];
  }
}
