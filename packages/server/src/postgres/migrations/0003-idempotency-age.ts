import type { Migration } from './migration.ts';

/** Rows come in the order of their age, so a block range index finds the old ones and costs an append nothing. */
export const idempotencyAge: Migration = {
  number: 3,
  name: 'idempotency-age',
  sql: 'create index idempotency_age on idempotency using brin (created_at);',
  appendOnly: [],
  isolated: [],
  grants: {},
};
