/** One step forward; there is no way back (a restored backup is the way back, and the anchor sees it). */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** Tables whose rows no role may change or remove, TRUNCATE included. */
  readonly appendOnly: readonly string[];
  /** Tables whose rows are visible only under their workspace's setting, to the owner as well. */
  readonly isolated: readonly string[];
  /** What the application role may do, by privilege list. */
  readonly grants: Readonly<Record<string, readonly string[]>>;
}

/** Every statement of a migration: its own, then triggers, row-level security and grants. */
export function statements(migration: Migration, role: string): string[] {
  return [
    migration.sql,
    ...migration.appendOnly.flatMap(appendOnly),
    ...migration.isolated.flatMap(isolated),
    ...Object.entries(migration.grants).map(
      ([privileges, tables]) => `grant ${privileges} on ${tables.join(', ')} to ${role}`,
    ),
  ];
}

const appendOnly = (table: string): string[] => [
  `create trigger rows_stay before update or delete on ${table} for each row execute function refuse_change()`,
  `create trigger table_stays before truncate on ${table} for each statement execute function refuse_change()`,
];

const isolated = (table: string): string[] => [
  `alter table ${table} enable row level security`,
  `alter table ${table} force row level security`,
  `create policy own_workspace on ${table}
     using (workspace_id = nullif(current_setting('countersign.workspace', true), '')::uuid)`,
];
