import { summaryDigest, summaryText, verificationResult } from '@countersign/analysis';
import type { Digest, Id, TemplateState } from '@countersign/domain';
import {
  type Assessment,
  canonicalBytes,
  casesOf,
  decodeUtf8,
  digest,
  digestHex,
  envelopeBytes,
  PREDICATES,
  parseTemplate,
  type Template,
  utf8,
  type VerificationResult,
} from '@countersign/evidence';
import type { EnvelopeJob, VerifiedEnvelope } from '../analysis-pool/job.ts';
import { signStatement } from '../release/sign-statement.ts';
import { change, given } from './change.ts';
import { type Answer, type Deps, refuse, systemCaller } from './deps.ts';

/**
 * Proves what analysis can about everything a template may be instantiated to: its envelope held against nothing, its
 * need and its intended denials. Evidence, never a decision (INV-2). Where analysis is not available the template stays
 * a draft, and the sweep tries again.
 */
export async function verifyTemplate(
  deps: Deps,
  workspace: Id,
  id: Id,
): Promise<Answer<{ id: Id }> | null> {
  const template = (await deps.store.aggregate(workspace, 'template', id))?.state;
  if (template?.state !== 'drafted') return null;
  const signer = (await deps.keys.open(workspace))?.release;
  if (signer === undefined) return refuse('NO_RELEASE_KEY', 'this server holds no release key');
  const job = await envelopeJobFor(deps, workspace, template);
  const proved = await deps.analysis.run(job);
  if (!proved.ok) return refuse('ANALYSIS_UNAVAILABLE', proved.message, { why: proved.why });
  const { summary } = proved.value.verified;
  const assessment = canonicalBytes(assessmentOf(proved.value));
  const result = assessed(verificationResult(proved.value.verified), digest(assessment));
  const subject = { name: 'policy.json', digest: summary.to };
  const signed = await signStatement(signer, PREDICATES.verification, subject, result);
  return change(deps, systemCaller(workspace), {
    streams: [`template/${id}`],
    command: async ({ log }) => {
      await log.putDocument(utf8(summaryText(summary)));
      await log.putDocument(assessment);
      const verification = await log.putDocument(envelopeBytes(signed.envelope));
      return given({ type: 'recordTemplateVerification', template: id, verification });
    },
    answer: () => ({ id }),
  });
}

/** Longest sentence the format takes. */
const DETAIL_MAX = 1000;

function assessmentOf({ verified, effects }: VerifiedEnvelope): Assessment {
  return {
    kind: 'assessment',
    v: 1,
    presented: summaryDigest(verified.summary),
    effects: effects.map(({ code, detail }) => ({ code, detail: detail.slice(0, DETAIL_MAX) })),
  };
}

function assessed(result: VerificationResult, assessment: Digest): VerificationResult {
  const entry = { name: 'assessment', digest: { sha256: digestHex(assessment) } };
  return { ...result, configuration: [...result.configuration, entry] };
}

/** The question about a template's envelope, from the documents it names by digest. */
export async function envelopeJobFor(
  deps: Pick<Deps, 'store'>,
  workspace: Id,
  { templateDigest }: TemplateState,
): Promise<EnvelopeJob> {
  const template = await storedTemplate(deps, workspace, templateDigest);
  return {
    kind: 'envelope',
    language: template.need.language,
    to: await storedText(deps, workspace, template.envelope),
    requirement: casesOf(template.need),
    requirementDigest: templateDigest,
  };
}

/** A stored template document; one that is missing is a bug of ours and throws. */
export async function storedTemplate(
  { store }: Pick<Deps, 'store'>,
  workspace: Id,
  wanted: Digest,
): Promise<Template> {
  const parsed = parseTemplate((await store.document(workspace, wanted)) ?? new Uint8Array());
  if (!parsed.ok) throw new Error(`document ${wanted} is no template`);
  return parsed.value;
}

/** A stored canonical policy as text. */
export async function storedText(
  { store }: Pick<Deps, 'store'>,
  workspace: Id,
  wanted: Digest,
): Promise<string> {
  const bytes = await store.document(workspace, wanted);
  const text = bytes === undefined ? undefined : decodeUtf8(bytes);
  if (text === undefined) throw new Error(`document ${wanted} is missing`);
  return text;
}
