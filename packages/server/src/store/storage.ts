import type { Pool } from 'pg';
import type { Anchor } from '../anchor/anchor.ts';
import { AnchoredPublisher } from '../anchor/anchored-publisher.ts';
import { fileAnchor } from '../anchor/file-anchor.ts';
import type { Publisher } from '../anchor/publisher.ts';
import { type Env, folders } from '../config/folders.ts';
import { fileKeys } from '../keys/file-keys.ts';
import { assertOwnState } from '../keys/private-path.ts';
import type { KeyRing } from '../keys/signer.ts';
import { type Cluster, startCluster } from '../postgres/cluster.ts';
import {
  type DatabaseAccess,
  embeddedDatabase,
  externalDatabase,
  migrateDatabase,
  openPool,
} from '../postgres/database.ts';
import { NO_ROOM, postgresFault } from '../postgres/fault.ts';
import { isDiskFull, isUnavailable, unavailable } from './database-error.ts';
import { postgresStore } from './postgres-store.ts';
import type { Store } from './store.ts';

/** Everything a server keeps state with, wired. */
export interface Storage {
  readonly store: Store;
  readonly publisher: Publisher;
  readonly keys: KeyRing;
  /** What to tell whoever starts the server: moved folders, a reaped orphan, applied migrations. */
  readonly notes: readonly string[];
  /** Rejects when the embedded database is gone for good; never settles otherwise. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

export interface StorageOptions {
  /** The repository or installation folder. */
  readonly root: string;
  /** `DATABASE_URL`, `COUNTERSIGN_MIGRATION_URL`, `COUNTERSIGN_DATA`, `COUNTERSIGN_STATE`, XDG folders. */
  readonly env: Env;
  readonly anchor?: Anchor;
  readonly keys?: KeyRing;
}

/**
 * Opens the store: PostgreSQL by `DATABASE_URL`, else the embedded one; migrated; every workspace compared with its
 * anchor. Throws `PostgresFault` or `KeyPermissions` with what to do.
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { data, state } = folders(options.root, options.env);
  if (options.keys === undefined || options.anchor === undefined) assertOwnState(state);
  const keys = options.keys ?? fileKeys(state);
  const anchor = options.anchor ?? fileAnchor(state);
  const url = options.env['DATABASE_URL'];
  const cluster = url ? undefined : await startCluster({ data, env: options.env });
  try {
    const access = url
      ? externalDatabase(url, options.env['COUNTERSIGN_MIGRATION_URL'] || url)
      : await embeddedDatabase(cluster as Cluster);
    const opened = await openDatabase(access, { keys, anchor });
    const close = (): Promise<void> => opened.close().finally(() => cluster?.stop());
    return {
      ...opened,
      notes: [...(cluster?.notes ?? []), ...opened.notes],
      failed: cluster?.failed ?? NEVER,
      close,
    };
  } catch (error) {
    await cluster?.stop();
    throw startFault(error);
  }
}

/** What the database answered while it was opened, in clear words. */
function startFault(error: unknown): unknown {
  if (isDiskFull(error)) return postgresFault('open the database', NO_ROOM, error);
  return isUnavailable(error) ? unavailable(error) : error;
}

const NEVER: Promise<never> = new Promise(() => undefined);

/** Migrates and opens one database, and compares every workspace in it with its anchor. */
export async function openDatabase(
  access: DatabaseAccess,
  trust: { readonly keys: KeyRing; readonly anchor: Anchor },
): Promise<Storage> {
  const applied = await migrateDatabase(access);
  const pool = openPool(access);
  const publisher = new AnchoredPublisher({ pool, ...trust });
  const store = anchoredStore(pool, publisher);
  try {
    for (const { id } of await store.workspaces()) await publisher.check(id);
  } catch (error) {
    await store.close();
    throw error;
  }
  const notes = applied.length > 0 ? [`database schema migrated to step ${applied.at(-1)}`] : [];
  return { store, publisher, keys: trust.keys, notes, failed: NEVER, close: () => store.close() };
}

/** The store whose commits reach the anchor, and whose writes stop where the anchor says so. */
function anchoredStore(pool: Pool, publisher: AnchoredPublisher): Store {
  const store = postgresStore({
    pool,
    refusals: (workspace) => publisher.refusals(workspace),
    onFault: (workspace) => publisher.forget(workspace),
  });
  return {
    ...store,
    command: async (input, work) => {
      const committed = await store.command(input, work);
      if (committed.ok && committed.events.length > 0) publisher.nudge(input.workspace);
      return committed;
    },
    createWorkspace: async (workspace) => {
      const isMade = await store.createWorkspace(workspace);
      if (isMade) await publisher.check(workspace.id);
      return isMade;
    },
    close: async () => {
      await publisher.close();
      await store.close();
    },
  };
}
