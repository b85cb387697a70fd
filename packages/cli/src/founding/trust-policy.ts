import type { Digest, Roster, RuleSet } from '@countersign/domain';

const DAY_SECONDS = 86_400;

/** What a gate pins of a workspace at its founding (FORMATS section 8). */
export function trustPolicy(
  roster: Roster,
  ruleSet: RuleSet,
  digestOf: (value: unknown) => Digest,
): Record<string, unknown> {
  const logKey = roster.serviceKeys.find(({ use, until }) => use === 'log' && until === null);
  return {
    kind: 'trust-policy',
    v: 1,
    workspace: roster.workspace,
    mode: roster.mode,
    roster: { number: roster.number, digest: digestOf(roster) },
    ruleSet: { number: ruleSet.number, digest: digestOf(ruleSet) },
    logKey: logKey?.publicKey ?? '',
    bases: ['approvals'],
    maxFreshnessSeconds: DAY_SECONDS,
    witnesses: [],
  };
}
