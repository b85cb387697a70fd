import { foldCase } from '../../engine/fold.ts';
import type { Origin } from '../../questions/answer.ts';
import type { AwsPolicy, Statement } from '../model.ts';
import { originOf } from '../questions/origins.ts';
import { ActionIndex } from './action-index.ts';
import type { Allowance } from './allowance.ts';

/** A statement of the set. */
export interface Entry {
  readonly body: Statement;
  readonly version: AwsPolicy['document']['Version'];
  readonly origin: Origin;
}

/** The set of policies that findings are about, indexed once. */
export class Subject {
  readonly entries: readonly Entry[];
  /** Statements of identity policies: what their holder may do. */
  readonly granted: readonly Entry[];
  /** Statements that name principals: who may reach a resource or role. */
  readonly opened: readonly Entry[];
  readonly allowance: Allowance;
  private readonly index: ActionIndex<Entry>;

  constructor(policies: readonly AwsPolicy[], allowance: Allowance) {
    this.allowance = allowance;
    this.entries = policies.flatMap(({ document }, policy) =>
      document.Statement.map((body, statement) => ({
        body,
        version: document.Version,
        origin: originOf({ policy, statement }, policies),
      })),
    );
    this.granted = this.entries.filter((entry) => !namesPrincipals(entry.body));
    this.opened = this.entries.filter((entry) => namesPrincipals(entry.body));
    this.index = new ActionIndex(this.granted, (entry) => entry.body);
  }

  /** The identity statements as they stand towards one real action: those that match it, naming only it. */
  towards(action: string): Entry[] {
    return this.index.matching(foldCase(action)).map((entry) => withAction(entry, action));
  }
}

/** Whether a statement belongs to a resource or trust policy. */
export function namesPrincipals({ Principal, NotPrincipal }: Statement): boolean {
  return Principal !== undefined || NotPrincipal !== undefined;
}

function withAction(entry: Entry, action: string): Entry {
  const { NotAction: _, ...body } = entry.body;
  return { ...entry, body: { ...body, Action: [action] } };
}

/** Statements as policies, one a version: what version a statement stands in decides about its variables. */
export function policiesOf(entries: readonly Entry[]): AwsPolicy[] {
  return (['2012-10-17', '2008-10-17'] as const).flatMap((Version) => {
    const statements = entries.filter((entry) => entry.version === Version).map(({ body }) => body);
    return statements.length === 0 ? [] : [policyOf(statements, Version)];
  });
}

/** Statements as one policy; positions are those of nothing that was read. */
export function policyOf(
  statements: readonly Statement[],
  version: AwsPolicy['document']['Version'] = '2012-10-17',
): AwsPolicy {
  const document = { Version: version, Statement: statements };
  return { document, source: JSON.stringify(document), positions: [] };
}
