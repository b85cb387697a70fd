import type { Json } from '../canonical/jcs.ts';
import type { LanguageName } from '../questions/language.ts';
import type { Digest } from '../refusal.ts';

/**
 * What one identity was seen to do, from `from` to `to` (RFC 3339), in the words of the policies that would allow it. A log
 * shows what happened, never that nothing else is needed.
 */
export interface ObservedUse {
  readonly language: LanguageName;
  readonly source: 'cloudtrail' | 'kubernetes-audit';
  /** Who, as the log names it: an ARN, a user name. */
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  /** Of the records that were read. */
  readonly digest: Digest;
  readonly requests: readonly ObservedRequest[];
  /** Records that could not be told as requests, by kind, so that a gap shows. */
  readonly unread: readonly { readonly what: string; readonly count: number }[];
}

/** One request, how often it was made and when last; `refused`: the answer was a denial each time. */
export interface ObservedRequest {
  readonly request: Readonly<Record<string, Json>>;
  readonly count: number;
  readonly last: string;
  readonly refused: boolean;
}
