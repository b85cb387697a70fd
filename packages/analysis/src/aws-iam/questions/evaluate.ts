import type { Evaluation } from '../../questions/answer.ts';
import { evaluateStack } from '../replay/evaluate-stack.ts';
import { evaluatePolicies } from '../replay/evaluation.ts';
import type { Request } from '../replay/facts.ts';
import { readDocument } from '../replay/read-document.ts';
import { isStack, type Policies, subjectOf } from '../subject.ts';
import { replayable } from './replayable.ts';

/** Evaluates one concrete request, statement by statement, with no code of the engine. */
export function evaluate(policies: Policies, request: Request): Evaluation {
  const subject = subjectOf(policies);
  if (isStack(subject)) return evaluateStack(replayable(subject), request);
  return evaluatePolicies(
    subject.map((policy) => readDocument(policy.source)),
    request,
  );
}
