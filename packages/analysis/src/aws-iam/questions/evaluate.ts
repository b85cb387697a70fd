import type { Evaluation } from '../../questions/answer.ts';
import { evaluatePolicies } from '../replay/evaluation.ts';
import type { Request } from '../replay/facts.ts';
import { readDocument } from '../replay/read-document.ts';
import { type Policies, policyList } from './diff.ts';

/** Evaluates one concrete request, statement by statement, with no code of the engine. */
export function evaluate(policies: Policies, request: Request): Evaluation {
  return evaluatePolicies(
    policyList(policies).map((policy) => readDocument(policy.source)),
    request,
  );
}
