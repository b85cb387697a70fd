import type { CandidateView } from '../client/views.ts';
import { EXIT, Failure, type Reason } from '../frame/failure.ts';
import type { Described } from '../terminal/review-screen.ts';

/** What this program found by itself, from the raw canonical policies and the requirement. */
export interface Recomputed {
  readonly described: Described;
  readonly provedDenials: readonly string[];
}

/**
 * Recomputes the Summary with this program's own analysis and refuses to go on where anything the server said differs
 * (INV-3): texts against digests, analysis version by name, Summary against `presented`, outcome of the checks.
 */
export async function recompute(view: CandidateView): Promise<Recomputed> {
  const analysis = await import('@countersign/analysis');
  refuse(await textFaults(view));
  refuse(versionFaults(view, analysis.ANALYSIS_VERSION));
  const { casesOf, digest, utf8 } = await import('@countersign/evidence');
  const { document } = view.requirement;
  const own = analysis.verifyCandidate({
    language: document.language,
    from: view.fromText,
    to: view.toText,
    requirement: casesOf(document as unknown as Parameters<typeof casesOf>[0]),
    requirementDigest: view.requirement.digest,
  });
  const presented = digest(utf8(analysis.summaryText(own.summary)));
  if (presented !== view.presented) {
    refuse([
      {
        code: 'SUMMARY_MISMATCH',
        message: `the Summary computed here is \`${presented}\`, the server presents \`${view.presented ?? 'none'}\``,
      },
    ]);
  }
  // What the terms accept by exception may stay open; which of it they cover, server and gate judge.
  const isExcepted = (view.submission?.exceptions ?? []).length > 0;
  refuse(
    own.checks
      .filter(({ outcome, blocking }) => blocking && outcome !== 'passed')
      .filter(({ outcome }) => outcome === 'failed' || !isExcepted)
      .map(({ name, outcome }) => ({
        code: 'CHECK_NOT_PASSED',
        message: `the check \`${name}\` is ${outcome} when it is computed here`,
      })),
  );
  const provedDenials = own.summary.denials
    .filter(({ verdict }) => verdict === 'proved')
    .map((denial) => denial.case);
  return { described: analysis.describeSummary(own.summary), provedDenials };
}

async function textFaults(view: CandidateView): Promise<Reason[]> {
  const { digest, digestOf, utf8 } = await import('@countersign/evidence');
  const of = (text: string | null) => (text === null ? null : digest(utf8(text)));
  return [
    ...differs('the policy before', of(view.fromText), view.from),
    ...differs('the policy after', of(view.toText), view.to),
    ...differs('the requirement', digestOf(view.requirement.document), view.requirement.digest),
  ];
}

function differs(what: string, computed: string | null, said: string | null): Reason[] {
  if (computed === said) return [];
  const message = `${what} has digest \`${computed ?? 'none'}\`, the server says \`${said ?? 'none'}\``;
  return [{ code: 'DIGEST_MISMATCH', message }];
}

function versionFaults(view: CandidateView, own: string): Reason[] {
  const theirs = view.summary?.analysis;
  if (theirs === own) return [];
  const message = `the Summary was made by analysis \`${theirs ?? 'none'}\`, this program has \`${own}\``;
  return [{ code: 'ANALYSIS_VERSION_MISMATCH', message }];
}

function refuse(reasons: readonly Reason[]): void {
  if (reasons.length > 0) throw new Failure(reasons, EXIT.doesNotHold, 'nothing was signed');
}
