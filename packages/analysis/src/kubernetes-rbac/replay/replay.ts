import type { Witness } from '../../questions/answer.ts';
import { isAllowed } from './evaluate-objects.ts';
import { type RawSet, rawSet } from './raw.ts';
import { readRequest } from './read-request.ts';

/** Replays witnesses on JSON texts, each text parsed once and only when it is needed. */
export class Replayer {
  private readonly parsed = new Map<string, RawSet>();

  /** Whether every set of `inside` allows the request and none of `outside` does; null is the empty set. */
  holds(
    request: Witness,
    inside: readonly (string | null)[],
    outside: readonly (string | null)[],
  ): boolean {
    const read = readRequest(request);
    if (!read.ok) return false;
    const allows = (source: string | null): boolean =>
      source !== null && isAllowed(this.parse(source), read.value);
    return inside.every(allows) && !outside.some(allows);
  }

  private parse(source: string): RawSet {
    const known = this.parsed.get(source);
    if (known !== undefined) return known;
    const set = rawSet([JSON.parse(source)]);
    this.parsed.set(source, set);
    return set;
  }
}
