import type { Draft, DraftOptions, DraftSubject, UseDraft } from '@countersign/analysis';
import type {
  Decided,
  Digest,
  Id,
  InventoryState,
  PolicyState,
  RequirementState,
} from '@countersign/domain';
import {
  casesOf,
  decodeUtf8,
  type Provenance,
  type ProvenanceInput,
  parseInventory,
  parseRequirement,
  parseUse,
  type Requirement,
} from '@countersign/evidence';
import type { DraftJob } from '../analysis-pool/job.ts';
import { type Deps, type Refused, refuse } from './deps.ts';
import { madeHere } from './provenance.ts';

export interface MakeDraftInput {
  readonly source: 'requirement' | 'use';
  readonly policy: Id;
  readonly requirement: Id;
  /** The snapshot of use; the newest of the identity when null. */
  readonly use: Id | null;
  readonly options: DraftOptions;
}

/** A text that analysis made and proved, and where it comes from. Nothing is stored of it. */
export interface MadeDraft {
  readonly draft: Draft | UseDraft;
  readonly provenance: Provenance;
}

type DraftDeps = Pick<Deps, 'store' | 'analysis'>;

/**
 * Makes the content of a candidate in a worker: the smallest that the requirement needs, or what was used of what is
 * granted. Refuses UNKNOWN_*, NO_USE_RECORDED, NOTHING_GRANTED and what analysis refuses.
 */
export async function makeDraft(
  deps: DraftDeps,
  workspace: Id,
  input: MakeDraftInput,
): Promise<Decided<MadeDraft>> {
  const parts = await partsOf(deps, workspace, input);
  if (!parts.ok) return parts;
  const asked = await jobOf(deps, workspace, input, parts.value);
  if (!asked.ok) return asked;
  const made = await deps.analysis.run(asked.value.job);
  if (!made.ok) return refuse('ANALYSIS_UNAVAILABLE', made.message, { why: made.why });
  if (!made.value.ok) return made.value;
  const provenance = madeHere(input.source, asked.value.inputs);
  return { ok: true, value: { draft: made.value.value, provenance } };
}

interface Parts {
  readonly policy: PolicyState;
  readonly requirement: RequirementState;
  readonly document: Requirement;
}

async function partsOf(
  { store }: DraftDeps,
  workspace: Id,
  input: MakeDraftInput,
): Promise<Decided<Parts>> {
  const policy = (await store.aggregate(workspace, 'policy', input.policy))?.state;
  if (policy === undefined) {
    return refuse('UNKNOWN_POLICY', `there is no policy \`${input.policy}\``);
  }
  const requirement = (await store.aggregate(workspace, 'requirement', input.requirement))?.state;
  const bytes = requirement && (await store.document(workspace, requirement.document));
  const document = bytes && parseRequirement(bytes);
  if (requirement === undefined || document?.ok !== true) {
    return refuse('UNKNOWN_REQUIREMENT', `there is no requirement \`${input.requirement}\``);
  }
  return { ok: true, value: { policy, requirement, document: document.value } };
}

/** The service account that an identity of a cluster is by its external id, so that what is drafted is bound to it. */
async function subjectOf(
  { store }: DraftDeps,
  workspace: Id,
  { language, nhi: id }: Requirement,
): Promise<DraftSubject | null> {
  if (language !== 'kubernetes-rbac') return null;
  const nhi = (await store.aggregate(workspace, 'nhi', id))?.state;
  const name = nhi && (await store.texts(workspace, [nhi.externalId])).get(nhi.externalId);
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name ?? '') ?? [];
  if (namespace === undefined || account === undefined) return null;
  return { kind: 'ServiceAccount', name: account, namespace };
}

interface Asked {
  readonly job: DraftJob;
  readonly inputs: readonly ProvenanceInput[];
}

async function jobOf(
  deps: DraftDeps,
  workspace: Id,
  { source, use, options }: MakeDraftInput,
  parts: Parts,
): Promise<Decided<Asked>> {
  const { requirement, document } = parts;
  const { language } = document;
  const stated = { name: 'requirement', digest: requirement.document, takenAt: null };
  if (source === 'requirement') {
    const cases = casesOf(document);
    const subject = await subjectOf(deps, workspace, document);
    const bound = { ...options, ...(subject === null ? {} : { subject }) };
    return {
      ok: true,
      value: { job: { kind: 'draft', language, cases, options: bound }, inputs: [stated] },
    };
  }
  const seen = await useOf(deps, workspace, use, parts);
  if (!seen.ok) return seen;
  const granted = await grantedOf(deps, workspace, parts);
  if (!granted.ok) return granted;
  const { digest, takenAt, ...observed } = seen.value;
  const job: DraftJob = {
    kind: 'draft',
    language,
    use: { ...observed, digest },
    granted: granted.value.texts,
    options,
  };
  const used = { name: 'use', digest, takenAt };
  return { ok: true, value: { job, inputs: [stated, used, ...granted.value.inputs] } };
}

/** The recorded use of the identity that the requirement is about. */
async function useOf(
  { store }: DraftDeps,
  workspace: Id,
  id: Id | null,
  { requirement, document }: Parts,
) {
  const { nhi, environment } = requirement;
  const filter = { nhi, environment, kind: 'use', language: document.language };
  const newest = await store.aggregates(workspace, 'inventory', { filter, limit: 1 });
  const known = newest.items[0]?.state;
  if (known === undefined || (id !== null && known.id !== id)) return noUse();
  const bytes = await store.document(workspace, known.document);
  const parsed = bytes === undefined ? undefined : parseUse(bytes);
  if (parsed?.ok !== true) return noUse();
  const { language, source, subject, from, to, requests, unread } = parsed.value;
  const observed = { language, source, subject, from, to, requests, unread };
  return {
    ok: true as const,
    value: { ...observed, digest: known.document, takenAt: known.takenAt },
  };
}

function noUse(): Refused {
  return refuse('NO_USE_RECORDED', 'no such use of the identity is recorded');
}

interface Granted {
  readonly texts: readonly string[];
  readonly inputs: readonly ProvenanceInput[];
}

/** What the identity has: the base of the policy, else everything that the newest inventory found attached. */
async function grantedOf(
  deps: DraftDeps,
  workspace: Id,
  { policy, requirement }: Parts,
): Promise<Decided<Granted>> {
  if (policy.base !== null) {
    const text = await textOf(deps, workspace, policy.base);
    const base = { name: 'base', digest: policy.base, takenAt: null };
    return { ok: true, value: { texts: [text], inputs: [base] } };
  }
  const filter = { environment: policy.environment, kind: 'inventory', language: policy.language };
  const newest = await deps.store.aggregates(workspace, 'inventory', { filter, limit: 1 });
  const known = newest.items[0]?.state;
  const texts = known === undefined ? [] : await attachedTo(deps, workspace, requirement, known);
  if (known === undefined || texts.length === 0) {
    return refuse('NOTHING_GRANTED', 'nothing is known to be granted to the identity');
  }
  const { document: digest, takenAt } = known;
  return { ok: true, value: { texts, inputs: [{ name: 'inventory', digest, takenAt }] } };
}

async function attachedTo(
  { store }: DraftDeps,
  workspace: Id,
  { nhi }: RequirementState,
  { document }: InventoryState,
): Promise<readonly string[]> {
  const identity = (await store.aggregate(workspace, 'nhi', nhi))?.state;
  const bytes = await store.document(workspace, document);
  const inventory = bytes === undefined ? undefined : parseInventory(bytes);
  if (identity === undefined || inventory?.ok !== true) return [];
  const name = (await store.texts(workspace, [identity.externalId])).get(identity.externalId);
  const found = inventory.value.identities.find(({ externalId }) => externalId === name);
  return (found?.policies ?? [])
    .filter(({ layer }) => layer === 'identity')
    .map(({ digest }) => inventory.value.policies[digest] ?? '');
}

async function textOf({ store }: DraftDeps, workspace: Id, digest: Digest): Promise<string> {
  const bytes = await store.document(workspace, digest);
  const text = bytes === undefined ? undefined : decodeUtf8(bytes);
  if (text === undefined) throw new Error(`document ${digest} is missing`);
  return text;
}
