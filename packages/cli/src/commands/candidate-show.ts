import type { OutputOf } from '@countersign/api';
import { candidateState } from '../client/candidate-state.ts';
import { idArgument, named } from '../client/people.ts';
import { answered, everyPage, signedIn } from '../client/server.ts';
import type { CandidateView } from '../client/views.ts';
import { EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done, judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { checksText } from '../terminal/checks-text.ts';
import { inert, table } from '../terminal/layout.ts';
import { readablePolicy } from '../terminal/policy-text.ts';
import { type Described, reviewScreen } from '../terminal/review-screen.ts';
import { ruleTreeText, withNames } from '../terminal/rule-tree.ts';
import { textDiff } from '../terminal/text-diff.ts';

/** Everything a reviewer sees of one candidate. */
export async function candidateShow(given: Given, io: Io): Promise<Outcome> {
  const view = await fetched(given, io);
  return done(view, await candidateText(view, io));
}

/** The screen of a candidate; its Summary is put into sentences here, by this program's own analysis. */
export async function candidateText(view: CandidateView, io: Io): Promise<string> {
  return reviewScreen(view, await described(view), io.style);
}

/** The checks of the current content: 1 when one failed, 2 when one is undetermined. */
export async function candidateVerify(given: Given, io: Io): Promise<Outcome> {
  const view = await fetched(given, io);
  const outcome = view.verification?.outcome ?? 'undetermined';
  const exit = { passed: EXIT.holds, failed: EXIT.doesNotHold, undetermined: EXIT.undetermined }[
    outcome
  ];
  const { verification, verdict, presented, summary } = view;
  const json = { id: view.id, to: view.to, outcome, verdict, presented, verification, summary };
  const checks = checksText(verification?.checks ?? [], io.style);
  const last = `${outcome}: ${view.verdict ?? 'no verdict'}`;
  return judged(exit, json, [checks, last].filter((part) => part !== '').join('\n\n'));
}

/** Who would have to approve if it were submitted now. */
export async function candidatePreview(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'candidate');
  const { api } = await signedIn(io);
  const preview = answered(await api.previewCandidate({ params: { id } }));
  const { ruleTree, people, lines, wouldSubmit } = preview;
  // The server's lines repeat the tree; what they add is one sentence for each human of the Roster.
  const each = lines.filter((line) => / (can|cannot) approve( as |: |$)/.test(line));
  const signed = each.map((line) => {
    const sign = line.includes(' can approve as ') ? io.style.green('+') : io.style.yellow('-');
    return `${sign} ${withNames(inert(line), people)}`;
  });
  return done(
    preview,
    [
      ...(wouldSubmit === undefined ? [] : [submissionText(wouldSubmit, io), '']),
      ruleTreeText(ruleTree, people, io.style),
      '',
      ...signed,
    ]
      .join('\n')
      .trimEnd(),
  );
}

/** What a submission now would freeze, or every reason that refuses it. */
function submissionText({ submission, refusals }: WouldSubmit, { style }: Io): string {
  if (submission === null) {
    const lines = refusals.map(({ code, message }) => `  ${code}: ${inert(message)}`);
    return [style.red('it cannot be submitted now'), ...lines].join('\n');
  }
  const { tier, reasons, rule, exceptions } = submission;
  const accepted = exceptions.length === 0 ? '' : `, under the exceptions ${exceptions.join(', ')}`;
  return `it can be submitted now, as tier ${tier} (${reasons.map(inert).join(', ')}) under rule ${inert(rule)}${accepted}`;
}

type WouldSubmit = NonNullable<OutputOf<'previewCandidate'>['wouldSubmit']>;

/** The candidates, newest first. */
export async function candidateList(given: Given, io: Io): Promise<Outcome> {
  const state = given.maybe('state');
  const policy = given.maybe('policy');
  return candidateTable(
    {
      ...(state === undefined ? {} : { state: candidateState(state) }),
      ...(policy === undefined ? {} : { policy: idArgument(policy, 'policy') }),
    },
    'no candidates',
    io,
  );
}

/** A table of candidates; `review list` shows the same of those in review. */
export async function candidateTable(
  filter: { state?: CandidateView['state']; policy?: string },
  none: string,
  io: Io,
): Promise<Outcome> {
  const { api } = await signedIn(io);
  const items = await everyPage((query) => api.listCandidates({ query: { ...query, ...filter } }));
  const rows = items.map((item) => [
    item.id,
    inert(item.policy.name ?? item.policy.id),
    inert(item.environment),
    item.state,
    item.verdict ?? '',
    item.tier ?? '',
    item.authors.map((author) => named(author, item.people)).join(', '),
  ]);
  const head = ['id', 'policy', 'environment', 'state', 'verdict', 'tier', 'authors'];
  return done({ items }, rows.length === 0 ? none : table(head, rows, io.style));
}

/** What it newly allows and denies, and the canonical text before and after. */
export async function candidateDiff(given: Given, io: Io): Promise<Outcome> {
  const view = await fetched(given, io);
  const before = readablePolicy(view.fromText);
  const after = readablePolicy(view.toText);
  const sentences = await described(view);
  const head = sentences === null ? '' : `${inert(sentences.headline)}\n\n`;
  const { from, to, fromText, toText, summary } = view;
  return done(
    { from, to, fromText, toText, summary },
    `${head}${textDiff(before, after, io.style)}`,
  );
}

async function fetched(given: Given, io: Io): Promise<CandidateView> {
  const id = idArgument(given.argument(0), 'candidate');
  const { api } = await signedIn(io);
  return answered(await api.getCandidate({ params: { id } }));
}

async function described(view: CandidateView): Promise<Described | null> {
  if (view.summary === null) return null;
  const { ANALYSIS_VERSION, describeSummary } = await import('@countersign/analysis');
  if (view.summary.analysis !== ANALYSIS_VERSION) {
    const headline = `made by analysis ${view.summary.analysis}; this program has ${ANALYSIS_VERSION} and cannot read it`;
    return { headline, sections: [] };
  }
  return describeSummary(view.summary as unknown as Parameters<typeof describeSummary>[0]);
}
