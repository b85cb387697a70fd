import type { TemplateView } from '../client/views.ts';
import { EXIT, Failure, type Reason } from '../frame/failure.ts';
import type { Recomputed } from './recompute.ts';
import { documentOf, frozenTemplate } from './standing-statement.ts';

/**
 * Recomputes what a template's envelope allows with this program's own analysis and refuses to go on where anything the
 * server said differs (INV-3): document, envelope and ceiling against their digests and what was frozen, the Summary
 * against `presented`, and the ceiling within what is signed.
 */
export async function recomputeEnvelope(view: TemplateView): Promise<Recomputed> {
  const analysis = await import('@countersign/analysis');
  const { casesOf, digest, parseTemplate, utf8 } = await import('@countersign/evidence');
  refuse(await textFaults(view));
  const parsed = parseTemplate(view.document as Parameters<typeof parseTemplate>[0]);
  if (!parsed.ok) throw new Failure(parsed.refusals, EXIT.doesNotHold, 'nothing was signed');
  refuse(versionFaults(view, analysis.ANALYSIS_VERSION));
  const { need } = parsed.value;
  const own = analysis.verifyCandidate({
    language: need.language,
    from: null,
    to: view.envelopeText,
    requirement: casesOf(need),
    requirementDigest: view.digest,
  });
  const presented = digest(utf8(analysis.summaryText(own.summary)));
  const message = `the Summary computed here is \`${presented}\`, the server presents \`${view.presented ?? 'none'}\``;
  refuse(presented === view.presented ? [] : [{ code: 'SUMMARY_MISMATCH', message }]);
  refuse(
    own.checks
      .filter(({ outcome }) => outcome !== 'passed')
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

async function textFaults(view: TemplateView): Promise<Reason[]> {
  const { digest, digestOf, utf8 } = await import('@countersign/evidence');
  const { envelope, ceiling, cap } = documentOf(view);
  const frozen = frozenTemplate(view);
  return [
    ...differs('the template', digestOf(view.document), view.digest),
    ...differs('the template as submitted', frozen.templateDigest, view.digest),
    ...differs('the envelope', digest(utf8(view.envelopeText)), envelope),
    ...differs('the envelope as submitted', frozen.envelope, envelope),
    ...differs('the ceiling', digest(utf8(view.ceilingText)), ceiling),
    ...differs('the ceiling as submitted', frozen.ceiling, ceiling),
    ...differs('the usage cap', digestOf(frozen.cap), digestOf(cap)),
  ];
}

function differs(what: string, computed: string, said: string): Reason[] {
  if (computed === said) return [];
  const message = `${what} has digest \`${computed}\`, the server says \`${said}\``;
  return [{ code: 'DIGEST_MISMATCH', message }];
}

function versionFaults(view: TemplateView, own: string): Reason[] {
  const theirs = view.summary?.analysis;
  if (theirs === own) return [];
  const message = `the Summary was made by analysis \`${theirs ?? 'none'}\`, this program has \`${own}\``;
  return [{ code: 'ANALYSIS_VERSION_MISMATCH', message }];
}

function refuse(reasons: readonly Reason[]): void {
  if (reasons.length > 0) throw new Failure(reasons, EXIT.doesNotHold, 'nothing was signed');
}
