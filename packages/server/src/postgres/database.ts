import pg from 'pg';
import type { Cluster } from './cluster.ts';
import { migrate } from './migrate.ts';
import { DATABASE, ROLES } from './settings.ts';

/** How to reach a database: the owner migrates, the application appends. */
export interface DatabaseAccess {
  readonly owner: pg.ClientConfig;
  readonly app: pg.PoolConfig;
}

/** Connections one server process holds at most. */
const POOL_MAX = 12;
const CONNECT_TIMEOUT_MS = 5_000;

/** The database of an embedded cluster, made with its roles when it is not there. */
export async function embeddedDatabase(
  cluster: Cluster,
  name: string = DATABASE,
): Promise<DatabaseAccess> {
  const at = { host: cluster.socketFolder, ssl: false };
  const admin = new pg.Client({ ...at, user: ROLES.superuser, database: 'postgres' });
  admin.on('error', ignore);
  await admin.connect();
  try {
    for (const role of [ROLES.owner, ROLES.app]) await ensureRole(admin, role);
    const found = await admin.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0)
      await admin.query(`create database ${pg.escapeIdentifier(name)} owner ${ROLES.owner}`);
  } finally {
    await admin.end();
  }
  return {
    owner: { ...at, user: ROLES.owner, database: name },
    app: appPool({ ...at, user: ROLES.app, database: name }, ''),
  };
}

async function ensureRole(admin: pg.Client, role: string): Promise<void> {
  const found = await admin.query('select 1 from pg_roles where rolname = $1', [role]);
  if (found.rowCount === 0) await admin.query(`create role ${role} login nosuperuser nobypassrls`);
}

/**
 * A PostgreSQL of the operator's own. The login of `url` migrates (or that of `migrationUrl`) and works as the role
 * `countersign_app`, which migrations create or an administrator has granted to it.
 */
export function externalDatabase(url: string, migrationUrl: string = url): DatabaseAccess {
  return {
    owner: { connectionString: migrationUrl },
    app: appPool({ connectionString: url }, `-c role=${ROLES.app}`),
  };
}

/** Settings every connection of the application has, whichever database it goes to. */
export function appPool(config: pg.PoolConfig, options: string): pg.PoolConfig {
  return {
    ...config,
    max: POOL_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'countersign',
    options: `${options} -c search_path=countersign`.trim(),
    types: { getTypeParser },
  };
}

const INT8 = 20;

/** Sizes and sequence numbers are int8 and safe integers by far. */
const getTypeParser: typeof pg.types.getTypeParser = ((oid: number, format?: 'text') =>
  oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser;

/** Brings the schema up to date as the owner. */
export async function migrateDatabase(access: DatabaseAccess): Promise<number[]> {
  const client = new pg.Client(access.owner);
  client.on('error', ignore);
  await client.connect();
  try {
    return await migrate(client);
  } finally {
    await client.end();
  }
}

/**
 * The application's connections. A connection that breaks says so twice: to the query in flight, or the next one,
 * which rejects and is handled; and as an event, which would end the process where nobody listens.
 */
export function openPool(access: Pick<DatabaseAccess, 'app'>): pg.Pool {
  const pool = new pg.Pool(access.app);
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

const ignore = (): void => undefined;
