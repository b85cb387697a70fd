import type { VerificationContext } from '@countersign/analysis';
import { contextFor } from '@countersign/assurance';
import type { CandidateState, Digest, Id, WorkspaceState } from '@countersign/domain';
import { lawInForce } from '../queries/law.ts';
import { allIds } from './all-ids.ts';
import { streamsAround } from './candidate-streams.ts';
import type { Deps } from './deps.ts';

/** What a verification knew beside the candidate, and by which moving things it is told to be of today. */
export interface KnownContext {
  /** Null where the RuleSet has no tiers: the policy is verified alone. */
  readonly context: VerificationContext | null;
  readonly basis: Basis;
}

/** What a context stands on and can move: the RuleSet and the newest snapshots. */
export interface Basis {
  readonly ruleSet: Digest | null;
  readonly snapshots: readonly Digest[];
}

type ContextDeps = Pick<Deps, 'store' | 'now' | 'passkeys' | 'facts' | 'analysis'>;

/**
 * The context of a candidate from what is stored now, by the function that auditors use too. Read outside the lock:
 * whoever records what was proved in it compares the basis under the lock.
 */
export async function knownContext(
  deps: ContextDeps,
  workspace: Id,
  candidate: CandidateState,
): Promise<KnownContext> {
  const law = await lawInForce(deps, workspace);
  if (law === undefined) throw new Error(`workspace ${workspace} has no law`);
  const { roster, ruleSet } = law;
  if (ruleSet.v === 1) {
    return { context: null, basis: { ruleSet: law.workspace.ruleSet.digest, snapshots: [] } };
  }
  const state = await stateAround(deps, workspace, candidate);
  const at = deps.now();
  const context = await withStored(deps, workspace, (documents, texts) =>
    contextFor(candidate, { state, roster, ruleSet, documents, texts, at }),
  );
  return { context, basis: basisOf(state, candidate.environment) };
}

/** The basis in an environment, as a state has it that holds the workspace and its snapshots. */
export function basisOf({ workspace, inventories }: WorkspaceState, environment: string): Basis {
  const snapshots = [...inventories.values()]
    .filter((one) => one.environment === environment)
    .map(({ document }) => document)
    .toSorted((left, right) => (left < right ? -1 : 1));
  return { ruleSet: workspace?.ruleSet.digest ?? null, snapshots };
}

/** Whether two bases are of the same things. */
export function isSameBasis(left: Basis, right: Basis): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** The candidate, what it points to, every snapshot, and whatever was released for the same identity. */
async function stateAround(
  deps: ContextDeps,
  workspace: Id,
  candidate: CandidateState,
): Promise<WorkspaceState> {
  const { store } = deps;
  const { nhi, environment } = candidate;
  const ids = await allIds(deps, workspace, 'candidate', { nhi, environment, state: 'released' });
  const served = ids.map((id) => `candidate/${id}`);
  const { candidates } = await store.state(workspace, served);
  const around = ids.flatMap((id) => {
    const one = candidates.get(id);
    return one?.state === 'released' ? [`policy/${one.policy}`, `release/${one.release}`] : [];
  });
  return store.state(workspace, [
    `workspace/${workspace}`,
    `candidate/${candidate.id}`,
    ...streamsAround(candidate),
    ...served,
    ...around,
    'inventory/*',
  ]);
}

/** Asks a pure question until every document and text that it looks up was read; each round reads one more at least. */
async function withStored<T>(
  { store }: Pick<Deps, 'store'>,
  workspace: Id,
  question: (
    documents: (digest: Digest) => Uint8Array | undefined,
    texts: (digest: Digest) => string | null,
  ) => T,
): Promise<T> {
  const documents = new Map<Digest, Uint8Array | undefined>();
  const texts = new Map<Digest, string | null>();
  const missing = { documents: new Set<Digest>(), texts: new Set<Digest>() };
  for (;;) {
    const answer = question(
      (digest) => {
        if (!documents.has(digest)) missing.documents.add(digest);
        return documents.get(digest);
      },
      (digest) => {
        if (!texts.has(digest)) missing.texts.add(digest);
        return texts.get(digest) ?? null;
      },
    );
    if (missing.documents.size + missing.texts.size === 0) return answer;
    for (const digest of missing.documents) {
      documents.set(digest, await store.document(workspace, digest));
    }
    const read = await store.texts(workspace, [...missing.texts]);
    for (const digest of missing.texts) texts.set(digest, read.get(digest) ?? null);
    missing.documents.clear();
    missing.texts.clear();
  }
}
