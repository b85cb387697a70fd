import { accountOf, type Holder } from '../access/identity.ts';
import { ALL } from '../decide/sets.ts';

/** At most this many names of one kind stand in a sentence; the class itself lists all. */
const SHOWN = 4;

/** Names in backticks, joined by commas, the rest as a number. */
export function list(texts: readonly string[], noun: string): string {
  const shown = texts.slice(0, SHOWN).map((text) => `\`${text}\``);
  const rest = texts.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more ${noun}` : shown.join(', ');
}

/** Verbs in words. */
export function verbsInWords(verbs: readonly string[], except: readonly string[]): string {
  if (!verbs.includes(ALL)) return list(verbs, 'verbs');
  return except.length === 0 ? 'every verb' : `every verb but ${list(except, 'verbs')}`;
}

/** `pods`, `apps/deployments`, `pods/exec`; core resources have no group in front. */
export function resourceText(apiGroup: string, resource: string): string {
  if (apiGroup === ALL && resource === ALL) return ALL;
  if (apiGroup !== '') return `${apiGroup}/${resource}`;
  return resource.startsWith(ALL) ? `core/${resource}` : resource;
}

/** A resource text in words where it is a wildcard. */
export function resourcesInWords(texts: readonly string[]): string {
  return texts.length === 1 && texts[0] === ALL ? 'all resources' : list(texts, 'resources');
}

/** Who, in words: up to four holders. */
export function holdersInWords(holders: readonly Holder[]): string {
  const named = holders.filter(({ name, kind }) => kind !== 'role' || name !== '');
  const shown = named.slice(0, SHOWN).map(holderInWords);
  const rest = named.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}

/** One holder in words. */
export function holderInWords({ kind, name }: Holder): string {
  if (kind === 'group') return `group \`${name}\``;
  if (kind === 'role') return roleInWords(name);
  if (kind === 'anyone') return 'whoever the rules are given to';
  const account = accountOf(name);
  return account === null
    ? `user \`${name}\``
    : `service account \`${account.namespace}/${account.name}\``;
}

/** `ClusterRole/x` as `ClusterRole \`x\``. */
export function roleInWords(ref: string): string {
  const slash = ref.indexOf('/');
  return slash < 0 ? ref : `${ref.slice(0, slash)} \`${ref.slice(slash + 1)}\``;
}

/** Where, in words. */
export function placeInWords(namespace: string | null): string {
  return namespace === null ? 'in every namespace' : `in namespace \`${namespace}\``;
}
