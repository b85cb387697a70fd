import {
  answerQuestion,
  canonicalCase,
  canonicalDiff,
  canonicalGrants,
  canonicalPolicy,
  canonicalRbac,
  type DiffResult,
  type Draft,
  type DraftOptions,
  draftFromRequirement,
  draftFromUse,
  type Estate,
  effectsOf,
  type Fields,
  type Guardrail,
  instantiate,
  type KeptProof,
  LANGUAGES,
  type ObservedUse,
  type ParameterValues,
  type Parsed,
  parseGrants,
  parsePolicyText,
  proveWithin,
  type QuestionName,
  type RequirementCases,
  type ReverifyCheckpoint,
  readCases,
  readRbacPolicy,
  reverify,
  type Template,
  type UseDraft,
  type VerificationContext,
  type VerifiedCandidate,
  verifyCandidate,
  type WithinAnswer,
} from '@countersign/analysis';
import type { Digest, PolicyLanguage, Refusal } from '@countersign/domain';

/** One question for a worker. Every member is plain data, so that it crosses threads. */
export type AnalysisJob =
  | CanonicaliseJob
  | ReadCasesJob
  | ReadInventoryJob
  | VerifyJob
  | QuestionJob
  | ChangeJob
  | EnvelopeJob
  | InstantiateJob
  | WithinJob
  | ReverifyJob
  | DraftJob;

/** Text as a person wrote it to canonical bytes (FORMATS section 1), or every fault with its position. */
export interface CanonicaliseJob {
  readonly kind: 'canonicalise';
  /** Left out: `aws-iam`. */
  readonly language?: PolicyLanguage;
  readonly text: string;
}

/** Cases as people write them to the canonical form that a Requirement holds, or every fault with its pointer. */
export interface ReadCasesJob {
  readonly kind: 'read-cases';
  readonly language: PolicyLanguage;
  readonly cases: RequirementCases;
}

/** All checks of one revision against its base and its requirement. */
export interface VerifyJob {
  readonly kind: 'verify';
  readonly language: PolicyLanguage;
  /** Canonical text in force, `null` when there is none. */
  readonly from: string | null;
  readonly to: string;
  readonly requirement: RequirementCases;
  readonly requirementDigest: Digest;
  /** Left out: the policy alone is verified. */
  readonly context?: VerificationContext;
}

/** Whether every policy and object of an inventory is in its language. */
export interface ReadInventoryJob {
  readonly kind: 'read-inventory';
  readonly language: PolicyLanguage;
  /** Canonical texts by digest. */
  readonly policies: Readonly<Record<string, string>>;
  readonly objects: readonly unknown[] | null;
}

/** A content made from cases, or from what was used of what is granted. */
export interface DraftJob {
  readonly kind: 'draft';
  readonly language: PolicyLanguage;
  readonly options: DraftOptions;
  readonly cases?: RequirementCases;
  readonly use?: ObservedUse;
  /** Canonical texts that are attached together; with `use`. */
  readonly granted?: readonly string[];
}

/** A question about policies that nothing is stored of, as plain JSON. */
export interface QuestionJob {
  readonly kind: 'question';
  readonly name: QuestionName;
  readonly question: Fields;
}

/** From one canonical policy to another, both of a language. */
export interface ChangeJob {
  readonly kind: 'change';
  readonly language: PolicyLanguage;
  readonly from: string;
  readonly to: string;
}

/** What a template's envelope allows, from nothing, against what the template says it is for. */
export interface EnvelopeJob extends Omit<VerifyJob, 'kind' | 'from'> {
  readonly kind: 'envelope';
}

/** What a template makes of values; with `lenient` also where they are outside the bounds of their parameters. */
export interface InstantiateJob {
  readonly kind: 'instantiate';
  readonly template: Template;
  readonly values: ParameterValues;
  readonly lenient: boolean;
}

/** Whether policies together stay within each of several bounds, by name. */
export interface WithinJob {
  readonly kind: 'within';
  readonly language: PolicyLanguage;
  readonly questions: readonly {
    readonly name: string;
    readonly policies: readonly string[];
    readonly bound: string;
  }[];
}

/** A verification of an envelope with what it does, for its tier. */
export interface VerifiedEnvelope {
  readonly verified: Verified;
  readonly effects: readonly { readonly code: string; readonly detail: string }[];
}

export type WithinAnswers = readonly (WithinAnswer & { readonly name: string })[];

export type Canonicalised =
  | { readonly ok: true; readonly value: { readonly text: string; readonly digest: Digest } }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

export type Verified = VerifiedCandidate;

export type ReadCases = Parsed<RequirementCases>;

/** Faults of an inventory; none where all of it can be read. */
export type ReadInventory = readonly Refusal[];

export type AnalysisResult<J extends AnalysisJob> = J extends VerifyJob
  ? Verified
  : J extends ReadCasesJob
    ? ReadCases
    : J extends ReadInventoryJob
      ? ReadInventory
      : J extends QuestionJob
        ? Parsed<Fields>
        : J extends ChangeJob
          ? Parsed<DiffResult>
          : J extends EnvelopeJob
            ? VerifiedEnvelope
            : J extends WithinJob
              ? WithinAnswers
              : J extends ReverifyJob
                ? Parsed<ReverifyCheckpoint>
                : J extends DraftJob
                  ? Parsed<Draft | UseDraft>
                  : Canonicalised;

/** A part of holding everything in force against a changed guardrail. */
export interface ReverifyJob {
  readonly kind: 'reverify';
  readonly entries: Estate['entries'];
  /** Canonical texts by their digests. */
  readonly texts: readonly (readonly [Digest, string])[];
  readonly before: Guardrail | null;
  readonly after: Guardrail | null;
  readonly at: string;
  readonly start: ReverifyCheckpoint | null;
  readonly atMost: number;
}

/** Answers one job; pure, so that the answer may be cached by the job's digest. */
export function runJob(job: AnalysisJob): AnalysisResult<AnalysisJob> {
  switch (job.kind) {
    case 'canonicalise':
      return canonicalise(job.text, job.language ?? 'aws-iam');
    case 'read-cases':
      return canonicalCases(job);
    case 'read-inventory':
      return inventoryFaults(job);
    case 'verify':
      return verifyCandidate(job);
    case 'draft':
      return drafted(job);
    case 'question':
      return answerQuestion(job.name, job.question, 'aws-iam');
    case 'change':
      return canonicalDiff(job.language, job);
    case 'envelope':
      return envelope(job);
    case 'instantiate':
      return instantiated(job);
    case 'within':
      return job.questions.map(({ name, ...asked }) => ({
        name,
        ...proveWithin({ language: job.language, ...asked }),
      }));
    case 'reverify':
      return reverified(job);
    default:
      return job satisfies never;
  }
}

function envelope(job: EnvelopeJob): VerifiedEnvelope {
  const verified = verifyCandidate({ ...job, from: null });
  const { policy }: { readonly policy: unknown } = JSON.parse(job.to);
  const { language } = job;
  const effects = effectsOf({ language, from: null, to: policy, diff: verified.diff });
  return { verified, effects: effects.map(({ code, detail }) => ({ code, detail })) };
}

/** Outside its bounds a value is still one of its kind: no wildcard, quote or variable comes in. */
function instantiated({ template, values, lenient }: InstantiateJob): Canonicalised {
  const strict = instantiate(template, values);
  if (strict.ok || !lenient) return strict;
  const parameters = template.parameters.map((one) => ({ ...one, oneOf: null, pattern: null }));
  return instantiate({ ...template, parameters }, values);
}

function reverified({ entries, texts, start, ...job }: ReverifyJob): Parsed<ReverifyCheckpoint> {
  const cache = new Map<string, KeptProof>();
  const estate = { entries, texts: new Map(texts) };
  return reverify({ ...job, estate, cache, ...(start === null ? {} : { start }) });
}

function drafted({ language, cases, use, granted, options }: DraftJob): Parsed<Draft | UseDraft> {
  return use === undefined
    ? draftFromRequirement(language, cases ?? { allow: [], deny: [] }, options)
    : draftFromUse(language, use, granted ?? [], options);
}

/** The job as it stays the same from one moment to the next: what did not end once will not end a second later. */
export function withoutTime(job: AnalysisJob): AnalysisJob {
  if (job.kind !== 'verify' || job.context === undefined) return job;
  return { ...job, context: { ...job.context, at: '' } };
}

function canonicalise(text: string, language: PolicyLanguage): Canonicalised {
  switch (language) {
    case 'aws-iam':
      return canonical(parsePolicyText(text), canonicalPolicy);
    case 'kubernetes-rbac':
      return canonical(readRbacPolicy(text), canonicalRbac);
    case 'grants':
      return canonical(parseGrants(text), canonicalGrants);
    default:
      return language satisfies never;
  }
}

function inventoryFaults({ language, policies, objects }: ReadInventoryJob): ReadInventory {
  const known = LANGUAGES.get(language);
  if (known === undefined) throw new Error(`no language \`${language}\``);
  const texts = Object.entries(policies).flatMap(([digest, text]) => {
    const read = known.parseCanonical(text);
    return read.ok ? [] : read.refusals.map((one) => inDocument(one, `/policies/${digest}`));
  });
  const found = objects === null ? [] : [known.read(objects)];
  return [
    ...texts,
    ...found.flatMap((read) =>
      read.ok ? [] : read.refusals.map((one) => inDocument(one, '/objects')),
    ),
  ].slice(0, FAULTS_MAX);
}

/** As many as other documents tell at once. */
const FAULTS_MAX = 100;

function inDocument({ code, message, details }: Refusal, pointer: string): Refusal {
  const inner = typeof details?.['pointer'] === 'string' ? details['pointer'] : '';
  return {
    code,
    message: `\`${pointer}\`: ${message}`,
    details: { pointer: `${pointer}${inner}` },
  };
}

function canonicalCases({ language, cases }: ReadCasesJob): ReadCases {
  const read = readCases(language, cases);
  if (!read.ok) return read;
  const whole = (one: RequirementCases['allow'][number]) => canonicalCase(language, one);
  return {
    ok: true,
    value: { allow: read.value.allow.map(whole), deny: read.value.deny.map(whole) },
  };
}

function canonical<P>(
  parsed: Parsed<P>,
  spell: (policy: P) => { readonly text: string; readonly digest: Digest },
): Canonicalised {
  return parsed.ok ? { ok: true, value: spell(parsed.value) } : parsed;
}
