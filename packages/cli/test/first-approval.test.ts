import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const RUN = fileURLToPath(new URL('../../../examples/first-approval/run', import.meta.url));

test('the tour takes a real policy change from requirement to released, gated and audited', () => {
  const ran = spawnSync(RUN, { encoding: 'utf8', timeout: 600_000 });
  const lines = ran.stdout.trimEnd().split('\n');
  expect(ran.stdout).not.toContain('FAILED');
  expect(lines.at(-1)).toMatch(/^\d{2,} passed, 0 failed$/);
  expect(ran.status).toBe(0);
}, 600_000);
