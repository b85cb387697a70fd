import { badInput } from '../frame/failure.ts';
import { readText } from './read-input.ts';
import { readYamlDocument } from './read-yaml.ts';

/** A YAML or JSON file as a plain object; every syntax error at once, with line and column. */
export async function readDocument(path: string): Promise<Record<string, unknown>> {
  const value = await readYamlDocument(await readText(path), path);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw badInput('NOT_AN_OBJECT', `\`${path}\` does not hold an object`);
}
