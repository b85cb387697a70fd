import { foldCase } from '../../engine/fold.ts';

/** What an operator compares; `arn` patterns are compared in six segments, `text` ones as a whole. */
export type Family = 'text' | 'arn' | 'bool' | 'binary' | 'number' | 'time' | 'address' | 'null';

/** How many of the values of a key must match; without a quantifier the key has one value. */
export type Quantifier = 'every' | 'some';

/** Order relations of numbers and instants. */
export type Relation = 'equal' | 'less' | 'less-equal' | 'greater' | 'greater-equal';

/** An operator of the `Condition` grammar, taken apart. */
export interface Operator {
  readonly family: Family;
  readonly relation: Relation;
  readonly quantifier: Quantifier | null;
  readonly isNegated: boolean;
  readonly isLike: boolean;
  readonly ignoresCase: boolean;
  /** Holds also when the key is absent. */
  readonly ifExists: boolean;
}

type Base = Pick<Operator, 'family'> & Partial<Operator>;

/** IAM user guide, condition operators. `ArnEquals` and `ArnLike` are the same. */
const BASES: ReadonlyMap<string, Base> = new Map<string, Base>([
  ['stringequals', { family: 'text' }],
  ['stringnotequals', { family: 'text', isNegated: true }],
  ['stringequalsignorecase', { family: 'text', ignoresCase: true }],
  ['stringnotequalsignorecase', { family: 'text', ignoresCase: true, isNegated: true }],
  ['stringlike', { family: 'text', isLike: true }],
  ['stringnotlike', { family: 'text', isLike: true, isNegated: true }],
  ['numericequals', { family: 'number' }],
  ['numericnotequals', { family: 'number', isNegated: true }],
  ['numericlessthan', { family: 'number', relation: 'less' }],
  ['numericlessthanequals', { family: 'number', relation: 'less-equal' }],
  ['numericgreaterthan', { family: 'number', relation: 'greater' }],
  ['numericgreaterthanequals', { family: 'number', relation: 'greater-equal' }],
  ['dateequals', { family: 'time' }],
  ['datenotequals', { family: 'time', isNegated: true }],
  ['datelessthan', { family: 'time', relation: 'less' }],
  ['datelessthanequals', { family: 'time', relation: 'less-equal' }],
  ['dategreaterthan', { family: 'time', relation: 'greater' }],
  ['dategreaterthanequals', { family: 'time', relation: 'greater-equal' }],
  ['bool', { family: 'bool', ignoresCase: true }],
  ['binaryequals', { family: 'binary' }],
  ['ipaddress', { family: 'address' }],
  ['notipaddress', { family: 'address', isNegated: true }],
  ['arnequals', { family: 'arn', isLike: true }],
  ['arnlike', { family: 'arn', isLike: true }],
  ['arnnotequals', { family: 'arn', isLike: true, isNegated: true }],
  ['arnnotlike', { family: 'arn', isLike: true, isNegated: true }],
  ['null', { family: 'null' }],
]);

const PARTS = /^(forallvalues:|foranyvalue:)?(.*?)(ifexists)?$/s;

/** The operator of a name, whatever its case; undefined for one the grammar does not have. */
export function readOperator(name: string): Operator | undefined {
  const [, prefix, base = '', ifExists] = PARTS.exec(foldCase(name)) ?? [];
  const found = BASES.get(base);
  if (found === undefined) return undefined;
  return {
    relation: 'equal',
    isNegated: false,
    isLike: false,
    ignoresCase: false,
    ...found,
    quantifier: prefix === undefined ? null : prefix === 'forallvalues:' ? 'every' : 'some',
    ifExists: ifExists !== undefined,
  };
}
