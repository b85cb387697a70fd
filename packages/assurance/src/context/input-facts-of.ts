import type { InputFacts } from '@countersign/analysis';
import {
  type CandidateState,
  environmentOf,
  type InputRule,
  type InventoryState,
  type RuleSetV2,
} from '@countersign/domain';
import { digest, type ProvenanceInput, parseProvenance, utf8 } from '@countersign/evidence';
import type { ContextWorld } from './context-for.ts';

/** The newest snapshots for a candidate, null where there is none. */
export interface Snapshots {
  readonly inventory: InventoryState | null;
  readonly use: InventoryState | null;
}

/**
 * The ages that count (R17): of the snapshots that the verification stands on, and of what the draft was made from,
 * each with the strictest limit of the RuleSet. A snapshot that a limit asks for and that was never recorded has no age,
 * which is never within it.
 */
export function inputFactsOf(
  candidate: CandidateState,
  snapshots: Snapshots,
  world: ContextWorld & { readonly ruleSet: RuleSetV2 },
): readonly InputFacts[] {
  const kinds = ['inventory', 'use'] as const;
  const own = kinds.flatMap((kind) =>
    snapshotFacts(kind, snapshots[kind], limitOf(kind, candidate, world.ruleSet)),
  );
  return [...own, ...draftFacts(candidate, world)];
}

type Limit = Pick<InputRule, 'maxAgeSeconds' | 'whenStale'> | null;

function snapshotFacts(
  kind: 'inventory' | 'use',
  snapshot: InventoryState | null,
  limit: Limit,
): readonly InputFacts[] {
  if (snapshot === null && limit === null) return [];
  return [
    {
      name: kind,
      digest: snapshot?.document ?? NOTHING,
      takenAt: snapshot?.takenAt ?? null,
      ...limited(limit),
    },
  ];
}

/** The digest of no bytes at all: there is no such document. */
const NOTHING = digest(utf8(''));

/** The shortest limit for the class of the environment; one that blocks goes before one that raises the tier. */
function limitOf(
  kind: InputRule['kind'],
  { environment }: CandidateState,
  ruleSet: RuleSetV2,
): Limit {
  const own = environmentOf(ruleSet, environment)?.class ?? '';
  const rules = ruleSet.inputs.filter(
    (rule) =>
      rule.kind === kind && (rule.environmentClass === null || rule.environmentClass.includes(own)),
  );
  if (rules.length === 0) return null;
  return {
    maxAgeSeconds: Math.min(...rules.map(({ maxAgeSeconds }) => maxAgeSeconds)),
    whenStale: rules.some(({ whenStale }) => whenStale === 'block') ? 'block' : 'raise',
  };
}

function limited(limit: Limit): Pick<InputFacts, 'maxAgeSeconds' | 'whenStale'> {
  return limit === null ? { maxAgeSeconds: null } : limit;
}

/** What the draft was made from and can go stale; the time of what was recorded here is the record's. */
function draftFacts(
  candidate: CandidateState,
  world: ContextWorld & { readonly ruleSet: RuleSetV2 },
): readonly InputFacts[] {
  const bytes = candidate.provenance && world.documents(candidate.provenance);
  const parsed = bytes ? parseProvenance(bytes) : undefined;
  const inputs = parsed?.ok === true ? parsed.value.inputs : [];
  const ageing = inputs.filter((one) => one.takenAt !== null || kindOf(one) !== null);
  return ageing.map((one, at) => {
    const kind = kindOf(one);
    const recorded = [...world.state.inventories.values()].find(
      ({ document }) => document === one.digest,
    );
    return {
      // Names of checks are told apart, and a draft may have several inputs of one name.
      name: `draft/${at + 1}-${one.name}`,
      digest: one.digest,
      takenAt: recorded?.takenAt ?? one.takenAt,
      ...limited(kind === null ? null : limitOf(kind, candidate, world.ruleSet)),
    };
  });
}

function kindOf({ name }: ProvenanceInput): InputRule['kind'] | null {
  return name === 'inventory' || name === 'use' ? name : null;
}
