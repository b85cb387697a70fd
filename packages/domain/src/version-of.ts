import { idOfStream, kindOfStream } from './event-rule.ts';
import type { Versioned, WorkspaceState } from './state.ts';
import type { Table } from './table.ts';

/** How many events of a stream the state has folded; 0 for a stream it has not met. */
export function versionOf(state: WorkspaceState, stream: string): number {
  const id = idOfStream(stream);
  const kind = kindOfStream(stream);
  if (kind === 'workspace') return state.workspace?.id === id ? state.workspace.version : 0;
  return tableOf(state, kind)?.get(id)?.version ?? 0;
}

function tableOf(state: WorkspaceState, kind: string): Table<Versioned> | undefined {
  const tables: Readonly<Record<string, Table<Versioned>>> = {
    governance: state.governance,
    token: state.tokens,
    nhi: state.nhis,
    'resource-owner': state.resourceOwners,
    requirement: state.requirements,
    policy: state.policies,
    candidate: state.candidates,
    release: state.releases,
    inventory: state.inventories,
    template: state.templates,
    'standing-decision': state.standingDecisions,
  };
  return Object.hasOwn(tables, kind) ? tables[kind] : undefined;
}
