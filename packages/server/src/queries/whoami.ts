import type { Whoami } from '@countersign/api';
import { activeHuman, type Id } from '@countersign/domain';
import { lawInForce } from './law.ts';
import type { QueryDeps } from './people.ts';
import { textOf } from './texts.ts';

/** Who is signed in, with roles and authority from the Roster in force; a token and a visitor have none. */
export async function whoami(
  deps: QueryDeps,
  workspace: Id,
  actor: Whoami['actor'],
): Promise<Whoami | undefined> {
  const law = await lawInForce(deps, workspace);
  if (law === undefined) return undefined;
  const human = actor.kind === 'human' ? activeHuman(law.roster, actor.id, deps.now()) : undefined;
  return {
    workspace,
    mode: law.workspace.mode,
    actor,
    name: await nameOf(deps, workspace, actor),
    roles: [...(human?.roles ?? [])],
    accepts: human?.accepts.map((accepted) => ({ ...accepted })) ?? [],
  };
}

async function nameOf(
  deps: QueryDeps,
  workspace: Id,
  { kind, id }: Whoami['actor'],
): Promise<string | null> {
  if (kind === 'human') return (await deps.store.persons.names(workspace, [id])).get(id) ?? null;
  const token = (await deps.store.aggregate(workspace, 'token', id))?.state;
  return token === undefined ? null : textOf(deps, workspace, token.name);
}
