import type { AwsPolicy } from '../aws-iam/model.ts';
import { parseRequestPattern, patternPolicy } from '../aws-iam/questions/request-pattern.ts';
import type { ProofResult, Witness } from '../questions/answer.ts';
import type { Language } from '../questions/language.ts';
import { patternOf, type RequirementCase } from '../requirement/requirement-case.ts';

/** Whether a policy allows no request of a case; a case that is no pattern is undetermined. */
export function allowsNone(
  language: Language,
  policy: unknown,
  one: RequirementCase,
  steps: number,
): Pick<ProofResult, 'verdict' | 'witness'> {
  const proof = language.prove(questionOf(language, policy, one), { steps });
  return proof.ok ? proof.value : { verdict: 'undetermined' };
}

/** Of AWS the same question without the one whether a denial is explicit, which nobody asks here. */
function questionOf(language: Language, policy: unknown, one: RequirementCase) {
  const asPolicy = language.name === 'aws-iam' ? policyOf(one) : null;
  return asPolicy === null
    ? { property: 'must-deny', policies: [policy], pattern: patternOf(one) }
    : { property: 'disjoint', policies: [policy, [asPolicy]] };
}

/**
 * A request of the case that the policy allows, replayed; null: there is none, or it was not decided. `known` is a request
 * that the policy is known to allow: where the case has it, nothing needs to be searched for.
 */
export function requestAllowed(
  language: Language,
  { policy, known }: { readonly policy: unknown; readonly known: Witness },
  one: RequirementCase,
  steps: number,
): Witness | null {
  if (hasRequest(language, one, known)) return known;
  const { verdict, witness } = allowsNone(language, policy, one, steps);
  return verdict === 'refuted' ? (witness ?? null) : null;
}

/**
 * Whether the case has the request, by the evaluator alone: the case as a policy that allows exactly its requests. Only
 * cases of AWS are such policies; of the others it says no.
 */
export function hasRequest(language: Language, one: RequirementCase, request: Witness): boolean {
  if (language.name !== 'aws-iam') return false;
  const policy = policyOf(one);
  if (policy === null) return false;
  const evaluated = language.evaluate([[policy]], request);
  return (
    evaluated.ok && evaluated.value.decision === 'allow' && evaluated.value.errors.length === 0
  );
}

/** Cases that were read; each is asked about many requests. */
const read = new WeakMap<RequirementCase, AwsPolicy | null>();

function policyOf(one: RequirementCase): AwsPolicy | null {
  const known = read.get(one);
  if (known !== undefined) return known;
  const pattern = parseRequestPattern(patternOf(one));
  const parsed = pattern.ok ? patternPolicy(pattern.value) : pattern;
  const policy = parsed.ok ? parsed.value : null;
  read.set(one, policy);
  return policy;
}
