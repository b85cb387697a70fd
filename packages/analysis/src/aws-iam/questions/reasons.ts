import type { Found } from './ask.ts';

/** Why a class is only possible: the unknowns it hangs on, by name. */
export function reasonOf({ region, unknowns, witness }: Found): string {
  const named = region.flags.flatMap(([field]) => {
    const unknown = unknowns.find((one) => one.field === field);
    return unknown === undefined ? [] : [nameOf(unknown)];
  });
  if (named.length === 0) {
    return witness === null
      ? 'its witness did not replay'
      : 'it depends on conditions of other statements';
  }
  return `depends on ${[...new Set(named)].join(', ')}`;
}

function nameOf(unknown: Found['unknowns'][number]): string {
  const values = unknown.values.map((value) => `\`${value}\``).join(', ');
  if (unknown.kind === 'principal') return `\`${unknown.key}\` ${values}`;
  if (unknown.kind === 'variable') return `the policy variables of ${values}`;
  return `the condition ${unknown.operator} \`${unknown.key}\` ${values}`;
}
