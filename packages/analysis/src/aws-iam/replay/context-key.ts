import { withoutCase } from './glob.ts';

/**
 * The form of a context key in which two spellings of one key are equal: ASCII lower case up to the first `/`. What
 * follows is the key of a tag and keeps its case, since not every service ignores it: `aws:ResourceTag/Env` and
 * `aws:ResourceTag/env` are two keys here.
 */
export function contextKey(key: string): string {
  const slash = key.indexOf('/');
  return slash < 0 ? withoutCase(key) : withoutCase(key.slice(0, slash)) + key.slice(slash);
}
