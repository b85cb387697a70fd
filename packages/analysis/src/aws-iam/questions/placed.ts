import type { AwsPolicy, AwsSubject, Statement } from '../model.ts';
import { isStack } from '../subject.ts';
import type { Place, StatementRef } from '../translate/statement-reader.ts';

/** A statement with where it stands and the version it is read under. */
export interface Placed {
  readonly ref: StatementRef;
  readonly body: Statement;
  readonly version: AwsPolicy['document']['Version'];
}

/** Every statement of a subject, what grants before what limits. */
export function placedStatements(subject: AwsSubject): readonly Placed[] {
  if (!isStack(subject)) return statementsOf(subject, null);
  const { identity, resource = [], boundary = [], session = [], scp = [], rcp = [] } = subject;
  return [
    ...statementsOf(identity, { layer: 'identity' }),
    ...statementsOf(resource, { layer: 'resource' }),
    ...statementsOf(boundary, { layer: 'boundary' }),
    ...statementsOf(session, { layer: 'session' }),
    ...scp.flatMap((policies, level) => statementsOf(policies, { layer: 'scp', level })),
    ...rcp.flatMap((policies, level) => statementsOf(policies, { layer: 'rcp', level })),
  ];
}

function statementsOf(policies: readonly AwsPolicy[], place: Place | null): Placed[] {
  return policies.flatMap(({ document }, policy) =>
    document.Statement.map((body, statement) => ({
      ref: place === null ? { policy, statement } : { policy, statement, place },
      body,
      version: document.Version,
    })),
  );
}
