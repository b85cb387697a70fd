import type { Roster, RuleSet } from '@countersign/domain';
import {
  digestOf,
  fromBase64,
  logOrigin,
  type TrustPolicy,
  verifierKey,
} from '@countersign/evidence';
import { badInput } from '../frame/failure.ts';

const DAY_SECONDS = 86_400;

/** What a gate pins of a workspace: these versions of Roster and RuleSet, and the log's key (FORMATS section 8). */
export function trustPolicy(roster: Roster, ruleSet: RuleSet): TrustPolicy {
  return {
    kind: 'trust-policy',
    v: 1,
    workspace: roster.workspace,
    mode: roster.mode,
    roster: { number: roster.number, digest: digestOf(roster) },
    ruleSet: { number: ruleSet.number, digest: digestOf(ruleSet) },
    logKey: logVerifierKey(roster),
    bases: ['approvals'],
    maxFreshnessSeconds: DAY_SECONDS,
    witnesses: [],
  };
}

/** The log's key as other tools take it too: `name+id+key` (C2SP signed-note). */
function logVerifierKey({ serviceKeys, workspace, number }: Roster): string {
  const key = serviceKeys.find(({ use, until }) => use === 'log' && until === null);
  const bytes = key === undefined ? undefined : fromBase64(key.publicKey);
  if (bytes !== undefined) return verifierKey(logOrigin(workspace), bytes);
  throw badInput('VERIFIER_KEY', `Roster ${number} has no key of a log`);
}
