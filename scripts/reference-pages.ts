import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import {
  errorTable,
  type FileKind,
  fileKinds,
  fileSchema,
  routeList,
} from '../packages/api/src/index.ts';
import {
  apiReference,
  errorsReference,
  verificationReportSchema,
} from '../packages/api/src/reference.ts';
import { cliReference } from '../packages/cli/src/index.ts';
import { describeTransitions } from '../packages/domain/src/index.ts';
import { formatRows } from './format-rows.ts';
import { formatsReference } from './formats-reference.ts';
import { jsonText } from './json-text.ts';

export const REFERENCE = join(import.meta.dirname, '..', 'docs', 'reference');
const SCHEMAS = 'schemas';

/** Every generated file by its path below `docs/reference`, and its text. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ['api.md', apiReference(routeList)],
    ['cli.md', cliReference()],
    ['errors.md', errorsReference(errorTable)],
    ['formats.md', formatsReference(formatRows)],
    ['transitions.md', describeTransitions()],
    ['verification-report.schema.json', jsonText(verificationReportSchema())],
    ...formatRows.map(({ name, schema }) => [`${SCHEMAS}/${name}.json`, jsonText(schema)] as const),
    ...kinds().map(
      (kind) => [`${SCHEMAS}/files/${fileName(kind)}`, jsonText(fileSchema(kind))] as const,
    ),
  ]);
}

function kinds(): FileKind[] {
  return Object.keys(fileKinds) as FileKind[];
}

/** `AccessRequirement` is in `access-requirement.json`. */
function fileName(kind: FileKind): string {
  return `${kind.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}.json`;
}

/** Why the files below `folder` are not what the code says: one sentence for each stale, missing or left-over file. */
export function staleFiles(
  pages: ReadonlyMap<string, string>,
  folder: string = REFERENCE,
): readonly string[] {
  const wrong = [...pages].flatMap(([path, text]) => {
    const file = join(folder, path);
    if (!existsSync(file)) return [`\`${path}\` is missing`];
    return readFileSync(file, 'utf8') === text ? [] : [`\`${path}\` is stale`];
  });
  return [...wrong, ...leftOver(pages, folder).map((path) => `\`${path}\` belongs to no format`)];
}

/** Writes every page; gives the paths of those that were not as they should be. */
export function writePages(
  pages: ReadonlyMap<string, string>,
  folder: string = REFERENCE,
): readonly string[] {
  const changed = [...pages].filter(([path, text]) => {
    const file = join(folder, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) return false;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return true;
  });
  const removed = leftOver(pages, folder);
  for (const path of removed) rmSync(join(folder, path));
  return [...changed.map(([path]) => path), ...removed];
}

/** Schemas of formats that are no more; other pages of the folder are written by hand. */
function leftOver(pages: ReadonlyMap<string, string>, folder: string): readonly string[] {
  const schemas = join(folder, SCHEMAS);
  if (!existsSync(schemas)) return [];
  return readdirSync(schemas, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !pages.has(path));
}
