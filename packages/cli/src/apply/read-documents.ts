import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileDocument } from '@countersign/api';
import { readText } from '../files/read-input.ts';
import { badInput, EXIT, Failure, type Reason } from '../frame/failure.ts';

/** One document of a file, read by its kind. */
export interface ApplyDocument {
  readonly file: string;
  readonly line: number;
  readonly document: FileDocument;
}

/** Files of one run: more are not looked over by anybody. */
const MAX_FILES = 1000;

/**
 * Reads every document of files and folders (YAML and JSON files whose documents are of countersign/v1; in a folder
 * others are left alone). Every fault of every file at once, with file, line and column.
 */
export async function readDocuments(paths: readonly string[]): Promise<ApplyDocument[]> {
  const files = (await Promise.all(paths.map(filesAt))).flat();
  if (files.length > MAX_FILES) {
    throw badInput('TOO_MANY_FILES', `more than ${MAX_FILES} files are not read at once`);
  }
  const faults: Reason[] = [];
  const documents: ApplyDocument[] = [];
  for (const { path, isNamed } of files) await readFile(path, isNamed, documents, faults);
  if (faults.length > 0) throw new Failure(faults, EXIT.usage);
  return documents;
}

interface Found {
  readonly path: string;
  /** Named on the command line: then it must be one of ours. */
  readonly isNamed: boolean;
}

async function filesAt(path: string): Promise<Found[]> {
  const found = path === '-' ? null : await stat(path).catch(() => null);
  if (found?.isDirectory() !== true) return [{ path, isNamed: true }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name))
    .map((entry) => ({ path: join(entry.parentPath, entry.name), isNamed: false }))
    .sort((left, right) => (left.path < right.path ? -1 : 1));
}

async function readFile(
  path: string,
  isNamed: boolean,
  into: ApplyDocument[],
  faults: Reason[],
): Promise<void> {
  const { yamlDocuments } = await import('@countersign/connectors');
  const { parseFile } = await import('@countersign/api');
  const text = await readText(path);
  if (!isNamed && !text.includes('countersign/v1')) return;
  const read = yamlDocuments(text);
  if (!read.ok) {
    faults.push(
      ...read.refusals.map((one) => ({ ...one, details: { file: path, ...one.details } })),
    );
    return;
  }
  for (const { value, placeOf } of read.value) {
    const parsed = parseFile(value);
    const line = placeOf('')?.line ?? 1;
    if (parsed.ok) into.push({ file: path, line, document: parsed.value });
    else faults.push(...parsed.refusals.map((one) => inFile(one, path, placeOf)));
  }
}

function inFile(
  one: Reason,
  file: string,
  placeOf: (pointer: string) => { line: number; column: number } | undefined,
): Reason {
  const { pointer, in: _, ...details } = one.details ?? {};
  const place = typeof pointer === 'string' ? placeOf(pointer) : undefined;
  return { ...one, details: { file, ...place, pointer, ...details } };
}
