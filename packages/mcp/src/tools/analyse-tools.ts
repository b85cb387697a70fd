import type { Fields, QuestionName } from '@countersign/analysis';
import { z } from 'zod';
import { analysing, type Call, refusedBy, type Tool, type ToolAnswer } from '../tool.ts';

const language = z
  .enum(['aws-iam', 'kubernetes-rbac', 'grants'])
  .default('aws-iam')
  .describe('the policy language');
const policy = z
  .union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())])
  .describe('a policy as JSON or as its text, which keeps line and column; an array is a set');

/** Questions that need no server: nothing is stored, nothing is sent anywhere. */
export const analyseTools: readonly Tool[] = [
  analysing({
    name: 'explain_policy',
    title: 'Explain a policy',
    description:
      'What a policy allows, in sentences made by analysis, with findings a reader should know: paths to more, exposure, statements that do nothing.',
    input: z.strictObject({ language, policy }),
    run: (input, call) => ask('explain', input, call),
  }),
  analysing({
    name: 'diff_policies',
    title: 'Compare two policies by proof',
    description:
      'What `to` allows that `from` does not, and back, over all requests, each class with one concrete request as witness. `null` is no policy. `undetermined` is an answer and never a yes.',
    input: z.strictObject({ language, from: policy.nullable(), to: policy.nullable() }),
    run: (input, call) => ask('diff', input, call),
  }),
  analysing({
    name: 'prove_property',
    title: 'Prove or refute a property',
    description:
      'Proves a property for every request, or refutes it with a witness. `must-deny` and `must-allow` take a pattern in the words of the language, such as {"actions": ["s3:Delete*"], "resources": ["*"]}; `implies`, `within`, `equivalent` and `disjoint` take two policies; `always-allows` and `always-denies` one.',
    input: z.strictObject({
      language,
      property: z.string().min(1).max(100),
      policies: z.array(policy).min(1).max(100),
      pattern: z.record(z.string(), z.unknown()).exactOptional(),
    }),
    run: (input, call) => ask('prove', input, call),
  }),
  analysing({
    name: 'evaluate_request',
    title: 'Decide one concrete request',
    description:
      'What policies say to one request, by an evaluator that shares no code with the prover, with the statements that decide.',
    input: z.strictObject({
      language,
      policies: z.array(policy).min(1).max(100),
      request: z.record(z.string(), z.unknown()),
    }),
    run: (input, call) => ask('evaluate', input, call),
  }),
];

async function ask(name: QuestionName, question: Fields, { ports }: Call): Promise<ToolAnswer> {
  const answer = await ports.analyse(name, question);
  return answer.ok ? { ok: true, value: answer.value } : refusedBy(answer.refusals);
}
