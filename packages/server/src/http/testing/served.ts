import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@countersign/api';
import type { Id } from '@countersign/domain';
import { canonicalBytes, SSH_NAMESPACES, signSsh } from '@countersign/evidence';
import { rosterReader } from '../../auth/roster.ts';
import { setupToken } from '../../auth/setup-token.ts';
import { createVisitCode, useVisitCode, VISIT_COOKIE } from '../../auth/visit.ts';
import { foundWorkspace, reserveWorkspace } from '../../commands/found-workspace.ts';
import { governanceEnvelope, personInput, type TestPerson } from '../../commands/testing/people.ts';
import {
  firstRoster,
  firstRuleSet,
  foundedWorld,
  PEOPLE,
  type World,
} from '../../commands/testing/world.ts';
import { buildApp } from '../app.ts';

/** A founded workspace behind a real HTTP server on a free port. */
export interface Served extends World {
  readonly url: string;
  readonly setupToken: string;
  /** A client that sends this credential. */
  client(token?: string): Client;
  /** Signs in over HTTP as the program of that person would. */
  signIn(who: TestPerson, workspace?: Id): Promise<string>;
  /** A `Cookie` header of a visitor. */
  visit(): Promise<string>;
  /** Founds another workspace with the same people on the same server. */
  foundAnother(): Promise<Id>;
}

/** Serves the world that command tests use. */
export async function served(
  options: { readonly signInsPerMinute?: number } = {},
): Promise<Served> {
  const world = await foundedWorld();
  const state = mkdtempSync(join(tmpdir(), 'countersign-http-'));
  const token = setupToken(state);
  const app = await buildApp({
    deps: world.deps,
    rosterOf: rosterReader(world.deps.store),
    setupToken: token,
    origin: ORIGIN,
    version: '0.0.0-test',
    evaluation: () => null,
    webFolder: null,
    logTo: null,
    signInsPerMinute: options.signInsPerMinute ?? 10_000,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const client = (bearer?: string) => createClient({ baseUrl: url, token: bearer });
  return {
    ...world,
    url,
    setupToken: readFileSync(token.path, 'utf8').trim(),
    client,
    signIn: (who, workspace = world.workspace) => signIn(client(), workspace, who),
    visit: async () => {
      const visit = await useVisitCode(
        world.deps,
        await createVisitCode(world.deps, world.workspace),
      );
      return `${VISIT_COOKIE}=${visit?.secret}`;
    },
    foundAnother: () => foundAnother(world),
    close: async () => {
      await app.close();
      await world.close();
      rmSync(state, { recursive: true });
    },
  };
}

/** Challenges name this, whatever port the test got. */
export const ORIGIN = 'http://localhost:7390';

async function signIn(client: Client, workspace: Id, who: TestPerson): Promise<string> {
  const issued = await client.createLoginChallenge({ params: { workspace } });
  if (!issued.ok) throw new Error(issued.problem.detail);
  const { challenge } = issued.value;
  const message = canonicalBytes(challenge);
  const signature = signSsh({ message, namespace: SSH_NAMESPACES.login, seed: who.seed });
  const opened = await client.createSession({
    params: { workspace },
    body: { challenge, signature },
  });
  if (!opened.ok) throw new Error(opened.problem.detail);
  return opened.value.token;
}

async function foundAnother({ deps }: World): Promise<Id> {
  const { workspace, serviceKeys } = await reserveWorkspace(deps, { mode: 'founded' });
  const quorum = [PEOPLE.author, PEOPLE.owner];
  const founded = await foundWorkspace(deps, {
    workspace,
    roster: governanceEnvelope('roster', firstRoster(workspace, serviceKeys), quorum),
    ruleSet: governanceEnvelope('ruleset', firstRuleSet(workspace), quorum),
    persons: Object.values(PEOPLE).map(personInput),
  });
  if (!founded.ok) throw new Error(JSON.stringify(founded.refusals));
  return workspace;
}
