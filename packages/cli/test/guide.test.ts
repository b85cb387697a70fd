import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram, tempFolder } from './run-program.ts';

const guide = readFileSync(new URL('../../../docs/guide/first-steps.md', import.meta.url), 'utf8');
const ALLOWED = 'arn:aws:cloudwatch:*:*:alarm:TargetTracking*';

test.each([
  ['arn:aws:cloudwatch:*:*:alarm:Billing*', 1],
  ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Billing', 0],
])('what the guide says of a deny case on `%s` is what is proved', async (resource, exit) => {
  expect(guide).toContain(`\`${resource}\``);
  expect(guide).toContain(`\`${ALLOWED}\``);
  const policy = join(tempFolder(), 'policy.json');
  const Action = 'cloudwatch:DeleteAlarms';
  const Statement = [{ Effect: 'Allow', Action, Resource: ALLOWED }];
  writeFileSync(policy, JSON.stringify({ Version: '2012-10-17', Statement }));
  const args = ['prove', 'must-deny', policy, '--action', Action, '--resource', resource];
  const ran = await runProgram(args);
  expect(ran.exit).toBe(exit);
  const witness = /witness: \S+ on (\S+)/.exec(ran.stdout)?.[1];
  if (witness !== undefined) expect(guide).toContain(witness);
});
