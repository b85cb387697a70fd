import type { LanguageName, ObservedRequest, ObservedUse } from '@countersign/analysis';
import { canonicalText, type Digest, digest, type Json, utf8 } from '@countersign/evidence';
import { later } from '../input/instant.ts';

/** What a log says, by who did it. */
export interface UseReading {
  /** One for each identity, in the order of their names. */
  readonly uses: readonly ObservedUse[];
  /** Records that tell of no identity that could be named. */
  readonly unread: ObservedUse['unread'];
  readonly records: number;
}

/** What a caller knows of a log already. */
export interface UseOptions {
  /** SHA-256 of its bytes; computed here if it is not given, which takes as long as reading them. */
  readonly digest?: Digest;
}

/** Kinds of what was not read that are told apart; the rest is counted together. */
const MOST_KINDS = 1000;
/** Longest name of such a kind. */
const LONGEST = 300;

/** Counts requests by identity; a request that was refused each time is one that was refused. */
export class Tally {
  private readonly subjects = new Map<string, Subject>();
  private readonly nobody = new Map<string, number>();
  private records = 0;
  private first: string | null = null;
  private last: string | null = null;

  /** A record was looked at, of this time. */
  record(at: string | null): void {
    this.records += 1;
    if (at === null) return;
    this.first = this.first === null || at < this.first ? at : this.first;
    this.last = later(this.last, at);
  }

  request(
    subject: string,
    request: Readonly<Record<string, Json>>,
    { at, refused }: { readonly at: string; readonly refused: boolean },
  ): void {
    const { requests } = this.subject(subject);
    const key = canonicalText(request);
    const known = requests.get(key);
    requests.set(key, {
      request,
      count: (known?.count ?? 0) + 1,
      last: later(known?.last ?? null, at) ?? at,
      refused: refused && (known?.refused ?? true),
    });
  }

  /** Something of an identity, or of nobody that could be named, that was not read. */
  unread(subject: string | null, what: string): void {
    const counts = subject === null ? this.nobody : this.subject(subject).unread;
    const short = what.slice(0, LONGEST);
    const key =
      counts.has(short) || counts.size < MOST_KINDS - 1 ? short : 'other kinds of records';
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }

  reading(
    language: LanguageName,
    source: ObservedUse['source'],
    input: string | Uint8Array,
    options: UseOptions,
  ): UseReading {
    const from = this.first ?? '';
    const to = this.last ?? '';
    const of = options.digest ?? digest(typeof input === 'string' ? utf8(input) : input);
    const uses = [...this.subjects].map(([subject, { requests, unread }]) => ({
      language,
      source,
      subject,
      from,
      to,
      digest: of,
      requests: [...requests.values()],
      unread: listed(unread),
    }));
    return {
      uses: uses.sort((left, right) => (left.subject < right.subject ? -1 : 1)),
      unread: listed(this.nobody),
      records: this.records,
    };
  }

  private subject(name: string): Subject {
    const known = this.subjects.get(name);
    if (known !== undefined) return known;
    const made = {
      requests: new Map<string, ObservedRequest>(),
      unread: new Map<string, number>(),
    };
    this.subjects.set(name, made);
    return made;
  }
}

interface Subject {
  readonly requests: Map<string, ObservedRequest>;
  readonly unread: Map<string, number>;
}

function listed(counts: ReadonlyMap<string, number>): ObservedUse['unread'] {
  return [...counts].map(([what, count]) => ({ what, count }));
}
