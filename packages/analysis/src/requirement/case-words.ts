import type { LanguageName } from '../questions/language.ts';

/** A word of a case: how it is written, and how it may be written. */
export interface CaseWord {
  readonly name: string;
  /** Other spellings, as the language's request patterns take them. */
  readonly also: readonly string[];
  /** `texts`: a list; `text`: one; the other two are of AWS. */
  readonly type: 'texts' | 'text' | 'principals' | 'context';
}

/**
 * Every word a case may have, by language, in the order they are told; what is left out means anything. Words with `not`
 * mean everything but what they list: denials of all that lies beside what is needed.
 */
export const CASE_WORDS: Readonly<Record<LanguageName, readonly CaseWord[]>> = {
  'aws-iam': [
    texts('actions', 'action'),
    texts('resources', 'resource'),
    texts('notActions', 'notAction'),
    texts('notResources', 'notResource'),
    { name: 'principals', also: ['principal'], type: 'principals' },
    { name: 'context', also: [], type: 'context' },
  ],
  'kubernetes-rbac': [
    texts('users', 'user'),
    texts('groups', 'group'),
    texts('roles', 'role'),
    texts('verbs', 'verb'),
    texts('apiGroups', 'apiGroup'),
    texts('resources', 'resource'),
    texts('subresources', 'subresource'),
    texts('names', 'name', 'resourceName', 'resourceNames'),
    texts('namespaces', 'namespace'),
    texts('paths', 'path', 'nonResourceURL', 'nonResourceURLs'),
    texts('notVerbs'),
    texts('notResources'),
    texts('notNames'),
    texts('notNamespaces'),
  ],
  grants: [
    { name: 'kind', also: [], type: 'text' },
    texts('subject', 'app', 'client', 'key'),
    { name: 'provider', also: [], type: 'text' },
    texts('actions', 'action', 'permission', 'scope'),
    { name: 'level', also: [], type: 'text' },
    { name: 'path', also: [], type: 'text' },
    texts('repository'),
    texts('organization'),
    texts('resource', 'resources', 'audience'),
    texts('notActions'),
    texts('notRepository'),
    texts('notResource'),
  ],
};

function texts(name: string, ...also: readonly string[]): CaseWord {
  return { name, also, type: 'texts' };
}

/** Most patterns of one word and most cases of one list: what a requirement document holds (FORMATS). */
export const MAX_TEXTS = 1000;
export const MAX_CASES = 200;
/** Longest pattern; the longest ARN that a service documents is far below. */
export const MAX_TEXT_LENGTH = 2048;
