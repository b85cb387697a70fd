import type { Found } from '../../packages/analysis/src/index.ts';

/** A pair of AWS policies as raw JSON values, and what its source says of it; a word is absent where the source says nothing. */
export interface OpenCase {
  readonly id: string;
  readonly from: unknown;
  readonly to: unknown;
  /** Whether `to` allows what `from` does not. */
  readonly allowed?: Decided;
  /** Whether `from` allows what `to` does not. */
  readonly denied?: Decided;
  /** The documents differ by order, Sid or duplicates only, so they must be equivalent. */
  readonly isCosmetic: boolean;
  /** Why a label of the source is held to be wrong; the words above are then ours. */
  readonly adjudicated?: string;
}

/** Names of the sets, as on the command line. */
export type SetName = 'aa' | 'quacky' | 'managed';

/** An answer without the third word. */
export type Decided = Exclude<Found, 'undetermined'>;
