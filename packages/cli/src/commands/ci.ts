import { commentBody, ownComment } from '../ci/comment.ts';
import { exitFor, failOnOf } from '../ci/fail-on.ts';
import { type Branch, branchAgainst } from '../ci/git.ts';
import { type Forge, github } from '../ci/github.ts';
import { pullRequestOf } from '../ci/pull-request.ts';
import type { Submitted } from '../ci/submit-change.ts';
import { submitChanges } from '../ci/submit-changes.ts';
import { tell } from '../ci/tell.ts';
import { prettyJson, writeWhole } from '../files/write-output.ts';
import { badInput, EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { inert } from '../terminal/layout.ts';
import { type CandidateFile, readCandidateFile } from '../verify/candidate-file.ts';
import { markdownSummary } from '../verify/markdown.ts';
import { code } from '../verify/markdown-text.ts';
import { readTierRules } from '../verify/offline-tier.ts';
import { readContext } from '../verify/read-context.ts';
import type { VerificationReport } from '../verify/report.ts';
import { runVerification } from '../verify/run-verification.ts';
import { sarifLog } from '../verify/sarif.ts';

/** A candidate with what was found about it. */
interface Verified {
  readonly file: CandidateFile;
  readonly report: VerificationReport;
}

/** Verifies the policy changes of a branch, says so on its pull request and submits them; may be run again at any time. */
export async function ciCommand(given: Given, io: Io): Promise<Outcome> {
  const failOn = failOnOf(given.text('failOn'));
  const branch = await branchAgainst(baseOf(given, io));
  const pull = needsForge(given) ? await pullRequestOf(io.env) : null;
  const forge = pull === null ? null : github(pull);
  const verified = await verifiedChanges(given, io, branch);
  const reports = verified.map(({ report }) => report);
  const commit = pull?.commit ?? branch.head;
  const submitted = given.flag('submit')
    ? await submitChanges(verified, { given, io, commit, forge })
    : [];
  const sarif = prettyJson(sarifLog(reports, { root: branch.root }));
  const summary = `${markdownSummary(reports)}${submittedText(submitted)}`;
  await write(given.maybe('sarif'), sarif);
  await write(given.maybe('markdown'), summary);
  const comment = await commentOf(forge, given, { summary, verified, submitted });
  const told = await tell(forge, { comment, sarif: given.flag('uploadSarif') ? sarif : null });
  const { failed, ...answers } = told;
  const exit = exitFor(reports, submitted, failOn);
  const json = {
    v: 1,
    kind: 'ci-report',
    base: branch.base,
    commit,
    ...answers,
    submitted,
    reports,
  };
  const text = textOf(reports, submitted, told.notes);
  const isCut = failed || submitted.some(({ action }) => action === 'not-submitted');
  return judged(exit === EXIT.holds && isCut ? EXIT.crashed : exit, json, text);
}

/** The branch that is merged into: --base, or what GitHub says. */
function baseOf(given: Given, { env }: Io): string {
  const named = given.maybe('base');
  if (named !== undefined) return named;
  const branch = env['GITHUB_BASE_REF'] ?? '';
  if (branch !== '') return `origin/${branch}`;
  throw badInput(
    'MISSING_OPTION',
    'option `--base` is missing',
    'name the branch it is to be merged into',
  );
}

/** The candidate files of which anything changed: itself, its policy, its requirement, guardrails or suites. */
async function changedCandidates(
  paths: readonly string[],
  branch: Branch,
): Promise<CandidateFile[]> {
  const files = await Promise.all(paths.map((path) => readCandidateFile(path, branch)));
  return files.filter((file) => file.files.some((path) => branch.isChanged(path)));
}

async function verifiedChanges(given: Given, io: Io, branch: Branch): Promise<Verified[]> {
  const verified: Verified[] = [];
  const tierRules = await readTierRules(given.maybe('rules'));
  for (const file of await changedCandidates(given.rest(0), branch)) {
    const context = given.flag('alone')
      ? null
      : await readContext(file, given.list('context'), io.now());
    const report = await runVerification(file, { context, suites: [], tierRules });
    verified.push({ file, report });
  }
  return verified;
}

function candidatesOf(submitted: readonly Submitted[]): ReadonlyMap<string, string> {
  return new Map(
    submitted.flatMap(({ policy, candidate }) => (candidate === null ? [] : [[policy, candidate]])),
  );
}

const needsForge = (given: Given): boolean => given.flag('comment') || given.flag('uploadSarif');

/** Nothing to say on a pull request that changes no policy, unless an earlier push of it did. */
async function commentOf(
  forge: Forge | null,
  given: Given,
  said: {
    readonly summary: string;
    readonly verified: readonly Verified[];
    readonly submitted: readonly Submitted[];
  },
): Promise<string | null> {
  if (forge === null || !given.flag('comment')) return null;
  const isSilent = said.verified.length === 0 && (await ownComment(forge)) === undefined;
  return isSilent ? null : commentBody(said.summary, candidatesOf(said.submitted));
}

function submittedText(submitted: readonly Submitted[]): string {
  if (submitted.length === 0) return '';
  const lines = submitted.map(({ candidate, state, note }) => {
    const what =
      candidate === null
        ? 'nothing submitted'
        : `candidate ${code(candidate)} is ${code(state ?? '')}`;
    return `- ${what}${note === null ? '' : `: ${code(note)}`}`;
  });
  return `\n### For approval\n\n${lines.join('\n')}\n`;
}

function textOf(
  reports: readonly VerificationReport[],
  submitted: readonly Submitted[],
  notes: readonly string[],
): string {
  return [
    ...(reports.length === 0 ? ['no candidate changed'] : []),
    ...reports.map(({ candidate, outcome, change }) =>
      inert(
        `${outcome}  ${candidate.policy ?? candidate.toFile}: ${change.verdict}, newly allowed ${change.allowed}`,
      ),
    ),
    ...submitted.map(({ policy, candidate, state, note }) =>
      inert(
        `policy ${policy}: candidate ${candidate ?? 'none'} ${state ?? ''}${note === null ? '' : `, ${note}`}`,
      ),
    ),
    ...notes.map((note) => inert(`note: ${note}`)),
  ].join('\n');
}

async function write(path: string | undefined, text: string): Promise<void> {
  if (path !== undefined) await writeWhole(path, text);
}
