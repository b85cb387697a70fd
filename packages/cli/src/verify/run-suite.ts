import type { Check, Evaluation, Language, ProofResult, Witness } from '@countersign/analysis';
import { describeWitness } from '@countersign/analysis';
import type { Suite, SuiteCase } from './suite-file.ts';

/**
 * Every case of a suite as a check of its own: a request is decided by the independent evaluator, a pattern by the prover,
 * whose witnesses the evaluator replays. What either leaves open is `undetermined`, which is not a pass (INV-5).
 */
export function suiteChecks(suite: Suite, policies: readonly unknown[]): Check[] {
  const { language } = suite;
  return suite.cases.map((one) =>
    'pattern' in one
      ? patternCheck(suite, one, language, policies)
      : requestCheck(suite, one, language, policies),
  );
}

type RequestCase = Extract<SuiteCase, { readonly request: unknown }>;
type PatternCase = Extract<SuiteCase, { readonly pattern: unknown }>;

function requestCheck(
  suite: Suite,
  one: RequestCase,
  language: Language,
  policies: readonly unknown[],
): Check {
  const evaluated = language.evaluate(policies, one.request);
  const witness = one.request as Witness;
  return {
    ...named(suite, one),
    proves: `the independent evaluator says \`${one.expect}\` to this one request`,
    doesNotProve: 'anything about other requests',
    witness,
    ...(evaluated.ok
      ? decided(one.expect, evaluated.value)
      : unread(evaluated.refusals.map(({ message }) => message))),
  };
}

function decided(
  expected: 'allow' | 'deny',
  { decision, explicit, errors }: Evaluation,
): Pick<Check, 'outcome' | 'detail'> {
  if (errors.length > 0 && !explicit) {
    return { outcome: 'undetermined', detail: `left open: ${errors.join('; ')}` };
  }
  const isAllowed = decision === 'allow';
  const how = decision === 'deny' && explicit ? 'denied by an explicit Deny' : WORDS[decision];
  const outcome = isAllowed === (expected === 'allow') ? 'passed' : 'failed';
  return { outcome, detail: how };
}

const WORDS: Readonly<Record<Evaluation['decision'], string>> = {
  allow: 'allowed',
  deny: 'denied',
  'no-opinion': 'denied, since nothing allows it',
};

function patternCheck(
  suite: Suite,
  one: PatternCase,
  language: Language,
  policies: readonly unknown[],
): Check {
  const { pattern, expect } = one;
  const proof = language.prove({ property: expect, policies, pattern });
  const word = expect === 'must-allow' ? 'allowed' : 'denied';
  return {
    ...named(suite, one),
    proves: `every request of the pattern is ${word} by these policies`,
    doesNotProve: 'what policies that are not named here add or take away',
    ...(proof.ok ? proved(proof.value) : unread(proof.refusals.map(({ message }) => message))),
  };
}

function proved({
  verdict,
  kind,
  witness,
  reason,
}: ProofResult): Pick<Check, 'outcome' | 'detail'> & { readonly witness?: Witness } {
  switch (verdict) {
    case 'proved':
      return { outcome: 'passed', detail: kind === undefined ? 'proved' : `proved, ${kind}` };
    case 'refuted':
      return witness === undefined
        ? { outcome: 'failed', detail: 'refuted' }
        : { outcome: 'failed', detail: `refuted by ${describeWitness(witness)}`, witness };
    case 'undetermined':
      return { outcome: 'undetermined', detail: `not decided: ${reason ?? 'no reason'}` };
    default:
      return verdict satisfies never;
  }
}

/** A case that is no request or pattern of the language tests nothing, and is no pass. */
function unread(faults: readonly string[]): Pick<Check, 'outcome' | 'detail'> {
  return { outcome: 'undetermined', detail: `not decided: ${faults.join('; ')}` };
}

function named(suite: Suite, { id }: SuiteCase) {
  return { name: `suite/${suite.name}/${id}`, group: 'requirement', blocking: true } as const;
}
