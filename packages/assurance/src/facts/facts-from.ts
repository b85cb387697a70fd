import type {
  Facts,
  GovernanceEnvelope,
  PolicyLanguage,
  ReleaseStatement,
  RequirementFacts,
  SnapshotFacts,
  VerifiedApproval,
  VerifiedReleaseStatement,
  VerifiedSignature,
  VerifiedStandingApproval,
} from '@countersign/domain';
import {
  type Digest,
  digest,
  digestOf,
  type Json,
  type Parsed,
  PREDICATES,
  parseApproval,
  parseCanonical,
  parseProvenance,
  parseRelease,
  parseRequirement,
  parseRoster,
  parseRuleSet,
  parseSnapshot,
  parseStandingApproval,
  resourcesOf,
  SSH_NAMESPACES,
} from '@countersign/evidence';
import {
  openEnvelope,
  type PasskeySource,
  verifyHumanSignature,
  verifyServiceSignature,
} from './envelopes.ts';
import { policyLanguage } from './policy-language.ts';
import { instanceFacts, policySet, proofFacts, templateFacts } from './template-facts.ts';
import { verificationFacts } from './verification-facts.ts';

/** Stored bytes by digest, or `undefined`. They need not be trusted: digests are checked here. */
export type LookUp = (digest: Digest) => Uint8Array | undefined;

/**
 * The one builder of the domain's Facts: server, gate and audit use it alike. Every document is hashed, parsed
 * strictly and its signatures verified here; whatever does not pass is `undefined`, which the domain refuses (INV-5).
 * Each document is read once.
 */
export function factsFrom(documents: LookUp, passkeys: PasskeySource | null = null): Facts {
  const read = checked(documents);
  return {
    roster: once((d) => parsedWith(read(d), parseRoster)),
    ruleSet: once((d) => parsedWith(read(d), parseRuleSet)),
    requirement: once((d) => requirementFacts(read(d))),
    policy: once((d) => policyFacts(read(d))),
    verification: once((d) => verificationFacts(read(d), read)),
    approval: once((d) => approvalFacts(read(d), passkeys)),
    governanceEnvelope: once((d) => governanceFacts(read(d), passkeys)),
    releaseStatement: once((d) => releaseFacts(read(d))),
    resourcePatterns: once((d) => resourcePatterns(read(d))),
    snapshot: once((d) => snapshotFacts(read(d))),
    provenance: once((d) => parsedWith(read(d), parseProvenance)),
    template: once((d) => templateFacts(read(d))),
    instance: once((d) => instanceFacts(read(d), read)),
    standingApproval: once((d) => standingApprovalFacts(read(d), passkeys)),
    proof: once((d) => proofFacts(read(d))),
    policySet: once((d) => policySet(read(d))),
  };
}

/** Only bytes that hash to what they were asked by. */
function checked(documents: LookUp): LookUp {
  return (wanted) => {
    const bytes = documents(wanted);
    return bytes !== undefined && digest(bytes) === wanted ? bytes : undefined;
  };
}

/** Remembers answers, but not absences: a document that is not at hand now can be loaded for the next question. */
function once<T>(find: (digest: Digest) => T | undefined): (digest: Digest) => T | undefined {
  const known = new Map<Digest, T>();
  return (wanted) => {
    const found = known.get(wanted) ?? find(wanted);
    if (found !== undefined) known.set(wanted, found);
    return found;
  };
}

function parsedWith<T>(
  bytes: Uint8Array | undefined,
  parse: (bytes: Uint8Array) => { readonly ok: true; readonly value: T } | { readonly ok: false },
): T | undefined {
  const parsed = bytes === undefined ? undefined : parse(bytes);
  return parsed?.ok === true ? parsed.value : undefined;
}

function requirementFacts(bytes: Uint8Array | undefined): RequirementFacts | undefined {
  const requirement = parsedWith(bytes, parseRequirement);
  if (requirement === undefined) return undefined;
  const { workspace, nhi, owner, backupOwner, environment, language, expires } = requirement;
  const { dataClass } = requirement;
  return {
    workspace,
    nhi,
    owner,
    backupOwner,
    environment,
    language,
    expires,
    resources: resourcesOf(requirement),
    dataClass,
    denials: requirement.deny.map(({ id }) => id),
  };
}

function policyFacts(
  bytes: Uint8Array | undefined,
): { readonly language: PolicyLanguage } | undefined {
  const language = bytes === undefined ? undefined : policyLanguage(bytes);
  return language === undefined ? undefined : { language };
}

function approvalFacts(
  bytes: Uint8Array | undefined,
  passkeys: PasskeySource | null,
): VerifiedApproval | undefined {
  return signedByOne(bytes, passkeys, {
    predicateType: PREDICATES.approval,
    parse: parseApproval,
    subjectOf: ({ to }) => to,
  });
}

function standingApprovalFacts(
  bytes: Uint8Array | undefined,
  passkeys: PasskeySource | null,
): VerifiedStandingApproval | undefined {
  return signedByOne(bytes, passkeys, {
    predicateType: PREDICATES.standingApproval,
    parse: parseStandingApproval,
    subjectOf: ({ templateDigest }) => templateDigest,
  });
}

/** One envelope a human (FORMATS section 6): a second signature would be nobody's approval. */
function signedByOne<T>(
  bytes: Uint8Array | undefined,
  passkeys: PasskeySource | null,
  format: {
    readonly predicateType: string;
    readonly parse: (predicate: Json) => Parsed<T>;
    readonly subjectOf: (statement: T) => Digest;
  },
): (VerifiedSignature & { readonly statement: T }) | undefined {
  const opened = bytes === undefined ? undefined : openEnvelope(bytes, format.predicateType);
  const [signature, ...others] = opened?.signatures ?? [];
  if (opened === undefined || signature === undefined || others.length > 0) return undefined;
  const statement = format.parse(opened.predicate);
  const verified = verifyHumanSignature(signature, {
    signed: opened.signed,
    namespace: SSH_NAMESPACES.approval,
    passkeys,
  });
  if (!statement.ok || verified === undefined) return undefined;
  if (opened.subject !== format.subjectOf(statement.value)) return undefined;
  return { ...verified, statement: statement.value };
}

function governanceFacts(
  bytes: Uint8Array | undefined,
  passkeys: PasskeySource | null,
): GovernanceEnvelope | undefined {
  for (const kind of ['roster', 'ruleset'] as const) {
    const opened = bytes === undefined ? undefined : openEnvelope(bytes, PREDICATES[kind]);
    if (opened === undefined || digestOf(opened.predicate) !== opened.subject) continue;
    const claim = { signed: opened.signed, namespace: SSH_NAMESPACES[kind], passkeys };
    const signatures = opened.signatures.map((signature) => verifyHumanSignature(signature, claim));
    const valid = signatures.filter((signature) => signature !== undefined);
    return valid.length < signatures.length
      ? undefined
      : { kind, document: opened.subject, signatures: valid };
  }
  return undefined;
}

function releaseFacts(bytes: Uint8Array | undefined): VerifiedReleaseStatement | undefined {
  const opened = bytes === undefined ? undefined : openEnvelope(bytes, PREDICATES.release);
  if (opened === undefined) return undefined;
  const statement = parseRelease(opened.predicate);
  const publicKey = verifyServiceSignature(opened, 'ecdsa-p256');
  if (!statement.ok || publicKey === undefined || opened.subject !== statement.value.to)
    return undefined;
  const { basis } = statement.value;
  // The other bases have no events yet, so nothing released by them can be legitimate.
  if (basis !== 'approvals' && basis !== 'standing') return undefined;
  const released: ReleaseStatement = { ...statement.value, basis };
  return { statement: released, publicKey };
}

/** What an inventory can hold is large, and what the domain asks of it is not. */
function snapshotFacts(bytes: Uint8Array | undefined): SnapshotFacts | undefined {
  const snapshot = parsedWith(bytes, parseSnapshot);
  if (snapshot === undefined) return undefined;
  const { kind, workspace, environment, language, takenAt } = snapshot;
  return { kind, workspace, environment, language, takenAt };
}

function resourcePatterns(bytes: Uint8Array | undefined): readonly string[] | undefined {
  const parsed = bytes === undefined ? undefined : parseCanonical(bytes);
  if (parsed?.ok !== true || !Array.isArray(parsed.value) || parsed.value.length === 0)
    return undefined;
  const patterns = parsed.value.filter((item) => typeof item === 'string');
  return patterns.length === parsed.value.length ? patterns : undefined;
}
