import type { Json } from '@countersign/evidence';

/** Intrinsic functions that have a short form in YAML and no `Fn::` before their name. */
const PLAIN: readonly string[] = ['Ref', 'Condition'];

const FUNCTIONS: readonly string[] = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
];

/** The long form of a short one: `!GetAtt A.B` is `{"Fn::GetAtt": ["A", "B"]}`; undefined for what is none. */
export function longForm(tag: string, value: Json): Json | undefined {
  const name = tag.slice(1);
  if (PLAIN.includes(name)) return { [name]: value };
  if (!FUNCTIONS.includes(name)) return undefined;
  if (name !== 'GetAtt' || typeof value !== 'string') return { [`Fn::${name}`]: value };
  const dot = value.indexOf('.');
  return { 'Fn::GetAtt': dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)] };
}
