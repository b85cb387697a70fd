import { withoutCase } from './glob.ts';

/** A condition operator taken apart: `ForAllValues:StringNotLikeIfExists` is `all`, `stringnotlike`, if it exists. */
export interface OperatorForm {
  readonly set: 'all' | 'any' | null;
  /** In lower case, without prefix and suffix. */
  readonly base: string;
  readonly ifExists: boolean;
}

/** Takes an operator apart, whatever its case; whether there is such an operator is not asked here. */
export function operatorForm(operator: string): OperatorForm {
  const folded = withoutCase(operator);
  const set = (['all', 'any'] as const).find((one) => folded.startsWith(PREFIX[one])) ?? null;
  const rest = set === null ? folded : folded.slice(PREFIX[set].length);
  const ifExists = rest.endsWith(SUFFIX);
  return { set, base: ifExists ? rest.slice(0, -SUFFIX.length) : rest, ifExists };
}

const PREFIX = { all: 'forallvalues:', any: 'foranyvalue:' } as const;
const SUFFIX = 'ifexists';
