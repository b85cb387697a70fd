import type { LanguageName } from '../questions/language.ts';
import { type Asker, openFor } from './asker.ts';
import { awsAsker } from './aws-asker.ts';
import { awsTogether } from './aws-together.ts';
import { decisiveControls } from './decisive-controls.ts';
import { grantsAsker } from './grants-asker.ts';
import { grantsTogether } from './grants-together.ts';
import type { Guardrail, Pattern } from './guardrail.ts';
import type { GuardrailInput } from './guardrail-context.ts';
import { type Judgement, undecided } from './judge.ts';
import { judgeObligation, type Together } from './judge-obligation.ts';
import { rbacAsker } from './rbac-asker.ts';
import { rbacTogether } from './rbac-together.ts';

/** A candidate in its place, ready to be held against guardrails of its language. */
export interface Judge {
  judge(guardrail: Guardrail): Judgement;
}

/** How candidates of a language are judged. Throws a RangeError when a text is not canonical. */
export function judgeFor(input: GuardrailInput): Judge {
  const language: LanguageName = input.language ?? 'aws-iam';
  switch (language) {
    case 'aws-iam':
      return placed(awsAsker, awsTogether, input);
    case 'kubernetes-rbac':
      return placed(rbacAsker, rbacTogether, input);
    case 'grants':
      return placed(grantsAsker, grantsTogether, input);
    default:
      return language satisfies never;
  }
}

/**
 * "Safe only because control X exists", for an intended denial: the controls without which some request of the pattern
 * would be allowed by what is in force with the candidate. Empty where it does not hold, or holds without any.
 */
export function controlsBehind(input: GuardrailInput, request: Pattern): readonly string[] {
  // Without denials there is nothing to take away.
  if ((input.language ?? 'aws-iam') !== 'aws-iam') return [];
  const { from, to, context, steps } = input;
  const where = awsAsker.place(from, to, context);
  if (!where.ok) return [];
  const { after } = where.value;
  if (awsAsker.allowsNone(after, request, steps).verdict !== 'proved') return [];
  return decisiveControls(awsAsker, after, request, steps);
}

function placed<S>(
  asker: Asker<S>,
  together: Together<S>,
  { from, to, context, steps }: GuardrailInput,
): Judge {
  const where = asker.place(from, to, context);
  if (!where.ok) {
    const open = openFor(where.refusals);
    const reason = open.verdict === 'undetermined' ? open.reason : '';
    return { judge: () => undecided(`the surroundings cannot be read: ${reason}`) };
  }
  const scene = { asker, placed: where.value, context, ...(steps === undefined ? {} : { steps }) };
  return { judge: (guardrail) => judgeObligation(guardrail, scene, together) };
}
