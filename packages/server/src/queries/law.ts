import type { Id, Roster, RuleSet, WorkspaceRecord } from '@countersign/domain';
import { parseRoster, parseRuleSet } from '@countersign/evidence';
import type { QueryDeps } from './people.ts';

/** The Roster and RuleSet in force. */
export interface LawInForce {
  readonly workspace: WorkspaceRecord;
  readonly roster: Roster;
  readonly ruleSet: RuleSet;
}

/** `undefined` before founding. */
export async function lawInForce({ store }: QueryDeps, id: Id): Promise<LawInForce | undefined> {
  const { workspace } = await store.state(id, [`workspace/${id}`]);
  if (workspace === null) return undefined;
  const roster = parseRoster(
    (await store.document(id, workspace.roster.digest)) ?? new Uint8Array(),
  );
  const ruleSet = parseRuleSet(
    (await store.document(id, workspace.ruleSet.digest)) ?? new Uint8Array(),
  );
  if (!roster.ok || !ruleSet.ok) throw new Error(`the law of workspace ${id} is missing`);
  return { workspace, roster: roster.value, ruleSet: ruleSet.value };
}

/** The class the RuleSet gives an environment, the only place that does; `null` where it has none. */
export function classOf(law: LawInForce | undefined, environment: string): string | null {
  return law?.ruleSet.environments.find(({ name }) => name === environment)?.class ?? null;
}
