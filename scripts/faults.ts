import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataDisk } from './faults/data-disk.ts';
import { killed } from './faults/killed.ts';
import { Score } from './faults/score.ts';
import { server } from './faults/server.ts';
import { stateDisk } from './faults/state-disk.ts';
import { anchors, permissions } from './faults/trust.ts';

/**
 * Faults of the machine, made for real (`node scripts/faults.ts [PART…]`): disks that run full, anchors that are lost
 * or old, databases that are restored or killed, folders that were opened. `docs/reference/faults.md` says what was seen.
 */
const PARTS: Readonly<Record<string, (folder: string, score: Score) => Promise<void>>> = {
  'data-disk': dataDisk,
  'state-disk': stateDisk,
  anchor: anchors,
  killed,
  permissions,
  server,
};
const INSIDE = 'COUNTERSIGN_FAULTS_INSIDE';

/** Mounts need a right that the script gives itself in a mount namespace of its own; they end with it, however it ends. */
function insideNamespace(): number {
  const isRoot = process.getuid?.() === 0;
  const rights = isRoot ? [] : ['--user', '--map-current-user', '--keep-caps'];
  const args = ['--mount', ...rights, '--', process.execPath, ...process.execArgv];
  const ran = spawnSync(
    'unshare',
    [...args, fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    {
      stdio: 'inherit',
      env: { ...process.env, [INSIDE]: 'yes' },
    },
  );
  if (ran.error === undefined) return ran.status ?? 1;
  console.log(`no disk of a stated size can be made here: ${ran.error.message}`);
  console.log('0 passed, 1 failed');
  return 1;
}

async function main(wanted: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-faults-'));
  chmodSync(folder, 0o711); // root lends the database another account
  const score = new Score();
  try {
    for (const [name, part] of Object.entries(PARTS)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      console.log(name);
      await part(folder, score);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${score.passed} passed, ${score.failed} failed`);
  return score.failed === 0 ? 0 : 1;
}

process.exitCode =
  process.env[INSIDE] === undefined ? insideNamespace() : await main(process.argv.slice(2));
