import type { Shape } from '../../engine/search.ts';
import type { Compiled, Rule } from './compile.ts';

/** The rule a shape was made of. */
export type RuleShape = Shape<Rule>;

/**
 * The requests a side allows, as a union of shapes.
 * `exact`: with every unknown a field of the request, so that what holds in it holds under all truth assignments.
 * `must`: a subset of the (action, resource) pairs allowed under EVERY assignment: Allow rules without unknowns, less
 * every Deny rule whatever its unknowns (some assignment makes it bite).
 * `may`: a superset of the pairs allowed under SOME assignment: an Allow rule survives unless a Deny rule asks for no
 * more than the Allow rule itself does. For positive unknowns both are exact, since an assignment that is best for an
 * Allow rule makes true what it asks and nothing else.
 */
export interface Side {
  readonly exact: readonly RuleShape[];
  readonly must: readonly RuleShape[];
  readonly may: readonly RuleShape[];
  readonly hasUnknowns: boolean;
}

/** The three views of a set of policies; Deny shapes are shared, so that the search knows them again. */
export function makeSide({ rules }: Compiled): Side {
  const allows = rules.filter((rule) => rule.effect === 'Allow');
  const denies = rules.filter((rule) => rule.effect === 'Deny');
  const exactDenies = denies.map((rule) => shape(rule, [...rule.globs, ...rule.flags], []));
  const exact = allows.map((rule) => shape(rule, [...rule.globs, ...rule.flags], exactDenies));
  const hasUnknowns = rules.some((rule) => rule.flags.length > 0);
  if (!hasUnknowns) return { exact, must: exact, may: exact, hasUnknowns };
  const looseDenies = denies.map((rule) => shape(rule, rule.globs, []));
  return {
    exact,
    must: allows
      .filter((rule) => rule.flags.length === 0)
      .map((rule) => shape(rule, rule.globs, looseDenies)),
    may: allows.map((rule) =>
      shape(
        rule,
        rule.globs,
        looseDenies.filter((deny) => asksNoMore(deny.origin, rule)),
      ),
    ),
    hasUnknowns,
  };
}

function shape(
  rule: Rule,
  literals: RuleShape['literals'],
  except: readonly RuleShape[],
): RuleShape {
  return { key: literals.map((literal) => literal.key).join(';'), literals, except, origin: rule };
}

function asksNoMore(deny: Rule, allow: Rule): boolean {
  const asked = new Set(allow.flags.map((flag) => flag.key));
  return deny.flags.every((flag) => asked.has(flag.key));
}
