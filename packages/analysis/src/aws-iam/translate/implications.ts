import type { Budget } from '../../engine/budget.ts';
import { FlagLiteral } from '../../engine/flag-literal.ts';
import type { Literal } from '../../engine/literal.ts';
import { covers } from '../../engine/pattern.ts';
import type { Flag } from './fields.ts';

interface Match {
  readonly flag: Flag;
  readonly tokens: readonly number[];
}

/** Matches of one string with several patterns: a pattern that covers another, whatever the variables are, holds with it. */
export class Implications {
  private readonly byName = new Map<string, Match[]>();
  private readonly budget: Budget;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  /** Links the match with those of the same name that are known so far. */
  add(name: string, flag: Flag, tokens: readonly number[]): void {
    const others = this.byName.get(name);
    if (others === undefined) {
      this.byName.set(name, [{ flag, tokens }]);
      return;
    }
    if (others.some((other) => other.flag === flag)) return;
    for (const other of others) {
      this.budget.charge(2 + Math.floor((tokens.length * other.tokens.length) / 1024));
      if (covers(other.tokens, tokens)) imply(flag, other.flag);
      if (covers(tokens, other.tokens)) imply(other.flag, flag);
    }
    others.push({ flag, tokens });
  }
}

function imply(one: Flag, other: Flag): void {
  const literals: Literal[] = one.consequences;
  literals.push(new FlagLiteral(other.field, true, other.consequences));
}
