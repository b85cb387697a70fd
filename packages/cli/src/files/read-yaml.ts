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

/** What a text says that holds one YAML document; JSON is YAML 1.2 too. */
export async function readYamlDocument(text: string, path: string): Promise<unknown> {
  const { parseDocument } = await import('yaml');
  const document: YamlDocument = parseDocument(text, OPTIONS);
  if (document.errors.length === 0) return plain(document, path);
  throw new Failure(
    document.errors.map((error) => ({
      code: 'NOT_YAML',
      message: (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, ''),
      details: { file: path, line: error.linePos?.[0].line, column: error.linePos?.[0].col },
    })),
    EXIT.usage,
  );
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
