import type { Witness } from '../questions/answer.ts';

/** A request in words, whatever its language: its parts by name, those that are empty left out. */
export function requestInWords(witness: Witness): string {
  const { action, resource, principal, context, ...others } = witness;
  if (typeof action !== 'string') return partsInWords(witness);
  const who = principal === undefined ? '' : ` by ${quoted(principal)}`;
  const what = `\`${action}\` on \`${String(resource)}\`${who}`;
  const when = partsInWords({ ...others, ...Object(context) });
  return when === '' ? what : `${what} with ${when}`;
}

function partsInWords(parts: Readonly<Record<string, unknown>>): string {
  return Object.entries(parts)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${name} ${quoted(value)}`)
    .join(', ');
}

function quoted(value: unknown): string {
  const texts = typeof value === 'object' && value !== null ? Object.values(value) : [value];
  return texts.map((one) => `\`${String(one)}\``).join(', ');
}
