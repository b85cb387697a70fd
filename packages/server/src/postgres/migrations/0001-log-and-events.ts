import type { Migration } from './migration.ts';

/** The truth (events), its Merkle log, and what is content-addressed beside it. */
export const logAndEvents: Migration = {
  number: 1,
  name: 'log-and-events',
  sql: `
create table workspaces (
  workspace_id uuid primary key,
  mode text not null check (mode in ('founded', 'evaluation')),
  created_at text collate "C" not null
);

-- One row per workspace; its lock is the workspace's one writer (DESIGN section 3).
create table log_heads (
  workspace_id uuid primary key references workspaces,
  size bigint not null check (size >= 0),
  next_seq bigint not null check (next_seq >= 0),
  frontier bytea not null
);

create table events (
  workspace_id uuid not null references workspaces,
  seq bigint not null check (seq >= 0),
  stream text collate "C" not null,
  version integer not null check (version >= 1),
  type text not null,
  entry bigint not null,
  bytes bytea not null check (octet_length(bytes) <= 65535),
  primary key (workspace_id, seq),
  unique (workspace_id, stream, version)
);

-- An event's bytes stand in events; another entry (hashedrekord) has its own.
create table log_entries (
  workspace_id uuid not null references workspaces,
  index bigint not null check (index >= 0),
  kind text not null check (kind in ('event', 'hashedrekord')),
  event bigint not null,
  bytes bytea check (octet_length(bytes) <= 65535),
  primary key (workspace_id, index),
  check ((kind = 'event') = (bytes is null))
);

-- Roots of complete perfect subtrees; level 0 is the leaf hashes.
create table log_nodes (
  workspace_id uuid not null references workspaces,
  level smallint not null,
  index bigint not null,
  hash bytea not null check (octet_length(hash) = 32),
  primary key (workspace_id, level, index)
);

create table checkpoints (
  workspace_id uuid not null references workspaces,
  size bigint not null,
  root bytea not null check (octet_length(root) = 32),
  note text not null,
  primary key (workspace_id, size)
);

create table documents (
  workspace_id uuid not null references workspaces,
  digest text collate "C" not null,
  bytes bytea not null,
  primary key (workspace_id, digest)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create function refuse_shorter_log() returns trigger language plpgsql as $$
begin
  if new.size < old.size or new.next_seq < old.next_seq then
    raise exception 'the log never gets shorter' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;

create trigger log_only_grows before update on log_heads
  for each row execute function refuse_shorter_log();
`,
  appendOnly: ['workspaces', 'events', 'log_entries', 'log_nodes', 'checkpoints', 'documents'],
  isolated: ['log_heads', 'events', 'log_entries', 'log_nodes', 'checkpoints', 'documents'],
  grants: {
    'select, insert': [
      'workspaces',
      'events',
      'log_entries',
      'log_nodes',
      'checkpoints',
      'documents',
    ],
    'select, insert, update': ['log_heads'],
  },
};
