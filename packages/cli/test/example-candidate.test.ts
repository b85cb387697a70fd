import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

const EXAMPLE = fileURLToPath(
  new URL('../../../examples/first-approval/candidate.yaml', import.meta.url),
);

test('the example of the README is proved as far as the file says, and no further', async () => {
  const alone = await runProgram(['verify', EXAMPLE, '--alone']);
  expect([alone.exit, alone.stdout.split('\n')[0]]).toEqual([
    0,
    '✓ passed  cache-autoscaling in staging/aws/111122223333',
  ]);
  const inFull = await runProgram(['verify', EXAMPLE, '--json']);
  const report = inFull.json() as {
    readonly outcome: string;
    readonly checks: readonly { readonly name: string; readonly outcome: string }[];
    readonly mutants: readonly unknown[];
  };
  expect([inFull.exit, report.outcome]).toEqual([2, 'undetermined']);
  expect(report.mutants.length).toBeGreaterThan(0);
  expect(report.checks).toContainEqual(
    expect.objectContaining({ name: 'denies-in-force/no-cache-deletion', outcome: 'undetermined' }),
  );
});
