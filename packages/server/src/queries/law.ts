import type { Id, Roster, RuleSet, WorkspaceRecord } from '@countersign/domain';
import { withStoredDocuments } from '../commands/decide-with-documents.ts';
import type { QueryDeps } from './people.ts';

/** The Roster and RuleSet in force. */
export interface LawInForce {
  readonly workspace: WorkspaceRecord;
  readonly roster: Roster;
  readonly ruleSet: RuleSet;
}

/** `undefined` before founding. */
export async function lawInForce(deps: QueryDeps, id: Id): Promise<LawInForce | undefined> {
  const { workspace } = await deps.store.state(id, [`workspace/${id}`]);
  if (workspace === null) return undefined;
  const { roster, ruleSet } = await withStoredDocuments(deps, id, (facts) => ({
    roster: facts.roster(workspace.roster.digest),
    ruleSet: facts.ruleSet(workspace.ruleSet.digest),
  }));
  if (roster === undefined || ruleSet === undefined) {
    throw new Error(`the law of workspace ${id} is missing`);
  }
  return { workspace, roster, ruleSet };
}

/** The class the RuleSet gives an environment, the only place that does; `null` where it has none. */
export function classOf(law: LawInForce | undefined, environment: string): string | null {
  return law?.ruleSet.environments.find(({ name }) => name === environment)?.class ?? null;
}
