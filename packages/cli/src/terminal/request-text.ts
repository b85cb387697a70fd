import { inert } from './layout.ts';

/** A request or witness in one line: who, what, on what, and under which circumstances. */
export function requestText(request: Readonly<Record<string, unknown>>): string {
  const { action, resource, ...rest } = request;
  const parts = Object.entries(rest).flatMap(([name, value]) => {
    const text = valueText(value);
    return text === '' ? [] : [`${inert(name)} ${text}`];
  });
  if (typeof action !== 'string') return parts.join(', ');
  const on = typeof resource === 'string' ? ` on ${inert(resource)}` : '';
  const more = parts.length === 0 ? '' : ` (${parts.join('; ')})`;
  return `${inert(action)}${on}${more}`;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (Array.isArray(value))
    return value
      .map(valueText)
      .filter((text) => text !== '')
      .join(', ');
  if (typeof value !== 'object') return inert(String(value));
  if ('operator' in value) return assumedText(value as Readonly<Record<string, unknown>>);
  return Object.entries(value)
    .map(([name, one]) => `${inert(name)} = ${valueText(one)}`)
    .join(', ');
}

/** A condition and whether it holds. */
function assumedText({ operator, key, values, holds }: Readonly<Record<string, unknown>>): string {
  const not = holds === true ? '' : ' not';
  return `${String(operator)} ${String(key)} ${valueText(values)}${not} holding`;
}
