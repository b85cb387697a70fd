import { foldCase } from '../../engine/fold.ts';

/** What an operator compares, by its name without set prefix, negation and `IfExists`. */
export type OperatorBase =
  | 'string'
  | 'string-ignore-case'
  | 'string-like'
  | 'arn'
  | 'bool'
  | 'binary'
  | 'numeric'
  | 'date'
  | 'address'
  | 'null';

/** A condition operator, taken apart. */
export interface Operator {
  readonly base: OperatorBase;
  readonly isNegated: boolean;
  readonly ifExists: boolean;
  readonly quantifier: 'all' | 'any' | null;
}

const NAME = /^(forallvalues:|foranyvalue:)?(.*?)(ifexists)?$/s;

const BASES: ReadonlyMap<string, OperatorBase> = new Map<string, OperatorBase>([
  ['stringequals', 'string'],
  ['stringequalsignorecase', 'string-ignore-case'],
  ['stringlike', 'string-like'],
  ['arnequals', 'arn'],
  ['arnlike', 'arn'],
  ['bool', 'bool'],
  ['binaryequals', 'binary'],
  ['numericequals', 'numeric'],
  ['numericlessthan', 'numeric'],
  ['numericlessthanequals', 'numeric'],
  ['numericgreaterthan', 'numeric'],
  ['numericgreaterthanequals', 'numeric'],
  ['dateequals', 'date'],
  ['datelessthan', 'date'],
  ['datelessthanequals', 'date'],
  ['dategreaterthan', 'date'],
  ['dategreaterthanequals', 'date'],
  ['ipaddress', 'address'],
  ['null', 'null'],
]);

/** An operator by name, whatever its case; nothing for one that IAM does not have. */
export function readOperator(name: string): Operator | undefined {
  const [, prefix, bare = '', ifExists] = NAME.exec(foldCase(name)) ?? [];
  const positive = bare.startsWith('not') ? bare.slice(3) : bare.replace('not', '');
  const base = BASES.get(positive);
  if (base === undefined) return undefined;
  return {
    base,
    isNegated: positive !== bare,
    ifExists: ifExists !== undefined,
    quantifier: quantifierOf(prefix),
  };
}

function quantifierOf(prefix: string | undefined): Operator['quantifier'] {
  if (prefix === undefined) return null;
  return prefix === 'forallvalues:' ? 'all' : 'any';
}
