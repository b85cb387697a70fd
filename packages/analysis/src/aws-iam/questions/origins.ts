import type { Origin } from '../../questions/answer.ts';
import type { AwsPolicy, AwsSubject, Statement } from '../model.ts';
import { isStack } from '../subject.ts';
import type { StatementRef } from '../translate/statement-reader.ts';

/** Where a statement stands. */
export function originOf(ref: StatementRef, subject: AwsSubject): Origin {
  const { policy, statement, place } = ref;
  const source = policyAt(ref, subject);
  const at = source?.positions[statement] ?? { line: 1, column: 1 };
  const sid = source?.document.Statement[statement]?.Sid ?? null;
  return { policy, statement, sid, ...at, ...place };
}

/** The policy a statement is in. */
export function policyAt(
  { policy, place }: StatementRef,
  subject: AwsSubject,
): AwsPolicy | undefined {
  if (!isStack(subject)) return subject[policy];
  if (place === undefined) return undefined;
  const { layer, level = 0 } = place;
  const policies = layer === 'scp' || layer === 'rcp' ? subject[layer]?.[level] : subject[layer];
  return policies?.[policy];
}

/** The statement itself. */
export function statementAt(ref: StatementRef, subject: AwsSubject): Statement | undefined {
  return policyAt(ref, subject)?.document.Statement[ref.statement];
}
