import { prettyJson, writeWhole } from '../files/write-output.ts';
import { badInput, EXIT, type ExitCode } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { readCandidateFile } from '../verify/candidate-file.ts';
import { markdownSummary } from '../verify/markdown.ts';
import { readTierRules } from '../verify/offline-tier.ts';
import { readContext } from '../verify/read-context.ts';
import { runVerification } from '../verify/run-verification.ts';
import { sarifLog } from '../verify/sarif.ts';
import { readSuite } from '../verify/suite-file.ts';
import { verifyText } from '../verify/verify-text.ts';

const EXITS: Readonly<Record<'passed' | 'failed' | 'undetermined', ExitCode>> = {
  passed: EXIT.holds,
  failed: EXIT.doesNotHold,
  undetermined: EXIT.undetermined,
};

/** All checks of a Candidate file, offline. Exit 1 when one fails, 2 when one is undetermined. */
export async function verifyCommand(given: Given, io: Io): Promise<Outcome> {
  const candidate = await readCandidateFile(given.argument(0));
  const suites = await Promise.all(given.list('suite').map(readSuite));
  const other = suites.find(({ language }) => language.name !== candidate.language.name);
  if (other !== undefined) {
    throw badInput('LANGUAGE_MISMATCH', `the suite \`${other.path}\` is of another language`);
  }
  const context = given.flag('alone')
    ? null
    : await readContext(candidate, given.list('context'), io.now());
  const report = await runVerification(candidate, {
    context,
    suites,
    tierRules: await readTierRules(given.maybe('rules')),
  });
  await write(given.maybe('sarif'), () => prettyJson(sarifLog([report], { root: process.cwd() })));
  await write(given.maybe('markdown'), () => markdownSummary([report]));
  return judged(EXITS[report.outcome], report, verifyText(report, io.style));
}

async function write(path: string | undefined, text: () => string): Promise<void> {
  if (path !== undefined) await writeWhole(path, text());
}
