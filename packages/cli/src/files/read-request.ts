import { badInput } from '../frame/failure.ts';
import { readText } from './read-input.ts';

/** A request or pattern: JSON text, or the file it is in. */
export async function readRequest(given: string): Promise<unknown> {
  const text = given.trimStart().startsWith('{') ? given : await readText(given);
  try {
    return JSON.parse(text);
  } catch {
    throw badInput('NOT_JSON', 'the request is not JSON');
  }
}
