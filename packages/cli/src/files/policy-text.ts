import { givenLanguage, policyFiles } from './policy-files.ts';
import { readText } from './read-input.ts';

/**
 * The text of a policy file as the server reads it. Kubernetes objects may be written as YAML, which only this program
 * has before it: what is wrong with them is said here, with file, line and column.
 */
export async function policyText(path: string, language: string): Promise<string> {
  if (language !== 'kubernetes-rbac') return readText(path);
  const { files } = await policyFiles([path], givenLanguage(language));
  return files[0]?.text ?? '';
}
