import type { Language, Origin, Refusal } from '@countersign/analysis';
import { decidedLanguage } from '../batch/question.ts';
import { accepted, EXIT, Failure } from '../frame/failure.ts';
import { readText } from './read-input.ts';
import { readYamlDocuments } from './read-yaml.ts';

/** The language of `--language`; bad usage where it is none that is decided. */
export function givenLanguage(name: string): Language {
  return accepted(decidedLanguage(name), EXIT.usage);
}

/** Policy files as their language reads them; every fault of every file at once, with file, line and column. */
export async function policyFiles(
  paths: readonly string[],
  language: Language,
): Promise<readonly unknown[]> {
  const refusals: Refusal[] = [];
  const policies: unknown[] = [];
  for (const path of paths) {
    const parsed = language.read(await memberOf(path, language));
    if (parsed.ok) policies.push(parsed.value);
    else refusals.push(...parsed.refusals.map((one) => inFile(one, path)));
  }
  if (refusals.length > 0) throw new Failure(refusals, EXIT.usage);
  return policies;
}

/** Kubernetes objects are written as YAML; all else, and what is JSON anyway, is read with its positions. */
async function memberOf(path: string, language: Language): Promise<unknown> {
  const text = await readText(path);
  if (language.name !== 'kubernetes-rbac' || /^\s*[[{]/.test(text)) return text;
  return readYamlDocuments(text, path);
}

function inFile(refusal: Refusal, path: string): Refusal {
  return { ...refusal, details: { file: path, ...refusal.details } };
}

/** An origin with the file it is in. */
export type FileOrigin = Partial<Origin> & { readonly file: string | undefined };

/** Origins of a question over `files`, each with its file. */
export function inFiles(
  origins: readonly Partial<Origin>[],
  files: readonly string[],
): FileOrigin[] {
  return origins.map((origin) => ({ file: fileOf(origin, files), ...origin }));
}

/** Where an origin stands, as people write it: `file:line:column`, or the statement. */
export function placeOf(origin: FileOrigin): string {
  const { file, line, column, statement, sid } = origin;
  const named = sid === null || sid === undefined ? `statement ${(statement ?? 0) + 1}` : sid;
  const at = line === undefined ? '' : `:${line}:${column ?? 1}`;
  return file === undefined ? named : `${file}${at} (${named})`;
}

/** One file may hold a set; several files are one policy each, or the set has as many as there are files. */
function fileOf({ policy }: Partial<Origin>, files: readonly string[]): string | undefined {
  return files.length === 1 ? files[0] : files[policy ?? 0];
}
