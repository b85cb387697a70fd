// For tests only. What stands in `vectors/formats/`: a value of each format with its permanent bytes, their digest
// and, for what is signed, the signature. A difference is a broken signature or log, never a reason to write the
// files anew; a changed format is a new version beside the old.
import { canonicalBytes, canonicalText, digest, digestOf } from '../../bytes/index.ts';
import type { Digest } from '../../values.ts';
import { PREDICATES, SSH_NAMESPACES } from '../names.ts';
import * as decisions from './story-decisions.ts';
import { requirement, requirementV2, roster, ruleSet } from './story-documents.ts';
import { ALICE, BEN, type GoldenSignature, signedByPeople, signedBytes } from './story-keys.ts';
import * as records from './story-records.ts';
import * as risk from './story-risk.ts';
import * as snapshots from './story-snapshots.ts';
import * as standing from './story-standing.ts';

/** A golden file. */
export interface GoldenFormat {
  readonly format: string;
  readonly value: unknown;
  /** The canonical text; its UTF-8 bytes are what is hashed. */
  readonly text: string;
  readonly digest: Digest;
  readonly signed: GoldenSignature | null;
}

export type FormatName =
  | 'approval'
  | 'assessment'
  | 'epoch'
  | 'export-header'
  | 'freshness'
  | 'gate-state'
  | 'instance'
  | 'inventory'
  | 'log-event'
  | 'login-challenge'
  | 'manifest'
  | 'provenance'
  | 'release'
  | 'requirement'
  | 'requirement-v2'
  | 'revocation'
  | 'roster'
  | 'rule-set'
  | 'rule-set-v2'
  | 'standing-approval'
  | 'template'
  | 'trust-policy'
  | 'use'
  | 'verification';

/** A value of each format, by the name of its golden file: one workspace's small story. */
export const VALUES: Readonly<Record<FormatName, unknown>> = {
  approval: decisions.approval,
  assessment: risk.assessment,
  epoch: records.epoch,
  'export-header': records.exportHeader,
  freshness: decisions.freshness,
  'gate-state': records.gateState,
  instance: standing.instance,
  inventory: snapshots.inventory,
  'log-event': records.logEvent,
  'login-challenge': records.loginChallenge,
  manifest: records.manifest,
  provenance: snapshots.provenance,
  release: decisions.release,
  'requirement-v2': requirementV2,
  requirement,
  revocation: decisions.revocation,
  roster,
  'rule-set-v2': risk.ruleSetV2,
  'rule-set': ruleSet,
  'standing-approval': standing.standingApproval,
  template: standing.template,
  'trust-policy': records.trustPolicy,
  use: snapshots.use,
  verification: decisions.verification,
};

export const FORMAT_NAMES: readonly FormatName[] = Object.keys(VALUES) as FormatName[];

const QUORUM = [ALICE, BEN];

const governed = (
  name: 'roster' | 'ruleset' | 'epoch',
  document: unknown,
  namespace: string,
): GoldenSignature =>
  signedByPeople(
    {
      predicateType: PREDICATES[name],
      subject: { name, digest: digestOf(document) },
      predicate: document,
    },
    namespace,
    QUORUM,
  );

const SIGNATURES: Readonly<Partial<Record<FormatName, GoldenSignature>>> = {
  approval: decisions.approvalSigned,
  // Whoever may extend the Roster may also reopen the log.
  epoch: governed('epoch', records.epoch, SSH_NAMESPACES.roster),
  freshness: decisions.freshnessSigned,
  'login-challenge': signedBytes(
    canonicalBytes(records.loginChallenge),
    SSH_NAMESPACES.login,
    ALICE,
  ),
  release: decisions.releaseSigned,
  revocation: decisions.revocationSigned,
  roster: governed('roster', roster, SSH_NAMESPACES.roster),
  'rule-set-v2': governed('ruleset', risk.ruleSetV2, SSH_NAMESPACES.ruleset),
  'rule-set': governed('ruleset', ruleSet, SSH_NAMESPACES.ruleset),
  'standing-approval': standing.standingApprovalSigned,
  verification: decisions.verificationSigned,
};

/** A golden file, computed anew. */
export function goldenFormat(format: FormatName): GoldenFormat {
  const value = VALUES[format];
  return {
    format,
    value,
    text: canonicalText(value),
    digest: digest(canonicalBytes(value)),
    signed: SIGNATURES[format] ?? null,
  };
}

/** The text of a golden file, to the byte. */
export const goldenText = (format: FormatName): string =>
  `${JSON.stringify(goldenFormat(format), null, 2)}\n`;
