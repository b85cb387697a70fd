import { EXIT, Failure } from '../frame/failure.ts';

const OPTIONS = { uniqueKeys: true, strict: true, version: '1.2' } as const;

interface YamlDocument {
  readonly errors: readonly YamlError[];
  toJS(options: { maxAliasCount: number }): unknown;
}
interface YamlError {
  readonly message: string;
  readonly linePos?: readonly [{ readonly line: number; readonly col: number }, ...unknown[]];
}

/** The documents of a YAML stream, those that are empty left out; every syntax error at once, with line and column. */
export async function readYamlDocuments(text: string, path: string): Promise<unknown[]> {
  const { parseAllDocuments } = await import('yaml');
  const parsed = parseAllDocuments(text, OPTIONS);
  const documents = 'empty' in parsed ? [] : parsed;
  return valuesOf(documents, path).filter((value) => value !== null);
}

/** What a text says that holds one YAML document; JSON is YAML 1.2 too. */
export async function readYamlDocument(text: string, path: string): Promise<unknown> {
  const { parseDocument } = await import('yaml');
  return valuesOf([parseDocument(text, OPTIONS)], path)[0];
}

function valuesOf(documents: readonly YamlDocument[], path: string): unknown[] {
  const errors = documents.flatMap((document) => document.errors);
  if (errors.length > 0) {
    throw new Failure(
      errors.map((error) => ({
        code: 'NOT_YAML',
        message: (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, ''),
        details: { file: path, line: error.linePos?.[0].line, column: error.linePos?.[0].col },
      })),
      EXIT.usage,
    );
  }
  return documents.map((document) => plain(document, path));
}

/** Aliases are refused, and so their expansion, which can be as large as one likes. */
function plain(document: YamlDocument, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const reason = { code: 'NOT_YAML', message: 'aliases are not read', details: { file: path } };
    throw new Failure([reason], EXIT.usage);
  }
}
