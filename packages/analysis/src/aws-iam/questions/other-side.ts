import { foldCase } from '../../engine/fold.ts';
import type { AwsPolicy, Statement } from '../model.ts';
import { matchesText } from '../service-table/matches-text.ts';
import { patternsMeet } from '../service-table/patterns-meet.ts';
import type { Place, StatementRef } from '../translate/statement-reader.ts';
import { type Item, isEverything } from '../words/item.ts';

/** A statement with where it stands. */
export interface Granting {
  readonly ref: StatementRef;
  readonly statement: Statement;
}

interface Entry {
  readonly pattern: string;
  readonly granting: Granting;
}

/** Statements by their actions, to find those that could be about some of given actions. */
export class StatementIndex {
  /** Patterns by service prefix, those that leave it open under `*`. */
  private readonly byService = new Map<string, Entry[]>();
  private readonly openEnded: Granting[] = [];

  constructor(statements: readonly Granting[]) {
    for (const one of statements) this.add(one);
  }

  /** The statements about an action of these, whatever the resource and the conditions; errs towards more. */
  sharing(actions: readonly Item[]): readonly Granting[] {
    const found = new Set<Granting>(this.openEnded);
    for (const item of actions) for (const granting of this.near(item)) found.add(granting);
    return [...found].sort(
      ({ ref: left }, { ref: right }) =>
        left.policy - right.policy || left.statement - right.statement,
    );
  }

  private add(granting: Granting): void {
    const { Action } = granting.statement;
    if (Action === undefined) this.openEnded.push(granting);
    for (const text of Action ?? []) {
      const pattern = foldCase(text);
      const service = prefixOf(pattern);
      const entry = { pattern, granting };
      const known = this.byService.get(service);
      if (known === undefined) this.byService.set(service, [entry]);
      else known.push(entry);
    }
  }

  private *near(item: Item): Iterable<Granting> {
    const patterns = isEverything(item) ? ['*'] : item.all.map(foldCase);
    const left = item.none.map(foldCase);
    const isLeft = (pattern: string): boolean => left.some((one) => covers(one, pattern));
    for (const { pattern, granting } of this.entries(patterns.map(prefixOf)))
      if (patterns.every((one) => meets(one, pattern)) && !isLeft(pattern)) yield granting;
  }

  private *entries(services: readonly string[]): Iterable<Entry> {
    const named = services.find((service) => service !== '*');
    if (named === undefined) {
      for (const entries of this.byService.values()) yield* entries;
      return;
    }
    yield* this.byService.get(named) ?? [];
    yield* this.byService.get('*') ?? [];
  }
}

function prefixOf(pattern: string): string {
  const colon = pattern.indexOf(':');
  const prefix = colon < 0 ? '*' : pattern.slice(0, colon);
  return /[*?]/.test(prefix) ? '*' : prefix;
}

/** Errs towards false. */
function covers(one: string, other: string): boolean {
  return one === other || (!one.includes('?') && matchesText(one, other));
}

function meets(one: string, other: string): boolean {
  if (one === '*' || other === '*' || one === other) return true;
  if (!/[*?]/.test(one)) return matchesText(other, one);
  return /[*?]/.test(other) ? patternsMeet(one, other) : matchesText(one, other);
}

/** The Allow statements of policies. */
export function grantingIn(policies: readonly AwsPolicy[], place?: Place): Granting[] {
  return policies.flatMap(({ document }, policy) =>
    document.Statement.flatMap((statement, index): Granting[] => {
      if (statement.Effect !== 'Allow') return [];
      const at = { policy, statement: index };
      return [{ ref: place === undefined ? at : { ...at, place }, statement }];
    }),
  );
}
