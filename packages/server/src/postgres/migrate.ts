import type { ClientBase } from 'pg';
import { logAndEvents } from './migrations/0001-log-and-events.ts';
import { derivedAndApart } from './migrations/0002-derived-and-apart.ts';
import { idempotencyAge } from './migrations/0003-idempotency-age.ts';
import { type Migration, statements } from './migrations/migration.ts';
import { ROLES } from './settings.ts';

/** In order; a number is never reused and a landed migration never edited. */
export const MIGRATIONS: readonly Migration[] = [logAndEvents, derivedAndApart, idempotencyAge];

const SCHEMA = 'countersign';
/** Any number will do as long as nobody else uses it: "countersi" in ASCII, cut to 63 bits. */
const LOCK = '7165072138817040745';
const MAJOR_MIN = 15;

/**
 * Brings the schema up to date, forward only, under an advisory lock, so that servers started at once wait for one
 * another. The connection's role becomes the owner of the tables. Throws on a database that is too old or too new.
 *
 * @returns the numbers that were applied now
 */
export async function migrate(client: ClientBase): Promise<number[]> {
  await assertVersion(client);
  await client.query('select pg_advisory_lock($1)', [LOCK]);
  try {
    await ensureSchema(client);
    const { rows } = await client.query<{ number: number }>(
      'select number from migrations order by 1',
    );
    const newest = rows.at(-1)?.number ?? 0;
    assertKnown(newest);
    const due = MIGRATIONS.filter(({ number }) => number > newest);
    for (const migration of due) await apply(client, migration);
    return due.map(({ number }) => number);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]);
  }
}

async function assertVersion(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    `select current_setting('server_version_num')::int / 10000 as version`,
  );
  const version = rows[0]?.version ?? 0;
  if (version < MAJOR_MIN) {
    throw new Error(
      `the database is PostgreSQL \`${version}\`; Countersign needs ${MAJOR_MIN} or newer`,
    );
  }
}

function assertKnown(newest: number): void {
  if (newest > MIGRATIONS.length) {
    throw new Error(
      `the database was migrated to step \`${newest}\` by a newer Countersign; this one knows ${MIGRATIONS.length}`,
    );
  }
}

async function ensureSchema(client: ClientBase): Promise<void> {
  await ensureAppRole(client);
  await client.query(`create schema if not exists ${SCHEMA}`);
  await client.query(`grant usage on schema ${SCHEMA} to ${ROLES.app}`);
  await client.query(`set search_path = ${SCHEMA}`);
  await client.query(
    'create table if not exists migrations (number integer primary key, name text not null, applied_at timestamptz not null default now())',
  );
}

/** The application's role: no superuser, no bypass of row-level security. */
async function ensureAppRole(client: ClientBase): Promise<void> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [ROLES.app]);
  if (found.rowCount !== 0) return;
  try {
    await client.query(`create role ${ROLES.app} nologin nosuperuser nobypassrls`);
    await client.query(`grant ${ROLES.app} to current_user`);
  } catch (cause) {
    throw new Error(
      `the role \`${ROLES.app}\` is missing and this login may not create it; ` +
        `have an administrator run \`CREATE ROLE ${ROLES.app}; GRANT ${ROLES.app} TO <login>\``,
      { cause },
    );
  }
}

async function apply(client: ClientBase, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    for (const statement of statements(migration, ROLES.app)) await client.query(statement);
    await client.query('insert into migrations (number, name) values ($1, $2)', [
      migration.number,
      migration.name,
    ]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new Error(`migration ${migration.number} (${migration.name}) failed`, { cause });
  }
}
