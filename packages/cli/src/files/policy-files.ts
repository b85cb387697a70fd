import type { Language, Origin, Refusal } from '@countersign/analysis';
import { decidedLanguage } from '@countersign/analysis';
import { accepted, EXIT, Failure } from '../frame/failure.ts';
import { readText } from './read-input.ts';
import { yamlAsJson } from './yaml-as-json.ts';

/** A policy file: its path, and where a place that its language names stands in it. */
export interface PolicyFile {
  readonly path: string;
  readonly text: string;
  readonly placeOf: (line: number, column: number) => Place | undefined;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** Policies as their language reads them, each with its file. */
export interface PolicyFiles {
  readonly policies: readonly unknown[];
  readonly files: readonly PolicyFile[];
}

/** The language of `--language`; bad usage where it is none that is decided. */
export function givenLanguage(name: string): Language {
  return accepted(decidedLanguage(name), EXIT.usage);
}

/** Reads policy files; every fault of every file at once, with file, line and column. */
export async function policyFiles(
  paths: readonly string[],
  language: Language,
): Promise<PolicyFiles> {
  const refusals: Refusal[] = [];
  const policies: unknown[] = [];
  const files: PolicyFile[] = [];
  for (const path of paths) {
    const file = await policyFile(path, language);
    const parsed = language.read(file.text);
    files.push(file);
    if (parsed.ok) policies.push(parsed.value);
    else refusals.push(...parsed.refusals.map((one) => inFile(one, file)));
  }
  if (refusals.length > 0) throw new Failure(refusals, EXIT.usage);
  return { policies, files };
}

/** The JSON text of a policy file. Kubernetes objects may be written as YAML. */
export async function policyFile(path: string, language: Language): Promise<PolicyFile> {
  return policyFileOf(path, await readText(path), language);
}

/** As {@link policyFile}, of a text that was read elsewhere, such as from history. */
export async function policyFileOf(
  path: string,
  text: string,
  { name }: Language,
): Promise<PolicyFile> {
  if (name !== 'kubernetes-rbac' || /^\s*[[{]/.test(text)) {
    return { path, text, placeOf: (line, column) => ({ line, column }) };
  }
  const { json, placeOf } = await yamlAsJson(text, path);
  return { path, text: json, placeOf: (_, column) => placeOf(column) };
}

/** A refusal with the file it is in and the place there. */
export function inFile(refusal: Refusal, file: PolicyFile): Refusal {
  const { line, column, ...details } = refusal.details ?? {};
  const place =
    typeof line === 'number' && typeof column === 'number' ? file.placeOf(line, column) : undefined;
  return { ...refusal, details: { file: file.path, ...place, ...details } };
}

/** An origin with the file it is in. */
export type FileOrigin = Partial<Origin> & { readonly file: string | undefined };

/** Origins of a question over `files`, each with its file and its place there. */
export function inFiles(
  origins: readonly Partial<Origin>[],
  files: readonly PolicyFile[],
): FileOrigin[] {
  return origins.map(({ line, column, ...origin }) => {
    const file = fileOf(origin, files);
    const isPlaced = line !== undefined && column !== undefined;
    return { file: file?.path, ...origin, ...(isPlaced ? file?.placeOf(line, column) : {}) };
  });
}

/** Where an origin stands, as people write it: `file:line:column`, and what is there. */
export function placeOf(origin: FileOrigin): string {
  const { file, line, column } = origin;
  const named = placeNamed(origin);
  const at = line === undefined ? '' : `:${line}:${column ?? 1}`;
  return file === undefined ? named : `${file}${at} (${named})`;
}

/** What stands at an origin: an object, a statement by its name or number. */
export function placeNamed({ object, sid, statement }: Partial<Origin>): string {
  return object ?? sid ?? `statement ${(statement ?? 0) + 1}`;
}

/** One file may hold a set; several files are one policy each. */
function fileOf({ policy }: Partial<Origin>, files: readonly PolicyFile[]): PolicyFile | undefined {
  return files.length === 1 ? files[0] : files[policy ?? 0];
}
