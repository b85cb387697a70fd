import type { Digest, Id, Instant } from '@countersign/domain';
import type { Pool } from 'pg';
import type { AccessRecords, Person, PersonRecords, Session, SetupRecords } from './records.ts';
import { parseSecret } from './secrets.ts';
import { connected, reading, type Transaction, writing } from './transaction.ts';
import { writePerson } from './writes.ts';

/** Names of humans, in the database. */
export function postgresPersons(pool: Pool): PersonRecords {
  const all = (workspace: Id): Promise<readonly Person[]> =>
    reading(pool, workspace, async (tx) => {
      const rows = await tx.rows<{ human: Id; name: string; salt: Buffer }>(
        'select human, name, salt from persons where workspace_id = $1 order by human',
        [workspace],
      );
      return rows.map(({ human, name, salt }) => ({ human, name, salt: salt.toString('hex') }));
    });
  return {
    all,
    put: (workspace, persons) =>
      writing(pool, workspace, async (tx) => {
        for (const person of persons) await writePerson(tx, person);
      }),
    names: async (workspace, humans) => {
      const wanted = humans && new Set(humans);
      const persons = (await all(workspace)).filter(({ human }) => wanted?.has(human) ?? true);
      return new Map(persons.map(({ human, name }) => [human, name]));
    },
  };
}

/** Sessions, API tokens and sign-in challenges, in the database. */
export function postgresAccess(pool: Pool): AccessRecords {
  return {
    openSession: (session) => writing(pool, session.workspace, (tx) => openSession(tx, session)),
    session: async (secret, at) => {
      const parsed = parseSecret(secret);
      if (parsed?.kind !== 'session') return undefined;
      return reading(pool, parsed.workspace, (tx) => findSession(tx, parsed.secretDigest, at));
    },
    closeSession: async (secret) => {
      const parsed = parseSecret(secret);
      if (parsed?.kind !== 'session') return;
      const text = 'delete from sessions where workspace_id = $1 and secret_digest = $2';
      await writing(pool, parsed.workspace, (tx) =>
        tx.rows(text, [tx.workspace, parsed.secretDigest]),
      );
    },
    apiToken: async (secret, at) => {
      const parsed = parseSecret(secret);
      if (parsed?.kind !== 'api-token') return undefined;
      const { workspace, secretDigest } = parsed;
      const rows = await reading(pool, workspace, (tx) =>
        tx.rows<{ id: Id }>(
          'select id from api_tokens where workspace_id = $1 and secret_digest = $2 and expires_at > $3',
          [workspace, secretDigest, at],
        ),
      );
      return rows[0] && { workspace, id: rows[0].id };
    },
    putChallenge: async (workspace, nonce, expiresAt) => {
      const text =
        'insert into login_challenges (workspace_id, nonce, expires_at) values ($1, $2, $3)';
      await writing(pool, workspace, (tx) => tx.rows(text, [workspace, nonce, expiresAt]));
    },
    takeChallenge: async (workspace, nonce, at) => {
      const text = `delete from login_challenges where workspace_id = $1 and nonce = $2 returning expires_at > $3 as live`;
      const rows = await writing(pool, workspace, (tx) =>
        tx.rows<{ live: boolean }>(text, [workspace, nonce, at]),
      );
      return rows[0]?.live === true;
    },
  };
}

async function openSession(
  tx: Transaction,
  session: Session & { secretDigest: Digest },
): Promise<void> {
  await tx.rows(
    `insert into sessions (workspace_id, secret_digest, kind, human, credential, expires_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      tx.workspace,
      session.secretDigest,
      session.kind,
      session.human,
      session.credential,
      session.expiresAt,
    ],
  );
}

async function findSession(
  tx: Transaction,
  secretDigest: Digest,
  at: Instant,
): Promise<Session | undefined> {
  const rows = await tx.rows<Session & Record<string, unknown>>(
    `select workspace_id as workspace, kind, human, credential, expires_at as "expiresAt"
     from sessions where workspace_id = $1 and secret_digest = $2 and expires_at > $3`,
    [tx.workspace, secretDigest, at],
  );
  return rows[0];
}

/** Facts of the installation, in the database. */
export function postgresSetup(pool: Pool): SetupRecords {
  const query = <R extends object>(text: string, values: unknown[]): Promise<R[]> =>
    connected(pool, async (client) => (await client.query<R>(text, values)).rows);
  return {
    get: async (name) => {
      const rows = await query<{ value: unknown }>('select value from setup where name = $1', [
        name,
      ]);
      return rows[0]?.value;
    },
    put: async (name, value) => {
      const text = `insert into setup (name, value) values ($1, $2)
        on conflict (name) do update set value = excluded.value`;
      await query(text, [name, JSON.stringify(value)]);
    },
    take: async (name) =>
      (await query('delete from setup where name = $1 returning name', [name])).length === 1,
  };
}
