import { policyFiles } from '../files/policy-files.ts';
import { badInput, EXIT, type ExitCode } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { checksText } from '../terminal/checks-text.ts';
import { suiteChecks } from '../verify/run-suite.ts';
import { readSuite, type Suite } from '../verify/suite-file.ts';

/** Runs allow and deny suites against the policies they name. Exit 1 when a case fails, 2 when one is undetermined. */
export async function testCommand(given: Given, io: Io): Promise<Outcome> {
  const suites = await Promise.all(given.rest(0).map(readSuite));
  const results = await Promise.all(
    suites.map(async (suite) => ({
      suite: suite.name,
      file: suite.path,
      checks: suiteChecks(suite, await policiesOf(suite)),
    })),
  );
  const checks = results.flatMap((result) => result.checks);
  const of = (outcome: string) => checks.filter((check) => check.outcome === outcome).length;
  const [failed, open] = [of('failed'), of('undetermined')];
  const exit: ExitCode = failed > 0 ? EXIT.doesNotHold : open > 0 ? EXIT.undetermined : EXIT.holds;
  const json = { passed: of('passed'), failed, undetermined: open, suites: results };
  const last = `${of('passed')} passed, ${failed} failed, ${open} undetermined`;
  const notPassed = checks.filter(({ outcome }) => outcome !== 'passed');
  const parts = [checksText(notPassed, io.style), last].filter((part) => part !== '');
  return judged(exit, json, parts.join('\n\n'));
}

async function policiesOf({ policies, language, path }: Suite): Promise<readonly unknown[]> {
  if (policies.length === 0) {
    throw badInput(
      'MISSING_FIELD',
      `the suite \`${path}\` names no policies`,
      'give it `policies`, or run it on a candidate with `countersign verify --suite`',
    );
  }
  return (await policyFiles(policies, language)).policies;
}
