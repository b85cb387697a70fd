import type { LanguageName } from '../questions/language.ts';
import { type Asker, openFor } from './asker.ts';
import { awsAsker } from './aws-asker.ts';
import { awsTogether } from './aws-together.ts';
import { grantsAsker } from './grants-asker.ts';
import { grantsTogether } from './grants-together.ts';
import type { Guardrail } from './guardrail.ts';
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
