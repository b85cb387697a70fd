// Runs the analysis over open cases of other people and prints a Markdown table a set. A developer's tool:
//   node bin/node24.js scripts/open-cases.ts [--set aa|quacky|managed] [--id PART] [--limit N] [--show-residuals]
//     [--show] [--slowest N] [--policies]
// `COUNTERSIGN_CASES` is the folder with the cases; without it the vectors of this repository are read.
// Exits 1 where a case differs from its label or breaks what must hold for every pair.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { OpenCase } from './open-cases/case.ts';
import { type CheckedCase, checkCase } from './open-cases/check-case.ts';
import { describeCase, isResidual, reasonsOf, tableOf } from './open-cases/report.ts';
import { CASE_SETS, type CaseSet, readCases } from './open-cases/sets.ts';

const VECTORS = join(import.meta.dirname, '../vectors/analysis');

const { values: options } = parseArgs({
  options: {
    set: { type: 'string', multiple: true },
    id: { type: 'string' },
    limit: { type: 'string' },
    slowest: { type: 'string' },
    show: { type: 'boolean' },
    'show-residuals': { type: 'boolean' },
    policies: { type: 'boolean' },
  },
});

const folder = process.env['COUNTERSIGN_CASES'] ?? VECTORS;
const wanted = CASE_SETS.filter(({ name }) => options.set?.includes(name) ?? true);
if (wanted.length === 0) {
  console.error(`no such set\nhelp: one of ${CASE_SETS.map(({ name }) => name).join(', ')}`);
  process.exitCode = 3;
}
for (const set of wanted) runSet(set);

function runSet(set: CaseSet): void {
  const cases = chosen(readCases(set, folder));
  if (cases.length === 0) {
    console.log(`## ${set.title}\n\nno such cases in ${folder}`);
    return;
  }
  const checked = cases.map(progress(set.title, cases.length));
  console.log(`${tableOf(set.title, checked)}\n`);
  printReasons(checked);
  printCases(checked, cases);
  const isGood = checked.every(
    ({ allowed, denied, faults }) =>
      faults.length === 0 && allowed !== 'differ' && denied !== 'differ',
  );
  if (!isGood) process.exitCode = 1;
}

function chosen(cases: readonly OpenCase[]): OpenCase[] {
  const limit = Number(options.limit ?? cases.length);
  return cases.filter(({ id }) => id.includes(options.id ?? '')).slice(0, limit);
}

function progress(title: string, count: number): (one: OpenCase, index: number) => CheckedCase {
  return (one, index) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${title}: ${index + 1}/${count} `);
    return checkCase(one);
  };
}

function printReasons(checked: readonly CheckedCase[]): void {
  const reasons = reasonsOf(checked);
  if (reasons.length > 0) console.log(`Undecided, by reason:\n\n${reasons.join('\n')}\n`);
}

function printCases(checked: readonly CheckedCase[], cases: readonly OpenCase[]): void {
  const bySpeed = checked.toSorted((left, right) => right.milliseconds - left.milliseconds);
  const shown = new Set([
    ...(options.show === true ? checked : []),
    ...(options['show-residuals'] === true ? checked.filter(isResidual) : []),
    ...bySpeed.slice(0, Number(options.slowest ?? 0)),
  ]);
  for (const one of shown) {
    console.log(describeCase(one));
    if (options.policies !== true) continue;
    const found = cases.find(({ id }) => id === one.id);
    console.log(`  from ${JSON.stringify(found?.from)}\n  to   ${JSON.stringify(found?.to)}`);
  }
}
