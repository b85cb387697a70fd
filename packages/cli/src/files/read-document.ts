import { badInput, EXIT, Failure } from '../frame/failure.ts';
import { readText } from './read-input.ts';

/** A YAML or JSON file as a plain object; every syntax error at once, with line and column. */
export async function readDocument(path: string): Promise<Record<string, unknown>> {
  const text = await readText(path);
  const { parseDocument } = await import('yaml');
  // JSON is YAML 1.2 too; `maxAliasCount: 0` refuses aliases and so their expansion.
  const document = parseDocument(text, { uniqueKeys: true, strict: true, version: '1.2' });
  if (document.errors.length > 0) {
    throw new Failure(
      document.errors.map((error) => ({
        code: 'NOT_YAML',
        message: (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, ''),
        details: { file: path, line: error.linePos?.[0].line, column: error.linePos?.[0].col },
      })),
      EXIT.usage,
    );
  }
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw badInput('NOT_AN_OBJECT', `\`${path}\` does not hold an object`);
}
