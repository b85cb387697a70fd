/** What a policy allows held against what was seen to be used. Never more than the window shows. */
export interface LeastPrivilege {
  /** The window and what was read in it (RFC 3339). */
  readonly from: string;
  readonly to: string;
  readonly requests: number;
  readonly unread: number;
  /** Rights of the policy that no observed request used, widest first. */
  readonly unused: readonly UnusedRights[];
  /** How many of the rights counted were used. */
  readonly used: number;
  readonly granted: number;
  /** Observed requests that were answered with yes and that the new policy does not allow. */
  readonly broken: readonly BrokenUse[];
  /** Observed requests about which the policy's answer is not certain, in words. */
  readonly undecided: readonly string[];
}

/** Rights of one origin that were never used: actions in the language's own words, of how many. */
export interface UnusedRights {
  readonly origin: number;
  readonly actions: readonly string[];
  readonly granted: number;
}

/** A use that the new policy would break. */
export interface BrokenUse {
  readonly request: Readonly<Record<string, unknown>>;
  readonly count: number;
  readonly last: string;
}
