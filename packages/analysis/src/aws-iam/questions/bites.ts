import { Allowance } from '../findings/allowance.ts';
import type { AwsPolicy } from '../model.ts';
import type { StatementRef } from '../translate/statement-reader.ts';
import { actionItems } from '../words/statement-items.ts';
import { refKey } from './idle.ts';
import { StatementIndex } from './other-side.ts';
import type { Placed } from './placed.ts';

/** Steps one pair of statements may cost, and all together; what they leave undecided counts as biting. */
const STEPS_PER_PAIR = 5_000;
const STEPS_OF_PAIRS = 200_000;

/** Which Deny statements take something from which Allow statements of the same subject. */
export class Bites {
  private readonly allowance: Allowance;
  private readonly found = new Map<string, readonly StatementRef[]>();
  private readonly biting = new Set<string>();

  constructor(statements: readonly Placed[], steps: number = STEPS_OF_PAIRS) {
    this.allowance = new Allowance(Math.min(steps, STEPS_OF_PAIRS), STEPS_PER_PAIR);
    const denies = statements.filter(({ body }) => body.Effect === 'Deny');
    const byRef = new Map(denies.map((one) => [refKey(one.ref), one]));
    const index = new StatementIndex(denies.map(({ ref, body }) => ({ ref, statement: body })));
    for (const allow of statements) {
      if (allow.body.Effect !== 'Allow') continue;
      // What is left is not looked at pair by pair.
      if (this.allowance.isSpent) return;
      const near = index.sharing(actionItems(allow.body)).map(({ ref }) => refKey(ref));
      const taking = near.flatMap((key) => byRef.get(key) ?? []);
      this.found.set(
        refKey(allow.ref),
        taking.filter((one) => this.takes(one, allow)).map(({ ref }) => ref),
      );
    }
  }

  /** The Denies that may take something from an Allow, proved to or not proved not to; null: not looked at. */
  into(allow: Placed): readonly StatementRef[] | null {
    return this.found.get(refKey(allow.ref)) ?? null;
  }

  /** Whether it is proved that a Deny takes nothing from any Allow. */
  isIdle(deny: Placed): boolean {
    return !this.allowance.isSpent && !this.biting.has(refKey(deny.ref));
  }

  private takes(deny: Placed, allow: Placed): boolean {
    const isApart = this.allowance.disjoint([grant(deny)], [grant(allow)]).verdict === 'proved';
    if (!isApart) this.biting.add(refKey(deny.ref));
    return !isApart;
  }
}

/** A policy that allows what a statement matches. */
function grant({ body, version }: Placed): AwsPolicy {
  const document = { Version: version, Statement: [{ ...body, Effect: 'Allow' as const }] };
  return { document, source: JSON.stringify(document), positions: [] };
}
