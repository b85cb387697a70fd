import type { Digest, Facts, Id } from '@countersign/domain';
import { type BoundedCache, boundedCache } from '../analysis-pool/bounded-cache.ts';

/**
 * What was proved of documents before: parsed, every signature verified. Content under a digest never changes, so what
 * was proved of it holds for good, wherever passkeys may come from stays the same: one cache belongs to one `Deps`.
 */
export interface FactsCache {
  begin(workspace: Id): Proved;
}

/** What one question or command proves. */
export interface Proved {
  /** Answers from what is kept, else by `facts`. */
  over(facts: Facts): Facts;
  /**
   * Keeps what was proved since. Only for documents that are stored: after the commit of a command that may have
   * brought some, so that what a refused one brought is forgotten with it.
   */
  keep(): void;
}

/** A Roster of 1,000 humans takes about 2 MB, everything else some KB. */
const LAWS_MAX = 16;
const OTHERS_MAX = 2_000;

type Kept = Readonly<Record<keyof Facts, BoundedCache<NonNullable<unknown>>>>;

/** An empty cache. Facts of one workspace never answer for another: what is not stored there does not exist there. */
export function factsCache(): FactsCache {
  const laws = (): BoundedCache<NonNullable<unknown>> => boundedCache(LAWS_MAX);
  const others = (): BoundedCache<NonNullable<unknown>> => boundedCache(OTHERS_MAX);
  const kept: Kept = {
    roster: laws(),
    ruleSet: laws(),
    requirement: others(),
    policy: others(),
    verification: others(),
    approval: others(),
    governanceEnvelope: laws(),
    releaseStatement: others(),
    resourcePatterns: others(),
    snapshot: others(),
    provenance: others(),
    template: others(),
    instance: others(),
    standingApproval: others(),
    proof: others(),
    policySet: others(),
  };
  return { begin: (workspace) => begin(kept, workspace) };
}

function begin(kept: Kept, workspace: Id): Proved {
  const fresh: (() => void)[] = [];
  const over = <T extends NonNullable<unknown>>(
    kind: keyof Facts,
    find: (digest: Digest) => T | undefined,
  ) => {
    return (digest: Digest): T | undefined => {
      const key = `${workspace}/${digest}`;
      const known = kept[kind].get(key) as T | undefined;
      if (known !== undefined) return known;
      const found = find(digest);
      if (found !== undefined) fresh.push(() => kept[kind].set(key, found));
      return found;
    };
  };
  return {
    over: (facts) => ({
      roster: over('roster', facts.roster),
      ruleSet: over('ruleSet', facts.ruleSet),
      requirement: over('requirement', facts.requirement),
      policy: over('policy', facts.policy),
      verification: over('verification', facts.verification),
      approval: over('approval', facts.approval),
      governanceEnvelope: over('governanceEnvelope', facts.governanceEnvelope),
      releaseStatement: over('releaseStatement', facts.releaseStatement),
      resourcePatterns: over('resourcePatterns', facts.resourcePatterns),
      snapshot: over('snapshot', facts.snapshot),
      provenance: over('provenance', facts.provenance),
      template: over('template', facts.template),
      instance: over('instance', facts.instance),
      standingApproval: over('standingApproval', facts.standingApproval),
      proof: over('proof', facts.proof),
      policySet: over('policySet', facts.policySet),
    }),
    keep: () => {
      for (const one of fresh.splice(0)) one();
    },
  };
}
