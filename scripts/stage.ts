import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What one stage of a run came to: how many checks held, how many did not. */
export interface StageResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs `node <args>` at the repository's root with its output shown; counts as one check. */
export function runStage(name: string, args: readonly string[]): StageResult {
  process.stdout.write(`\n== ${name}: node ${args.join(' ')}\n`);
  const started = performance.now();
  const ran = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  const failed = ran.status === 0 ? 0 : 1;
  return { name, passed: 1 - failed, failed, seconds: (performance.now() - started) / 1000 };
}

/** Prints each stage and the closing line `N passed, N failed`; returns the exit code. */
export function conclude(results: readonly StageResult[]): 0 | 1 {
  process.stdout.write('\n');
  for (const { name, passed, failed, seconds } of results) {
    process.stdout.write(`${name}: ${passed} passed, ${failed} failed (${seconds.toFixed(1)} s)\n`);
  }
  const total = (count: 'passed' | 'failed') => results.reduce((sum, one) => sum + one[count], 0);
  process.stdout.write(`${total('passed')} passed, ${total('failed')} failed\n`);
  return total('failed') === 0 ? 0 : 1;
}

export const TYPES = ['node_modules/typescript/bin/tsc', '-b'];
export const LINT = ['node_modules/@biomejs/biome/bin/biome', 'ci', '--max-diagnostics=50', '.'];
