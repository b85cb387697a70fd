import { type Faults, step } from '../../parse/faults.ts';
import type { JsonNode } from '../../parse/json.ts';
import { readStrings } from '../../parse/values.ts';
import type { ScopedGrant } from '../model.ts';
import { Elements } from './elements.ts';

/** The words of each kind: who holds the scopes, and where they count. */
const WORDS = {
  oauth: { subject: 'client', resources: 'audience' },
  'api-key': { subject: 'key', resources: 'resources' },
} as const;
// RFC 6749 section 3.3: a scope has no space, quote or backslash; a list in one string would be read as one scope.
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** One `oauth` or `api-key` object with every fault in it; what it returns is only used when there was none. */
export function readScoped(
  kind: 'oauth' | 'api-key',
  node: Extract<JsonNode, { kind: 'object' }>,
  pointer: string,
  faults: Faults,
): ScopedGrant {
  const words = WORDS[kind];
  const elements = new Elements(node, pointer, faults, `${kind} grant`);
  elements.only(['kind', words.subject, 'provider', 'scopes', 'implies', words.resources]);
  return {
    kind,
    subject: elements.text(words.subject, true) ?? '',
    provider: elements.text('provider', false),
    scopes: readScopes(elements),
    implies: readImplies(elements),
    resources: elements.names(words.resources) ?? 'all',
    at: node.at,
  };
}

function readScopes(elements: Elements): readonly string[] {
  const scopes = elements.names('scopes');
  const member = elements.find('scopes');
  if (scopes === null || member === undefined) {
    elements.missing('scopes');
    return [];
  }
  // A scope may be called `all`; here one text is a list of one.
  const list = scopes === 'all' ? ['all'] : scopes;
  checkScopes(list, (message) => elements.fault('WRONG_SCOPE', message, member));
  return list;
}

function readImplies(elements: Elements): Readonly<Record<string, readonly string[]>> {
  const member = elements.find('implies');
  if (member === undefined) return {};
  const pointer = step(elements.pointer, 'implies');
  if (member.value.kind !== 'object') {
    elements.faults.wrongType('`implies`', 'an object', member.value, pointer);
    return {};
  }
  const entries = member.value.members.map(({ name, value }) => {
    const at = step(pointer, name);
    const isEmpty = value.kind === 'array' && value.items.length === 0;
    const included = isEmpty ? [] : readStrings(value, `\`${name}\``, at, elements.faults);
    checkScopes([name, ...included], (message) =>
      elements.faults.add('WRONG_SCOPE', message, value.at, at),
    );
    return [name, included] as const;
  });
  return Object.fromEntries(entries);
}

function checkScopes(scopes: readonly string[], fault: (message: string) => void): void {
  for (const scope of scopes) {
    if (scope === '' || SCOPE.test(scope)) continue;
    fault(`\`${scope}\` is not one scope: no spaces, quotes, backslashes or other letters`);
  }
}
