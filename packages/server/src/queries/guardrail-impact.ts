import type { Estate, Guardrail, Reverified, ReverifyCheckpoint } from '@countersign/analysis';
import type { GuardrailImpact } from '@countersign/api';
import { estateInForce, type ManagedPolicy } from '@countersign/assurance';
import type { Id, RuleSet, WorkspaceState } from '@countersign/domain';
import { type Inventory, type Json, parseInventory, parseRuleSet } from '@countersign/evidence';
import type { Answered } from '../analysis-pool/analysis-pool.ts';
import type { ReverifyJob } from '../analysis-pool/job.ts';
import { type Refused, refuse } from '../commands/deps.ts';
import { classOf, lawInForce } from './law.ts';
import type { QueryDeps } from './people.ts';
import { documentText } from './texts.ts';

type Impact = { readonly ok: true; readonly value: GuardrailImpact } | Refused;

/** Entries of one job: on the slowest real shapes a few seconds, well within the wall time of a worker. */
const AT_ONCE = 2000;

/**
 * Holds everything known to be in force against the guardrails that a RuleSet would change, or, without one, against
 * those that are in force: what they newly catch, what they no longer do, and what is not decided. Stores nothing.
 * Refuses what `parseRuleSet` refuses, and ANALYSIS_UNAVAILABLE.
 */
export async function guardrailImpact(
  deps: QueryDeps,
  workspace: Id,
  proposed: unknown,
): Promise<Impact> {
  const law = await lawInForce(deps, workspace);
  if (law === undefined) {
    return refuse('UNKNOWN_WORKSPACE', `there is no workspace \`${workspace}\``);
  }
  const inForce = guardrailsOf(law.ruleSet);
  const parsed = proposed === null ? null : parseRuleSet(proposed as Json);
  if (parsed !== null && !parsed.ok) return parsed;
  const changes =
    parsed === null ? changesOf([], inForce) : changesOf(inForce, guardrailsOf(parsed.value));
  const state = await deps.store.state(workspace, STREAMS);
  const estate = estateInForce({
    inventories: await inventoriesOf(deps, workspace, state),
    managed: await managedPolicies(deps, workspace, state),
    classOf: (environment) => classOf(law, environment),
  });
  const guardrails: GuardrailImpact['guardrails'] = [];
  for (const change of changes) {
    const held = await heldAgainst(deps, estate, change);
    if (!held.ok) return held;
    guardrails.push(held.value);
  }
  return { ok: true, value: { entries: estate.entries.length, guardrails } };
}

/** Who serves whom stands in candidates; the cost grows with their number, and with that of the policies. */
const STREAMS = ['policy/*', 'candidate/*', 'nhi/*', 'inventory/*'];

function guardrailsOf(ruleSet: RuleSet): readonly Guardrail[] {
  return ruleSet.v === 1 ? [] : (ruleSet.guardrails as unknown as readonly Guardrail[]);
}

interface Change {
  readonly name: string;
  readonly change: 'added' | 'changed' | 'removed';
  readonly before: Guardrail | null;
  readonly after: Guardrail | null;
}

function changesOf(before: readonly Guardrail[], after: readonly Guardrail[]): readonly Change[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  return names.flatMap((name): Change[] => {
    const was = before.find((one) => one.name === name) ?? null;
    const is = after.find((one) => one.name === name) ?? null;
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    const change = was === null ? 'added' : is === null ? 'removed' : 'changed';
    return [{ name, change, before: was, after: is }];
  });
}

async function heldAgainst(
  deps: QueryDeps,
  { entries, texts }: Estate,
  { name, change, before, after }: Change,
): Promise<Refused | { readonly ok: true; readonly value: GuardrailImpact['guardrails'][number] }> {
  const at = deps.now();
  const job = { kind: 'reverify', entries, texts: [...(texts as Map<never, string>)] } as const;
  for (let start: ReverifyCheckpoint | null = null; ; ) {
    const part: Answered<ReverifyJob> = await deps.analysis.run<ReverifyJob>({
      ...job,
      before,
      after,
      at,
      start,
      atMost: AT_ONCE,
    });
    if (!part.ok) return refuse('ANALYSIS_UNAVAILABLE', part.message, { why: part.why });
    if (!part.value.ok) return part.value;
    start = part.value.value;
    if (start.next >= entries.length) return { ok: true, value: told(name, change, start.found) };
  }
}

function told(
  name: string,
  change: Change['change'],
  { caught, mended, undetermined, stillBroken, counts }: Reverified,
): GuardrailImpact['guardrails'][number] {
  const value = { name, change, caught, mended, undetermined, stillBroken, proofs: counts.proofs };
  return structuredClone(value) as GuardrailImpact['guardrails'][number];
}

/** The newest snapshot of each environment and language; the state keeps no older ones. */
async function inventoriesOf(
  deps: QueryDeps,
  workspace: Id,
  { inventories }: WorkspaceState,
): Promise<readonly Inventory[]> {
  const found: Inventory[] = [];
  for (const { kind, document } of inventories.values()) {
    if (kind !== 'inventory') continue;
    const parsed = parseInventory(
      (await deps.store.document(workspace, document)) ?? new Uint8Array(),
    );
    if (!parsed.ok) throw new Error(`document ${document} is no inventory`);
    found.push(parsed.value);
  }
  return found;
}

async function managedPolicies(
  deps: QueryDeps,
  workspace: Id,
  state: WorkspaceState,
): Promise<readonly ManagedPolicy[]> {
  const served = new Map([...state.candidates.values()].map(({ policy, nhi }) => [policy, nhi]));
  const policies = [...state.policies.values()].flatMap((policy) =>
    policy.base === null ? [] : [{ ...policy, digest: policy.base }],
  );
  const nhis = policies.map(({ id }) => state.nhis.get(served.get(id) ?? ''));
  const words = await deps.store.texts(workspace, [
    ...policies.map(({ name }) => name),
    ...nhis.flatMap((nhi) => nhi?.externalId ?? []),
  ]);
  const managed: ManagedPolicy[] = [];
  for (const [index, { id, name, environment, language, digest }] of policies.entries()) {
    const text = await documentText(deps, workspace, digest);
    if (text === null) throw new Error(`document ${digest} is missing`);
    const externalId = words.get(nhis[index]?.externalId ?? name) ?? null;
    managed.push({
      name: words.get(name) ?? id,
      environment,
      language,
      digest,
      text,
      externalId: nhis[index] === undefined ? null : externalId,
    });
  }
  return managed;
}
