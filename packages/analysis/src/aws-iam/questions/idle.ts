import type { Finding, Origin } from '../../questions/answer.ts';
import type { StatementRef } from '../translate/statement-reader.ts';

/** A statement that does nothing, and the statements that make it so. */
export interface Idle {
  readonly kind: 'dead' | 'shadowed' | 'equal';
  readonly others: readonly StatementRef[];
}

const KINDS: Readonly<Record<string, Idle['kind']>> = {
  DEAD_STATEMENT: 'dead',
  SHADOWED_STATEMENT: 'shadowed',
  EQUAL_STATEMENT: 'equal',
};

/** What findings say of statements that do nothing, by `refKey`. */
export function idleStatements(findings: readonly Finding[]): ReadonlyMap<string, Idle> {
  return new Map(
    findings.flatMap(({ code, origins = [] }): [string, Idle][] => {
      const kind = KINDS[code];
      const [own, ...others] = origins.map(refOf);
      return kind === undefined || own === undefined ? [] : [[refKey(own), { kind, others }]];
    }),
  );
}

/** Equal keys mean the same statement. */
export function refKey({ policy, statement, place }: StatementRef): string {
  return JSON.stringify([policy, statement, place?.layer ?? null, place?.level ?? null]);
}

function refOf({ policy, statement, layer, level }: Origin): StatementRef {
  if (layer === undefined) return { policy, statement };
  return { policy, statement, place: level === undefined ? { layer } : { layer, level } };
}
