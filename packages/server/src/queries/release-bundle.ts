import { entryProof } from '@countersign/assurance';
import {
  type AdoptedDocument,
  type CandidateState,
  type Digest,
  decisionOf,
  type Id,
  isExpired,
  type ReleaseState,
} from '@countersign/domain';
import {
  type Envelope,
  envelopeBytes,
  fromBase64,
  PREDICATES,
  parseEnvelope,
  parseStatement,
  parseVerificationResult,
  releaseBundle as sigstoreBundle,
  tlogProof,
  utf8,
} from '@countersign/evidence';
import { type Deps, type Refused, refuse } from '../commands/deps.ts';
import { issueFreshness } from '../commands/issue-freshness.ts';
import type { LogEntry } from '../log/log.ts';
import { type BundleParts, bundleFiles } from '../release/bundle.ts';
import { tarBytes } from '../release/tar.ts';
import { indexOfEvent } from './log-queries.ts';

/** More entries than one append of a release has. */
const ENTRIES_OF_APPEND_MAX = 32;

/** How long the freshness statement inside a downloaded bundle holds. */
const FRESHNESS_SECONDS = 86_400;

/** The bundle as one tar, for a gate; of a release that no gate may pass any more only when `any` is asked for. */
export async function releaseBundle(
  deps: Deps,
  workspace: Id,
  id: Id,
  { any = false }: { readonly any?: boolean } = {},
): Promise<{ readonly ok: true; readonly value: Uint8Array } | Refused> {
  const ended = any ? null : await refuseEnded(deps, workspace, id);
  if (ended !== null) return ended;
  const files = await releaseBundleFiles(deps, workspace, id);
  if (!files.ok) return files;
  const value = await tarBytes([...files.value].map(([name, bytes]) => ({ name, bytes })));
  return { ok: true, value };
}

async function refuseEnded(deps: Deps, workspace: Id, id: Id): Promise<Refused | null> {
  const release = (await deps.store.aggregate(workspace, 'release', id))?.state;
  if (release === undefined) return null;
  const isLapsed = release.state === 'lapsed' || isExpired(release.terms.validUntil, deps.now());
  if (release.state !== 'revoked' && !isLapsed) return null;
  const state = release.state === 'revoked' ? 'revoked' : 'lapsed';
  const message = `the release is ${state}: no gate is to pass it; its bundle is kept, ask with \`any=true\``;
  return refuse('RELEASE_NOT_CURRENT', message, { state });
}

/** The bundle of one release under the newest anchored checkpoint, with a new freshness statement unless withheld. */
export async function releaseBundleFiles(
  deps: Deps,
  workspace: Id,
  id: Id,
): Promise<{ readonly ok: true; readonly value: Map<string, Uint8Array> } | Refused> {
  const release = (await deps.store.aggregate(workspace, 'release', id))?.state;
  if (release === undefined) return refuse('UNKNOWN_RELEASE', `there is no release \`${id}\``);
  const logged = await loggedParts(deps, workspace, release);
  if (!logged.ok) return logged;
  const fresh = await issueFreshness(
    deps,
    { workspace },
    { release: id, ttlSeconds: FRESHNESS_SECONDS },
  );
  const parts: BundleParts = {
    ...(await documentParts(deps, workspace, release)),
    ...(await chainParts(deps, workspace)),
    ...logged.value,
    freshness: fresh.ok ? envelopeBytes(fresh.value) : null,
  };
  return { ok: true, value: bundleFiles(parts) };
}

type DocumentParts = Pick<
  BundleParts,
  | 'workspace'
  | 'environment'
  | 'policy'
  | 'language'
  | 'policyBytes'
  | 'requirement'
  | 'summary'
  | 'verification'
  | 'assessment'
  | 'approvals'
  | 'standing'
>;

async function documentParts(
  deps: Deps,
  workspace: Id,
  { terms }: ReleaseState,
): Promise<DocumentParts> {
  const read = (digest: Digest) => mustRead(deps, workspace, digest);
  const candidate = (await deps.store.aggregate(workspace, 'candidate', terms.candidate))?.state;
  if (candidate?.state !== 'released')
    throw new Error(`release without candidate ${terms.candidate}`);
  const policy = (await deps.store.aggregate(workspace, 'policy', terms.policy))?.state;
  if (policy === undefined) throw new Error(`release without policy ${terms.policy}`);
  const verification = await read(terms.verification);
  const assessment = assessmentDigest(verification);
  return {
    workspace,
    environment: terms.environment,
    policy: terms.policy,
    language: policy.language,
    policyBytes: await read(terms.to),
    requirement: await read(candidate.requirementDigest),
    summary: await read(candidate.verification.presented),
    verification,
    assessment: assessment === null ? null : await read(assessment),
    ...(await decidedBy(deps, workspace, terms, candidate)),
  };
}

/** By humans' approvals of the change, or by their signatures on a template that it is an instance of. */
async function decidedBy(
  deps: Deps,
  workspace: Id,
  { approvals, basis }: ReleaseState['terms'],
  candidate: CandidateState,
): Promise<Pick<DocumentParts, 'approvals' | 'standing'>> {
  const read = (digest: Digest) => mustRead(deps, workspace, digest);
  const envelopes = await Promise.all(approvals.map(read));
  if (basis === 'approvals') return { approvals: envelopes, standing: null };
  const id = decisionOf(candidate) ?? '';
  const decision = (await deps.store.aggregate(workspace, 'standing-decision', id))?.state;
  if (decision === undefined) throw new Error(`release without decision ${id}`);
  return {
    approvals: [],
    standing: {
      template: await read(decision.templateDigest),
      instance: await read(decision.instance),
      proof: await read(decision.proof),
      signatures: envelopes,
    },
  };
}

/** The assessment that a stored Verification names, if it names one. */
function assessmentDigest(verification: Uint8Array): Digest | null {
  const envelope = parseEnvelope(verification);
  const parsed = envelope.ok
    ? parseStatement(envelope.value.payload, PREDICATES.verification)
    : envelope;
  const result = parsed.ok ? parseVerificationResult(parsed.value.predicate) : parsed;
  if (!result.ok) throw new Error('a stored verification is not readable');
  const named = result.value.configuration.find(({ name }) => name === 'assessment');
  return named === undefined ? null : `sha256:${named.digest.sha256}`;
}

async function chainParts(deps: Deps, id: Id): Promise<Pick<BundleParts, 'rosters' | 'ruleSets'>> {
  const { workspace } = await deps.store.state(id, [`workspace/${id}`]);
  const envelopes = (chain: readonly AdoptedDocument[]) =>
    Promise.all(
      chain.flatMap(({ envelope }) => (envelope === null ? [] : [mustRead(deps, id, envelope)])),
    );
  return {
    rosters: await envelopes(workspace?.rosters ?? []),
    ruleSets: await envelopes(workspace?.ruleSets ?? []),
  };
}

type LoggedParts = Pick<BundleParts, 'sigstore' | 'releaseProof' | 'eventProof' | 'checkpoint'>;

/** The release's event and its hashedrekord right behind it, both proved under one checkpoint. */
async function loggedParts(
  deps: Deps,
  workspace: Id,
  { id, terms }: ReleaseState,
): Promise<{ readonly ok: true; readonly value: LoggedParts } | Refused> {
  const { log } = deps.store;
  const entries = await entriesOfRelease(deps, workspace, id);
  const published = await deps.publisher.published(workspace, entries.hashedrekord + 1);
  if (!published.ok) return published;
  const { size, text } = published.checkpoint;
  const proved = async (index: number) => ({
    index,
    proof: await log.inclusion(workspace, index, size),
    checkpoint: text,
  });
  const record = await proved(entries.hashedrekord);
  const event = await proved(entries.event.index);
  const envelope = await readEnvelope(deps, workspace, terms.statement);
  const signers = await deps.keys.open(workspace);
  const logPublicKey = fromBase64(signers?.log.publicKey ?? '');
  if (signers === undefined || logPublicKey === undefined) {
    return refuse('NO_LOG_KEY', 'this server does not hold the keys of the workspace');
  }
  const sigstore = sigstoreBundle({
    ...record,
    envelope,
    publicKey: signers.release.publicKey,
    logPublicKey,
  });
  return {
    ok: true,
    value: {
      sigstore,
      releaseProof: utf8(tlogProof(record)),
      eventProof: utf8(entryProof({ ...event, entry: entries.event.bytes })),
      checkpoint: utf8(text),
    },
  };
}

async function entriesOfRelease(
  { store }: Deps,
  workspace: Id,
  release: Id,
): Promise<{ readonly event: LogEntry; readonly hashedrekord: number }> {
  const [issued] = await store.events(workspace, { stream: `release/${release}`, limit: 1 });
  if (issued === undefined) throw new Error(`release ${release} has no event`);
  const from = await indexOfEvent(store.log, workspace, issued.seq);
  // The hashedrekord stands behind the last event of the release's append: a few entries on.
  const following = await store.log.entries(workspace, from, ENTRIES_OF_APPEND_MAX);
  const event = following[0];
  const hashedrekord = following.find(({ kind }) => kind === 'hashedrekord')?.index;
  if (event === undefined || hashedrekord === undefined) {
    throw new Error(`release ${release} has no hashedrekord`);
  }
  return { event, hashedrekord };
}

async function readEnvelope(deps: Deps, workspace: Id, digest: Digest): Promise<Envelope> {
  const parsed = parseEnvelope(await mustRead(deps, workspace, digest));
  if (!parsed.ok) throw new Error(`document ${digest} is no envelope`);
  return parsed.value.envelope;
}

async function mustRead({ store }: Deps, workspace: Id, digest: Digest): Promise<Uint8Array> {
  const bytes = await store.document(workspace, digest);
  if (bytes === undefined) throw new Error(`document ${digest} is missing`);
  return bytes;
}
