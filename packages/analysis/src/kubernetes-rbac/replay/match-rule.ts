import { textsOf } from './raw.ts';
import type { RawRule } from './raw-rules.ts';

/** A request as the evaluator takes it; absent texts are empty, `path` null for resources. */
export interface ReplayRequest {
  readonly user: string | null;
  readonly groups: readonly string[] | null;
  /** Only this role, as if bound; null: what the user and the groups hold. */
  readonly role: string | null;
  readonly verb: string;
  readonly apiGroup: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  readonly namespace: string;
  readonly path: string | null;
}

/** Why a rule does not match, by the first of its lists that does not; null: it matches. */
export function mismatchOf({ body }: RawRule, request: ReplayRequest): string | null {
  const has = (list: string, value: string): boolean => {
    const texts = textsOf(body.get(list));
    return texts.includes('*') || texts.includes(value);
  };
  if (!has('verbs', request.verb)) return `\`verbs\` lacks \`${request.verb}\``;
  if (request.path !== null) return urlMismatch(textsOf(body.get('nonResourceURLs')), request.path);
  if (!has('apiGroups', request.apiGroup)) return `\`apiGroups\` lacks \`${request.apiGroup}\``;
  if (!hasResource(textsOf(body.get('resources')), request))
    return `\`resources\` lacks \`${resourceText(request)}\``;
  const names = textsOf(body.get('resourceNames'));
  const isNamed = names.length === 0 || names.includes(nameOf(request));
  return isNamed ? null : `\`resourceNames\` lacks \`${nameOf(request)}\``;
}

function hasResource(texts: readonly string[], request: ReplayRequest): boolean {
  const { subresource } = request;
  return texts.some(
    (text) =>
      text === '*' ||
      text === resourceText(request) ||
      (subresource !== '' && text === `*/${subresource}`),
  );
}

function resourceText({ resource, subresource }: ReplayRequest): string {
  return subresource === '' ? resource : `${resource}/${subresource}`;
}

/** What is created, or deleted as a collection, is not addressed by a name. */
function nameOf({ verb, subresource, name }: ReplayRequest): string {
  const isUnnamed = subresource === '' && (verb === 'create' || verb === 'deletecollection');
  return isUnnamed ? '' : name;
}

function urlMismatch(urls: readonly string[], path: string): string | null {
  const isMatch = urls.some((url) => {
    if (url === path) return true;
    if (!url.endsWith('*')) return false;
    let start = url;
    while (start.endsWith('*')) start = start.slice(0, -1);
    return path.startsWith(start);
  });
  return isMatch ? null : `\`nonResourceURLs\` lacks \`${path}\``;
}
