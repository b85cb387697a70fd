import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StageResult } from './stage.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs vitest over the given filters (none: everything) and counts its tests. A run that dies, executes no test or
 * skips one is a failure: a skipped test proves nothing.
 */
export function runVitest(name: string, filters: readonly string[]): StageResult {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  const report = join(folder, 'report.json');
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...filters,
  ];
  process.stdout.write(`\n== ${name}: node ${args.join(' ')}\n`);
  const started = performance.now();
  const ran = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  const counted = readReport(report);
  rmSync(folder, { recursive: true, force: true });
  const failed = counted.failed + (ran.status !== 0 && counted.failed === 0 ? 1 : 0);
  return { name, passed: counted.passed, failed, seconds: (performance.now() - started) / 1000 };
}

function readReport(path: string): { passed: number; failed: number } {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8')) as Readonly<
      Record<string, number | undefined>
    >;
    const passed = report['numPassedTests'] ?? 0;
    const skipped = (report['numPendingTests'] ?? 0) + (report['numTodoTests'] ?? 0);
    return { passed, failed: (report['numFailedTests'] ?? 0) + skipped + (passed === 0 ? 1 : 0) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
