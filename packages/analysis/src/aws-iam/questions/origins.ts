import type { Origin } from '../../questions/answer.ts';
import type { AwsSubject, Statement } from '../model.ts';
import { policyOf } from '../subject.ts';
import type { StatementRef } from '../translate/statement-reader.ts';

/** Where a statement stands. */
export function originOf(ref: StatementRef, subject: AwsSubject): Origin {
  const { policy, statement, place } = ref;
  const source = policyOf(ref, subject);
  const at = source?.positions[statement] ?? { line: 1, column: 1 };
  const sid = source?.document.Statement[statement]?.Sid ?? null;
  return { policy, statement, sid, ...at, ...place };
}

/** The statement itself. */
export function statementAt(ref: StatementRef, subject: AwsSubject): Statement | undefined {
  return policyOf(ref, subject)?.document.Statement[ref.statement];
}
