/**
 * The texts of a rule as sets of requests. In a request verb, group, resource and subresource are texts without `*`,
 * resource and subresource also without `/` and not empty, and a path starts with `/`.
 */

/** Matches everything where a rule names verbs, groups or resources. */
export const ALL = '*';

/** Whether a verb of a rule matches some request; `get*` is no wildcard. */
export function isVerb(text: string): boolean {
  return text === ALL || (text !== '' && !text.includes('*'));
}

/** Whether an API group of a rule matches some request; empty is the core group. */
export function isGroup(text: string): boolean {
  return text === ALL || !text.includes('*');
}

const RESOURCE = /^(?:\*|\*\/[^/*]+|[^/*]+(?:\/[^/*]+)?)$/;

/** Whether a resource of a rule matches some request: `*`, `pods`, `pods/exec` and any-scale do, `pods/*` does not. */
export function isResource(text: string): boolean {
  return RESOURCE.test(text);
}

/** The texts by which a rule can cover all of this resource text. */
export function resourcesAround(text: string): readonly string[] {
  if (text === ALL) return [ALL];
  const slash = text.indexOf('/');
  if (slash < 0) return [text, ALL];
  const everySuch = `${ALL}${text.slice(slash)}`;
  return text === everySuch ? [text, ALL] : [text, everySuch, ALL];
}

/** Whether requests for this resource text and verb carry no object name: nothing has a name before it is made. */
export function isNameless(verb: string, resource: string): boolean {
  const isCollective = verb === 'create' || verb === 'deletecollection';
  return isCollective && resource !== ALL && !resource.includes('/');
}

/** What a non-resource URL of a rule matches: one path, or every path with a prefix; null: none. */
export type Paths = { readonly prefix: string } | { readonly path: string };

/** Only stars at the end are wildcards; a path without `/` in front is of no request. */
export function pathsOf(text: string): Paths | null {
  const prefix = text.replace(/\*+$/, '');
  if (prefix !== '' && !prefix.startsWith('/')) return null;
  if (text.endsWith(ALL)) return { prefix };
  return text === '' ? null : { path: text };
}

/** Whether all paths of `inner` are in `outer`. */
export function coversPaths(outer: Paths, inner: Paths): boolean {
  if ('path' in outer) return 'path' in inner && inner.path === outer.path;
  const start = 'path' in inner ? inner.path : inner.prefix;
  // Every path starts with a slash, so that the empty prefix and `/` are one.
  return start.startsWith(outer.prefix) || (outer.prefix === '/' && start === '');
}
