import { inert } from './layout.ts';

/** A request or witness in one line: who, what, on what, and under which circumstances. */
export function requestText(request: Readonly<Record<string, unknown>>): string {
  if (typeof request['verb'] === 'string') return kubernetesText(request);
  if ('permission' in request || 'scope' in request) return grantText(request);
  const { action, resource, ...rest } = request;
  if (typeof action !== 'string') return partsOf(request).join(', ');
  const on = typeof resource === 'string' ? ` on ${inert(resource)}` : '';
  const parts = partsOf(rest);
  return `${inert(action)}${on}${parts.length === 0 ? '' : ` (${parts.join('; ')})`}`;
}

/** As one says it of Kubernetes: `create pods/exec x in namespace y as user z with groups a, b`. */
function kubernetesText(request: Readonly<Record<string, unknown>>): string {
  const { verb, apiGroup, resource, subresource, name, namespace, path, user, groups, ...rest } =
    request;
  const text = (value: unknown, before: string): string => {
    const shown = valueText(value);
    return shown === '' ? '' : `${before}${shown}`;
  };
  return [
    valueText(verb),
    ` ${valueText(path ?? resource)}`,
    text(apiGroup, '.'),
    text(subresource, '/'),
    text(name, ' '),
    text(namespace, ' in namespace '),
    text(user, ' as '),
    text(groups, ' with groups '),
    ...partsOf(rest).map((part) => `, ${part}`),
  ].join('');
}

/** As one says it of grants: `contents:write on org/a as app bot`. */
function grantText(request: Readonly<Record<string, unknown>>): string {
  const { permission, level, scope, app, client, key, ...rest } = request;
  const { repository, organization, audience, resource, ...more } = rest;
  const text = (before: string, value: unknown): string =>
    value === undefined ? '' : `${before}${valueText(value)}`;
  return [
    permission === undefined ? valueText(scope) : `${valueText(permission)}${text(':', level)}`,
    text(' on ', repository ?? resource),
    text(' in ', organization),
    text(' at ', audience),
    text(' as app ', app),
    text(' as client ', client),
    text(' as key ', key),
    ...partsOf(more).map((part) => `, ${part}`),
  ].join('');
}

function partsOf(fields: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const text = valueText(value);
    return text === '' ? [] : [`${inert(name)} ${text}`];
  });
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
