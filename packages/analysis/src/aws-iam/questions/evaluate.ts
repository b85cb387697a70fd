import { type Evaluation, evaluateDocuments } from '../replay/evaluate.ts';
import type { ReplayRequest } from '../replay/evaluate-document.ts';
import { type Policies, policyList } from './diff.ts';

/** Evaluates one concrete request, statement by statement, with no code of the engine. */
export function evaluate(
  policies: Policies,
  request: Omit<ReplayRequest, 'context'> & Partial<Pick<ReplayRequest, 'context'>>,
): Evaluation {
  const sources = policyList(policies).map((policy) => policy.source);
  return evaluateDocuments(sources, { ...request, context: request.context ?? {} });
}
