import type { Verdict, VerificationFacts } from '@countersign/domain';
import {
  type Digest,
  isJsonObject,
  type Json,
  PREDICATES,
  parseAssessment,
  parseCanonical,
  parseVerificationResult,
  type VerificationResult,
} from '@countersign/evidence';
import { openEnvelope, verifyServiceSignature } from './envelopes.ts';

/**
 * What the domain needs of a Verification: who signed it, its tests, and what it was computed from. The verdict is
 * the Summary's, which the verification names by digest as `presented` and which must be about the same inputs.
 */
export function verificationFacts(
  bytes: Uint8Array | undefined,
  read: (digest: Digest) => Uint8Array | undefined,
): VerificationFacts | undefined {
  const opened = bytes === undefined ? undefined : openEnvelope(bytes, PREDICATES.verification);
  if (opened === undefined) return undefined;
  const result = parseVerificationResult(opened.predicate);
  const publicKey = verifyServiceSignature(opened, 'ecdsa-p256');
  if (!result.ok || publicKey === undefined) return undefined;
  const requirement = configured(result.value, 'requirement');
  const presented = configured(result.value, 'presented');
  if (requirement === undefined || presented === undefined) return undefined;
  const from = configured(result.value, 'base') ?? null;
  const shown = summaryFacts(read(presented), { from, to: opened.subject, requirement });
  if (shown === undefined) return undefined;
  const effects = assessedEffects(result.value, presented, read);
  if (effects === undefined) return undefined;
  const { passedTests: passed, warnedTests: undetermined, failedTests: failed } = result.value;
  return {
    from,
    to: opened.subject,
    requirement,
    presented,
    ...shown,
    passed,
    failed,
    undetermined,
    effects,
    publicKey,
  };
}

/** The digest under a name of the configuration; `undefined` also when the name stands there twice. */
function configured({ configuration }: VerificationResult, name: string): Digest | undefined {
  const [only, ...others] = configuration.filter((item) => item.name === name);
  return only === undefined || others.length > 0 ? undefined : `sha256:${only.digest.sha256}`;
}

const VERDICTS: readonly Verdict[] = [
  'equivalent',
  'narrower',
  'broader',
  'incomparable',
  'undetermined',
];

/**
 * What the change does, by the assessment that the Verification names; null where it names none. One that is named and
 * not at hand, not readable or about another comparison proves nothing (INV-5): it must not pass for none.
 */
function assessedEffects(
  result: VerificationResult,
  presented: Digest,
  read: (digest: Digest) => Uint8Array | undefined,
): readonly string[] | null | undefined {
  if (!result.configuration.some(({ name }) => name === 'assessment')) return null;
  const named = configured(result, 'assessment');
  const bytes = named === undefined ? undefined : read(named);
  const assessment = bytes === undefined ? undefined : parseAssessment(bytes);
  if (assessment?.ok !== true || assessment.value.presented !== presented) return undefined;
  return [...new Set(assessment.value.effects.map(({ code }) => code))].toSorted();
}

/** The verdict, and what kept the comparison open, of the Summary about these inputs. */
function summaryFacts(
  bytes: Uint8Array | undefined,
  about: { readonly from: Digest | null; readonly to: Digest; readonly requirement: Digest },
): Pick<VerificationFacts, 'verdict' | 'constructs'> | undefined {
  const parsed = bytes === undefined ? undefined : parseCanonical(bytes);
  if (parsed?.ok !== true || !isJsonObject(parsed.value)) return undefined;
  const summary: { readonly [key: string]: Json } = parsed.value;
  const isAbout =
    summary['from'] === about.from &&
    summary['to'] === about.to &&
    summary['requirement'] === about.requirement;
  const verdict = VERDICTS.find((one) => one === summary['verdict']);
  return isAbout && verdict !== undefined
    ? { verdict, constructs: openConstructs(summary) }
    : undefined;
}

/** The reasons of possible classes, and what stopped the comparison, as the Summary words them. */
function openConstructs(summary: { readonly [key: string]: Json }): readonly string[] {
  const possible = asList(summary['possible']).flatMap((one) =>
    isJsonObject(one) && typeof one['reason'] === 'string' ? [one['reason']] : [],
  );
  const stopped = asList(summary['assumptions']).flatMap((one) =>
    typeof one === 'string' && one.startsWith(STOPPED) ? [one.slice(STOPPED.length)] : [],
  );
  return [...new Set([...possible, ...stopped])];
}

/** How a Summary begins what stopped its proof (FORMATS section 4). */
const STOPPED = 'not decided: ';

function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
