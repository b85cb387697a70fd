import { foldCase } from '../../engine/fold.ts';
import type { Statement } from '../model.ts';
import { matchesText } from '../service-table/matches-text.ts';

interface Wild {
  readonly pattern: string;
  readonly at: number;
}

/** Finds the statements that match a concrete action without looking at every pattern of every statement. */
export class ActionIndex<T> {
  private readonly entries: readonly T[];
  private readonly exact = new Map<string, number[]>();
  /** Patterns by their service part; those with a wildcard in it stand under the star. */
  private readonly wild = new Map<string, Wild[]>();
  private readonly complements: { readonly patterns: readonly string[]; readonly at: number }[] =
    [];

  constructor(entries: readonly T[], statementOf: (entry: T) => Statement) {
    this.entries = entries;
    for (const [at, entry] of entries.entries()) {
      const { Action, NotAction } = statementOf(entry);
      for (const text of Action ?? []) this.add(foldCase(text), at);
      if (NotAction !== undefined) {
        this.complements.push({ patterns: NotAction.map(foldCase), at });
      }
    }
  }

  /** Entries whose statement matches an action given in lower case, in their order; exact. */
  matching(folded: string): T[] {
    const found = new Set(this.exact.get(folded));
    const service = folded.slice(0, Math.max(0, folded.indexOf(':')));
    for (const key of [service, '*']) {
      for (const { pattern, at } of this.wild.get(key) ?? []) {
        if (!found.has(at) && matchesText(pattern, folded)) found.add(at);
      }
    }
    for (const { patterns, at } of this.complements) {
      if (!patterns.some((pattern) => matchesText(pattern, folded))) found.add(at);
    }
    return this.entries.filter((_, at) => found.has(at));
  }

  private add(pattern: string, at: number): void {
    if (!/[*?]/.test(pattern)) {
      put(this.exact, pattern, at);
      return;
    }
    const service = pattern.slice(0, Math.max(0, pattern.indexOf(':')));
    put(this.wild, service === '' || /[*?]/.test(service) ? '*' : service, { pattern, at });
  }
}

function put<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
