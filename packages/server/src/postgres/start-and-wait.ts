import { argv } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { startCluster } from './cluster.ts';

/** A server for tests that kill it: starts the database of a folder, keeps one row, says where it is, and waits. */
const cluster = await startCluster({ data: argv[2] ?? '', env: {} });
const client = new pg.Client({
  host: cluster.socketFolder,
  user: 'postgres',
  database: 'postgres',
});
await client.connect();
await client.query('create table kept as select 7 as kept');
await client.end();
const said = JSON.stringify({ pid: cluster.pid(), socketFolder: cluster.socketFolder });
process.stdout.write(`${said}\n`);
await wait(60_000);
