import type { Digest, DomainEvent, Id, Instant } from '@countersign/domain';
import type { CompletedNode, Frontier } from '@countersign/evidence';
import type { Transaction } from './transaction.ts';
import { find, idOf, isAggregateKind, kindOf, type View } from './workspace-view.ts';

/** Everything one transaction is going to write; nothing reaches the database before its commands have decided. */
export interface Writes {
  readonly events: {
    readonly event: DomainEvent;
    readonly entry: number;
    readonly bytes: Uint8Array;
  }[];
  readonly entries: {
    readonly index: number;
    readonly kind: 'event' | 'hashedrekord';
    readonly seq: number;
    readonly bytes: Uint8Array | null;
  }[];
  readonly nodes: CompletedNode[];
  readonly documents: Map<Digest, Uint8Array>;
  readonly texts: Map<Digest, { readonly salt: Uint8Array; readonly text: string }>;
  readonly persons: Map<Id, { readonly name: string; readonly salt: string }>;
  readonly tokens: {
    readonly id: Id;
    readonly secretDigest: Digest;
    readonly expiresAt: Instant;
  }[];
  readonly idempotency: IdempotencyRow[];
}

export interface IdempotencyRow {
  readonly actor: string;
  readonly key: string;
  readonly request: string;
  readonly answer: unknown;
  readonly firstSeq: number;
  readonly events: number;
  readonly hashedrekordEntry: number | null;
  readonly logSize: number;
  readonly at: Instant;
}

export function noWrites(): Writes {
  return {
    events: [],
    entries: [],
    nodes: [],
    documents: new Map(),
    texts: new Map(),
    persons: new Map(),
    tokens: [],
    idempotency: [],
  };
}

/** Adds one command's writes to its transaction's. */
export function addWrites(to: Writes, from: Writes): void {
  to.events.push(...from.events);
  to.entries.push(...from.entries);
  to.nodes.push(...from.nodes);
  to.tokens.push(...from.tokens);
  to.idempotency.push(...from.idempotency);
  for (const [digest, bytes] of from.documents) to.documents.set(digest, bytes);
  for (const [digest, text] of from.texts) to.texts.set(digest, text);
  for (const [human, person] of from.persons) to.persons.set(human, person);
}

/** Writes it all: one statement a table, whatever the number of rows. */
export async function flush(
  tx: Transaction,
  writes: Writes,
  view: View,
  frontier: Frontier,
): Promise<void> {
  await writeLog(tx, writes, view, frontier);
  await writeContent(tx, writes);
  await writeAggregates(tx, writes, view);
  await writeIdempotency(tx, writes.idempotency);
}

async function writeLog(
  tx: Transaction,
  writes: Writes,
  view: View,
  frontier: Frontier,
): Promise<void> {
  const { events, entries, nodes } = writes;
  if (entries.length === 0) return;
  await tx.prepared(
    'append_events',
    `with e as (
       insert into events (workspace_id, seq, stream, version, type, entry, bytes)
       select $1, * from unnest($2::bigint[], $3::text[], $4::integer[], $5::text[], $6::bigint[], $7::bytea[])
     )
     insert into outbox (workspace_id, seq) select $1, unnest($2::bigint[])`,
    [
      tx.workspace,
      events.map(({ event }) => event.seq),
      events.map(({ event }) => event.stream),
      events.map(({ event }) => event.version),
      events.map(({ event }) => event.type),
      events.map(({ entry }) => entry),
      events.map(({ bytes }) => Buffer.from(bytes)),
    ],
  );
  await tx.prepared(
    'append_log',
    `with e as (
       insert into log_entries (workspace_id, index, kind, event, bytes)
       select $1, * from unnest($2::bigint[], $3::text[], $4::bigint[], $5::bytea[])
     ), n as (
       insert into log_nodes (workspace_id, level, index, hash)
       select $1, * from unnest($6::smallint[], $7::bigint[], $8::bytea[])
     )
     update log_heads set size = $9, next_seq = $10, frontier = $11 where workspace_id = $1`,
    [
      tx.workspace,
      entries.map(({ index }) => index),
      entries.map(({ kind }) => kind),
      entries.map(({ seq }) => seq),
      entries.map(({ bytes }) => bytes && Buffer.from(bytes)),
      nodes.map(({ level }) => level),
      nodes.map(({ index }) => index),
      nodes.map(({ hash }) => Buffer.from(hash)),
      frontier.size,
      view.seq + 1,
      Buffer.concat(frontier.hashes),
    ],
  );
}

async function writeContent(tx: Transaction, writes: Writes): Promise<void> {
  const { documents, texts, persons, tokens } = writes;
  if (documents.size > 0) {
    await tx.prepared(
      'put_documents',
      `insert into documents (workspace_id, digest, bytes)
       select $1, * from unnest($2::text[], $3::bytea[]) on conflict do nothing`,
      [
        tx.workspace,
        [...documents.keys()],
        [...documents.values()].map((bytes) => Buffer.from(bytes)),
      ],
    );
  }
  if (texts.size > 0) {
    await tx.prepared(
      'put_texts',
      `insert into texts (workspace_id, digest, salt, text)
       select $1, * from unnest($2::text[], $3::bytea[], $4::text[]) on conflict do nothing`,
      [
        tx.workspace,
        [...texts.keys()],
        [...texts.values()].map(({ salt }) => Buffer.from(salt)),
        [...texts.values()].map(({ text }) => text),
      ],
    );
  }
  for (const [human, { name, salt }] of persons) await writePerson(tx, { human, name, salt });
  for (const { id, secretDigest, expiresAt } of tokens) {
    await tx.rows(
      'insert into api_tokens (workspace_id, id, secret_digest, expires_at) values ($1, $2, $3, $4)',
      [tx.workspace, id, secretDigest, expiresAt],
    );
  }
}

/** Keeps or corrects a person's name. */
export async function writePerson(
  tx: Transaction,
  person: { readonly human: Id; readonly name: string; readonly salt: string },
): Promise<void> {
  await tx.rows(
    `insert into persons (workspace_id, human, name, salt) values ($1, $2, $3, $4)
     on conflict (workspace_id, human) do update set name = excluded.name, salt = excluded.salt`,
    [tx.workspace, person.human, person.name, Buffer.from(person.salt, 'hex')],
  );
}

/** Upserts the domain's state of every aggregate an event of this transaction touched. */
async function writeAggregates(tx: Transaction, writes: Writes, view: View): Promise<void> {
  const touched = new Map<string, { first: number; last: number }>();
  for (const { event } of writes.events) {
    if (!isAggregateKind(kindOf(event.stream))) continue;
    touched.set(event.stream, {
      first: touched.get(event.stream)?.first ?? event.seq,
      last: event.seq,
    });
  }
  if (touched.size === 0) return;
  const streams = [...touched.keys()];
  await tx.prepared(
    'put_aggregates',
    `insert into aggregates (workspace_id, kind, id, version, created_seq, updated_seq, state)
     select $1, * from unnest($2::text[], $3::text[], $4::integer[], $5::bigint[], $6::bigint[], $7::jsonb[])
     on conflict (workspace_id, kind, id) do update
       set version = excluded.version, updated_seq = excluded.updated_seq, state = excluded.state`,
    [
      tx.workspace,
      streams.map(kindOf),
      streams.map(idOf),
      streams.map((stream) => find(view.state, stream)?.version),
      streams.map((stream) => touched.get(stream)?.first),
      streams.map((stream) => touched.get(stream)?.last),
      streams.map((stream) => JSON.stringify(find(view.state, stream))),
    ],
  );
}

async function writeIdempotency(tx: Transaction, rows: readonly IdempotencyRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.prepared(
    'put_idempotency',
    `insert into idempotency
       (workspace_id, actor, key, request, answer, first_seq, events, hashedrekord_entry, log_size, created_at)
     select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::json[], $6::bigint[], $7::integer[],
       $8::bigint[], $9::bigint[], $10::text[])`,
    [
      tx.workspace,
      rows.map((row) => row.actor),
      rows.map((row) => row.key),
      rows.map((row) => row.request),
      rows.map((row) => JSON.stringify(row.answer ?? null)),
      rows.map((row) => row.firstSeq),
      rows.map((row) => row.events),
      rows.map((row) => row.hashedrekordEntry),
      rows.map((row) => row.logSize),
      rows.map((row) => row.at),
    ],
  );
}
