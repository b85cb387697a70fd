import type {
  CandidateState,
  Digest,
  Instant,
  PolicyState,
  WorkspaceState,
} from '@countersign/domain';
import { decodeUtf8, type Json, type PolicyLanguage } from '@countersign/evidence';
import type { ContextWorld } from './context-for.ts';

/** What Countersign itself knows of the candidate's policy and of the others it has in force for the same identity. */
export interface OwnPolicies {
  /** Name of the candidate's policy; null where it was erased. */
  readonly policyName: string | null;
  /** Every content that the candidate's policy has had, the base and the candidate itself included. */
  readonly versions: ReadonlySet<Digest>;
  /** Canonical texts of base and candidate. */
  readonly texts: readonly string[];
  /** Whether there is a base, so that it should be found live. */
  readonly hasBase: boolean;
  /** Others in force for the same identity. */
  readonly others: readonly InForcePolicy[];
}

/** One policy that Countersign has in force. */
export interface InForcePolicy {
  readonly text: string;
  readonly name: string | null;
  /** Every content it has had. */
  readonly versions: ReadonlySet<Digest>;
  /** When the content now in force was released. */
  readonly since: Instant;
}

/** Whose surroundings: the candidate's own policies, its language and its identity as the source names it. */
export interface Own extends OwnPolicies {
  readonly language: PolicyLanguage;
  /** Null: not known. */
  readonly externalId: string | null;
}

/** Reads them from the state; a text that is not at hand is left out of `others` and makes what is known incomplete. */
export function ownPolicies(candidate: CandidateState, world: ContextWorld): OwnPolicies {
  const { state } = world;
  const policy = state.policies.get(candidate.policy);
  const read = (digest: Digest | null) => textAt(digest, world);
  return {
    policyName: policy === undefined ? null : world.texts(policy.name),
    versions: new Set([...versionsOf(policy), ...digestsOf(candidate)]),
    texts: [read(candidate.from), read(candidate.to)].filter((text) => text !== null),
    hasBase: candidate.from !== null,
    others: othersInForce(candidate, world),
  };
}

function othersInForce(candidate: CandidateState, world: ContextWorld): readonly InForcePolicy[] {
  const { state } = world;
  const language = state.policies.get(candidate.policy)?.language;
  return [...servingPolicies(candidate, state)].flatMap((id) => {
    const policy = state.policies.get(id);
    const current = policy?.released.at(-1);
    const text = current === undefined ? null : textAt(current.digest, world);
    if (policy === undefined || current === undefined || text === null) return [];
    if (policy.language !== language || policy.environment !== candidate.environment) return [];
    const since = state.releases.get(current.release)?.issuedAt ?? policy.adoptedAt;
    return [{ text, name: world.texts(policy.name), versions: new Set(versionsOf(policy)), since }];
  });
}

/** The other policies whose newest release was for the same identity and is in force. */
function servingPolicies({ nhi, policy: own }: CandidateState, state: WorkspaceState): Set<string> {
  const serving = new Set<string>();
  for (const one of state.candidates.values()) {
    if (one.state !== 'released' || one.nhi !== nhi || one.policy === own) continue;
    const current = state.policies.get(one.policy)?.released.at(-1)?.release;
    if (current === one.release && isInForce(state, one.release)) serving.add(one.policy);
  }
  return serving;
}

/** What lapsed may stay in place (`keep`), and what is revoked stays until it is replaced: only a successor ends it. */
function isInForce({ releases }: WorkspaceState, release: string): boolean {
  return releases.get(release)?.state !== 'superseded';
}

function versionsOf(policy: PolicyState | undefined): readonly Digest[] {
  if (policy === undefined) return [];
  const { adopted, released } = policy;
  return [...(adopted === null ? [] : [adopted]), ...released.map(({ digest }) => digest)];
}

function digestsOf({ from, to }: CandidateState): readonly Digest[] {
  return from === null ? [to] : [from, to];
}

function textAt(digest: Digest | null, { documents }: ContextWorld): string | null {
  const bytes = digest === null ? undefined : documents(digest);
  return bytes === undefined ? null : (decodeUtf8(bytes) ?? null);
}

/** The policy in a canonical text. */
export function policyIn(text: string): Json {
  const { policy }: { readonly policy: Json } = JSON.parse(text);
  return policy;
}

/** The objects of a canonical text: those of a cluster, or grants. */
export function objectsIn(text: string): readonly Json[] {
  const policy = policyIn(text);
  return Array.isArray(policy) ? policy : [];
}
