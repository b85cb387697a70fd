import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VerificationReport } from '../src/verify/report.ts';
import { runInside } from './run-inside.ts';
import { tempFolder } from './run-program.ts';

/** The policies of the example. */
export const EXAMPLES = join(import.meta.dirname, '..', '..', '..', 'examples', 'first-approval');

/** A folder with the example's policies, its requirement and these files. */
export function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = tempFolder();
  for (const name of ['autoscaling-v1.json', 'autoscaling-v2.json', 'requirement.yaml']) {
    writeFileSync(join(folder, name), readFileSync(join(EXAMPLES, name)));
  }
  for (const [name, value] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(
      join(folder, name),
      typeof value === 'string' ? value : JSON.stringify(value, null, 2),
    );
  }
  return folder;
}

/** The change of the example, as a Candidate file says it. */
export const CANDIDATE = {
  apiVersion: 'countersign/v1',
  kind: 'Candidate',
  environment: 'staging/aws/111122223333',
  policy: { name: 'autoscaling', from: 'autoscaling-v1.json', to: 'autoscaling-v2.json' },
  requirement: 'requirement.yaml',
};

/** Verifies a candidate in such a folder with the real program. */
export async function verified(
  candidate: object,
  more: Readonly<Record<string, unknown>> = {},
  args: readonly string[] = ['--alone'],
) {
  const folder = folderWith({ 'candidate.json': candidate, ...more });
  const path = join(folder, 'candidate.json');
  const ran = await runInside(['verify', path, '--json', ...args]);
  return { ran, folder, path, report: ran.json() as unknown as VerificationReport };
}
