import type { DomainEvent, Id } from '@countersign/domain';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { isUnavailable, unavailable } from './database-error.ts';
import type { EventSource } from './workspace-view.ts';

/** One transaction of one workspace: row-level security is set to it before anything is read. */
export interface Transaction extends EventSource {
  readonly workspace: Id;
  /** The event with this seq. */
  atSeq(seq: number): Promise<DomainEvent | undefined>;
  rows<R extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** A statement that runs often: prepared once per connection under its name. */
  prepared<R extends QueryResultRow>(
    name: string,
    text: string,
    values: readonly unknown[],
  ): Promise<R[]>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text can be a workspace's id at all. */
export const isWorkspaceId = (text: string): boolean => UUID.test(text);

/** Opens a transaction for a workspace. The id is checked, since it goes into the one simple query that begins. */
export async function begin(client: PoolClient, workspace: Id, mode = ''): Promise<Transaction> {
  if (!isWorkspaceId(workspace)) throw new TypeError(`\`${workspace}\` is not a workspace id`);
  await client.query(
    `begin ${mode}; select set_config('countersign.workspace', '${workspace}', true)`,
  );
  return transactionOn(client, workspace);
}

/** Runs reads in one consistent snapshot. Throws `StoreUnavailable` when the database is away. */
export async function reading<T>(
  pool: Pool,
  workspace: Id,
  read: (tx: Transaction) => Promise<T>,
): Promise<T> {
  if (!isWorkspaceId(workspace)) return read(NOWHERE(workspace));
  return connected(pool, async (client) => {
    const result = await read(
      await begin(client, workspace, 'isolation level repeatable read read only'),
    );
    await client.query('commit');
    return result;
  });
}

/** Runs a small write of records that are no events. */
export async function writing<T>(
  pool: Pool,
  workspace: Id,
  write: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return connected(pool, async (client) => {
    const result = await write(await begin(client, workspace));
    await client.query('commit');
    return result;
  });
}

/** A connection whose state is thrown away with it when anything failed. */
export async function connected<T>(
  pool: Pool,
  use: (client: PoolClient) => Promise<T>,
): Promise<T> {
  let client: PoolClient | undefined;
  let failure: unknown;
  try {
    client = await pool.connect();
    return await use(client);
  } catch (error) {
    failure = error;
    throw isUnavailable(error) ? unavailable(error) : error;
  } finally {
    client?.release(failure !== undefined);
  }
}

function transactionOn(client: PoolClient, workspace: Id): Transaction {
  const rows = async <R extends QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<R[]> => (await client.query<R>(text, [...values])).rows;
  const prepared = async <R extends QueryResultRow>(
    name: string,
    text: string,
    values: readonly unknown[],
  ): Promise<R[]> => (await client.query<R>({ name, text, values: [...values] })).rows;
  const events = async (
    name: string,
    where: string,
    values: readonly unknown[],
  ): Promise<DomainEvent[]> => {
    const text = `select bytes from events where workspace_id = $1 and ${where}`;
    const found = await prepared<{ bytes: Buffer }>(name, text, [workspace, ...values]);
    return found.map(({ bytes }) => parseEvent(bytes));
  };
  return {
    workspace,
    rows,
    prepared,
    atSeq: async (seq) => (await events('event_at_seq', 'seq = $2', [seq]))[0],
    after: (seq, limit) => events('events_after', 'seq > $2 order by seq limit $3', [seq, limit]),
    ofStreams: (streams) => events('events_of_streams', 'stream = any($2) order by seq', [streams]),
    ofKind: (kind, except) =>
      events('events_of_kind', `stream >= $2 and stream < $3 and stream <> all($4) order by seq`, [
        `${kind}/`,
        `${kind}0`, // '0' follows '/' in the C collation
        except.map((id) => `${kind}/${id}`),
      ]),
  };
}

/** Our own canonical bytes, written by `appended`; the audit, not the store, is who distrusts them. */
export const parseEvent = (bytes: Buffer): DomainEvent =>
  JSON.parse(bytes.toString('utf8')) as DomainEvent;

/** What is not a workspace id has nothing in it. */
const NOWHERE = (workspace: Id): Transaction => ({
  workspace,
  rows: () => Promise.resolve([]),
  prepared: () => Promise.resolve([]),
  atSeq: () => Promise.resolve(undefined),
  after: () => Promise.resolve([]),
  ofStreams: () => Promise.resolve([]),
  ofKind: () => Promise.resolve([]),
});
