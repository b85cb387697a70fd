import type { Witness } from '../questions/answer.ts';

/** A request in words, whatever its language. */
export function describeWitness(witness: Witness): string {
  if ('verb' in witness) return rbacWords(witness);
  return 'context' in witness ? awsWords(witness) : grantWords(witness);
}

function awsWords({ principal, action, resource, context }: Witness): string {
  const keys = Object.entries(context ?? {}).map(
    ([key, value]) =>
      `\`${key}\` = ${[value]
        .flat()
        .map((one) => `\`${one}\``)
        .join(', ')}`,
  );
  const who =
    principal === undefined
      ? ''
      : ` by \`${typeof principal === 'string' ? principal : Object.values(principal ?? {})[0]}\``;
  const when = keys.length === 0 ? '' : `, with ${keys.join(' and ')}`;
  return `\`${String(action)}\` on \`${String(resource)}\`${who}${when}`;
}

function rbacWords(witness: Witness): string {
  const text = (name: string): string | null => {
    const value = witness[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const path = text('path');
  const group = text('apiGroup');
  const sub = text('subresource');
  const resource = `${group === null ? '' : `${group}/`}${text('resource') ?? ''}${sub === null ? '' : `/${sub}`}`;
  const name = text('name');
  const namespace = text('namespace');
  const who = text('user') ?? text('role');
  return [
    `\`${text('verb') ?? ''}\` on \`${path ?? resource}\``,
    ...(name === null ? [] : [` named \`${name}\``]),
    ...(namespace === null ? [] : [` in namespace \`${namespace}\``]),
    ...(who === null ? [] : [` by \`${who}\``]),
  ].join('');
}

const WHO = ['app', 'client', 'key', 'subject'] as const;
const WHERE = ['repository', 'organization', 'audience', 'resource'] as const;

function grantWords(witness: Witness): string {
  const first = (names: readonly string[]): string | null => {
    const name = names.find((one) => typeof witness[one] === 'string');
    return name === undefined ? null : String(witness[name]);
  };
  const level = first(['level']);
  const right = first(['permission', 'scope', 'action']) ?? '';
  const where = first(WHERE);
  const who = first(WHO);
  const path = first(['path']);
  return [
    `\`${right}${level === null ? '' : `:${level}`}\``,
    ...(path === null ? [] : [` for \`${path}\``]),
    ...(where === null ? [] : [` on \`${where}\``]),
    ...(who === null ? [] : [` by \`${who}\``]),
  ].join('');
}
