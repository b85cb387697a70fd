import type { Migration } from './migration.ts';

/** What is derived from events in the same transaction, and what is kept apart because it can be erased or expires. */
export const derivedAndApart: Migration = {
  number: 2,
  name: 'derived-and-apart',
  sql: `
create table aggregates (
  workspace_id uuid not null references workspaces,
  kind text collate "C" not null,
  id text collate "C" not null,
  version integer not null,
  created_seq bigint not null,
  updated_seq bigint not null,
  state jsonb not null,
  status text collate "C" generated always as (state ->> 'state') stored,
  environment text collate "C" generated always as (state ->> 'environment') stored,
  primary key (workspace_id, kind, id)
);
create index aggregates_newest on aggregates (workspace_id, kind, created_seq desc);
create index aggregates_by_status on aggregates (workspace_id, kind, status, created_seq desc);

create table outbox (
  workspace_id uuid not null references workspaces,
  seq bigint not null,
  delivered_at text collate "C",
  primary key (workspace_id, seq)
);
create index outbox_waiting on outbox (workspace_id, seq) where delivered_at is null;

-- json, not jsonb: an answer is repeated as it was given.
create table idempotency (
  workspace_id uuid not null references workspaces,
  actor text collate "C" not null,
  key text collate "C" not null,
  request text collate "C" not null,
  answer json not null,
  first_seq bigint not null,
  events integer not null,
  hashedrekord_entry bigint,
  log_size bigint not null,
  created_at text collate "C" not null,
  primary key (workspace_id, actor, key)
);

-- The salt dies with the text: erasing is deleting the row.
create table texts (
  workspace_id uuid not null references workspaces,
  digest text collate "C" not null,
  salt bytea not null,
  text text not null,
  primary key (workspace_id, digest)
);

create table persons (
  workspace_id uuid not null references workspaces,
  human uuid not null,
  name text not null,
  salt bytea not null,
  primary key (workspace_id, human)
);

create table sessions (
  workspace_id uuid not null references workspaces,
  secret_digest text collate "C" not null,
  kind text not null check (kind in ('human', 'visitor')),
  human uuid,
  credential text,
  expires_at text collate "C" not null,
  primary key (workspace_id, secret_digest),
  check ((kind = 'human') = (human is not null))
);

create table api_tokens (
  workspace_id uuid not null references workspaces,
  secret_digest text collate "C" not null,
  id uuid not null,
  expires_at text collate "C" not null,
  primary key (workspace_id, secret_digest)
);

create table login_challenges (
  workspace_id uuid not null references workspaces,
  nonce text collate "C" not null,
  expires_at text collate "C" not null,
  primary key (workspace_id, nonce)
);

create table setup (
  name text primary key,
  value json not null
);
`,
  appendOnly: [],
  isolated: [
    'aggregates',
    'outbox',
    'idempotency',
    'texts',
    'persons',
    'sessions',
    'api_tokens',
    'login_challenges',
  ],
  grants: {
    'select, insert, update': ['aggregates', 'outbox'],
    'select, insert, delete': [
      'idempotency',
      'texts',
      'sessions',
      'api_tokens',
      'login_challenges',
    ],
    'select, insert, update, delete': ['persons', 'setup'],
  },
};
