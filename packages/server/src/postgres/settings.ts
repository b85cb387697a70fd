import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, ownAccount } from './account.ts';

/** Roles of the database: `postgres` bootstraps, the owner migrates, the application appends. */
export const ROLES = {
  superuser: 'postgres',
  owner: 'countersign_owner',
  app: 'countersign_app',
} as const;

export const DATABASE = 'countersign';

/** Settings on the command line, so that no file in the folder can weaken them. */
export function serverArguments(cluster: string, run: string): string[] {
  const settings: Readonly<Record<string, string>> = {
    listen_addresses: '',
    unix_socket_directories: run,
    unix_socket_permissions: '0700',
    hba_file: join(cluster, 'countersign_hba.conf'),
    ident_file: join(cluster, 'countersign_ident.conf'),
    // The package bundles OpenSSL 1.1.1; a unix socket needs none of it.
    ssl: 'off',
    // Redo after kill -9 took 6.6 s for 790 MB of WAL; this bounds it to about a second and a half.
    max_wal_size: '192MB',
    min_wal_size: '80MB',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    max_connections: '60',
    timezone: 'UTC',
    log_timezone: 'UTC',
    cluster_name: 'countersign',
  };
  return ['-D', cluster, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])];
}

/** `peer` with a map and nothing else: who connects is who the kernel says, as one of our three roles. */
export function writeAccessFiles(cluster: string, account: Account): void {
  const me = ownAccount();
  const lines = Object.values(ROLES).map((role) => `countersign ${quote(me.name)} ${role}`);
  const write = (name: string, text: string): void =>
    writeFileSync(join(cluster, name), text, { mode: account.isOther ? 0o644 : 0o600 });
  write('countersign_ident.conf', `${lines.join('\n')}\n`);
  write('countersign_hba.conf', 'local all all peer map=countersign\n');
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
