import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { analysisPool } from './analysis-pool/analysis-pool.ts';
import { rosterReader } from './auth/roster.ts';
import { setupToken } from './auth/setup-token.ts';
import { createVisitCode } from './auth/visit.ts';
import type { Deps } from './commands/deps.ts';
import { factsCache } from './commands/facts-cache.ts';
import { type Config, type ConfigOptions, readConfig } from './config.ts';
import { buildApp } from './http/app.ts';
import type { AppContext } from './http/context.ts';
import { type Evaluation, evaluationOf } from './start/evaluation.ts';
import { freePort, portFault } from './start/free-port.ts';
import { type ServerLog, serverLog } from './start/server-log.ts';
import { startSweeper } from './start/sweeper.ts';
import { uuidV7 } from './start/uuid-v7.ts';
import { openStorage, type Storage } from './store/storage.ts';
import { VERSION } from './version.ts';

export interface ServerOptions extends ConfigOptions {
  /** Sign-in attempts one address may make in a minute; 60 unless told. */
  readonly signInsPerMinute?: number | undefined;
  readonly now?: () => string;
}

/** A server that answers. */
export interface RunningServer {
  /** The origin: the one address to use, also in browsers. */
  readonly url: string;
  readonly port: number;
  /** The evaluation workspace, with a link that signs one visitor in, once; `null` where there is none. */
  readonly evaluation: (Evaluation & { readonly visitUrl: string }) | null;
  /** File with the token that founds workspaces. */
  readonly setupTokenPath: string;
  readonly logPath: string;
  readonly data: string;
  readonly state: string;
  /** Whether the web app was built. */
  readonly hasWeb: boolean;
  /** What whoever starts should be told: moved folders, a reaped orphan. */
  readonly notes: readonly string[];
  /** Rejects when the embedded database is gone for good. */
  readonly failed: Promise<never>;
  /** Stops in order: requests end, then signing, then the database. */
  stop(): Promise<void>;
}

/**
 * Starts a server: port, database, store, publisher, HTTP. Prints nothing. Throws `StartFault`, `PostgresFault` or
 * `KeyPermissions`, each with a code, a sentence and what to do; what was started before is stopped again.
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const config = readConfig(options);
  const port = await freePort(config.host, config.port);
  const opened: Opened[] = [];
  try {
    const storage = await open(opened, await openStorage(config), (one) => one.close());
    const log = await open(opened, serverLog(config.state), (one) => one.close());
    const origin = config.origin ?? `http://localhost:${port}`;
    const now = options.now ?? (() => new Date().toISOString());
    const deps = await depsOf(opened, storage, { origin, now });
    const samples = join(config.root, 'examples', 'first-approval');
    const evaluation = await evaluationOf(deps, config.state, samples);
    const context = contextOf({ config, options, deps, log, evaluation, origin });
    const app = await open(opened, await buildApp(context), (one) => one.close());
    const stopSweeper = startSweeper(deps, (error) => app.log.error({ err: error }, 'sweep'));
    await open(opened, stopSweeper, (stop) => stop());
    await listen(app, config.host, port);
    return {
      url: context.origin,
      port,
      evaluation: evaluation && (await withVisit(deps, context, evaluation)),
      setupTokenPath: context.setupToken.path,
      logPath: log.path,
      data: config.data,
      state: config.state,
      hasWeb: context.webFolder !== null,
      notes: storage.notes,
      failed: storage.failed,
      stop: () => closeAll(opened),
    };
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

type Opened = () => Promise<void>;

async function open<T>(
  opened: Opened[],
  value: T,
  close: (value: T) => Promise<unknown>,
): Promise<T> {
  opened.push(async () => void (await close(value)));
  return value;
}

/** In the reverse order of opening; one that fails to close does not keep the others open. */
async function closeAll(opened: Opened[]): Promise<void> {
  const faults: unknown[] = [];
  for (const close of opened.splice(0).reverse()) {
    await close().catch((error: unknown) => faults.push(error));
  }
  if (faults.length > 0) throw faults[0];
}

async function depsOf(
  opened: Opened[],
  { store, publisher, keys }: Storage,
  { origin, now }: { readonly origin: string; readonly now: () => string },
): Promise<Deps> {
  const analysis = await open(opened, analysisPool(), (pool) => pool.close());
  return {
    store,
    publisher,
    keys,
    analysis,
    now,
    newId: () => uuidV7(Date.parse(now())),
    passkeys: { rpId: new URL(origin).hostname, origins: [origin] },
    facts: factsCache(),
  };
}

function contextOf(parts: {
  readonly config: Config;
  readonly options: ServerOptions;
  readonly deps: Deps;
  readonly log: ServerLog;
  readonly evaluation: Evaluation | null;
  readonly origin: string;
}): AppContext {
  const { config, options, deps, log, evaluation, origin } = parts;
  return {
    deps,
    rosterOf: rosterReader(deps.store),
    setupToken: setupToken(config.state),
    origin,
    version: VERSION,
    evaluation: () => evaluation?.workspace ?? null,
    webFolder: existsSync(join(config.webFolder, 'index.html')) ? config.webFolder : null,
    logTo: log,
    signInsPerMinute: options.signInsPerMinute ?? 60,
  };
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw portFault(error, host, port);
  }
}

async function withVisit(
  deps: Deps,
  { origin }: AppContext,
  evaluation: Evaluation,
): Promise<Evaluation & { readonly visitUrl: string }> {
  const code = await createVisitCode(deps, evaluation.workspace);
  return { ...evaluation, visitUrl: `${origin}/visit?code=${code}` };
}
