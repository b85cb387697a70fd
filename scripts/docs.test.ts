import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as evidence from '../packages/evidence/src/index.ts';
import { formatRows } from './format-rows.ts';
import { referencePages, staleFiles, writePages } from './reference-pages.ts';

const pages = referencePages();

describe('the generated reference', () => {
  test('is what the code says (`npm run docs` writes it anew)', () => {
    expect(staleFiles(pages)).toEqual([]);
  });

  test('has every format that has a JSON Schema, under the name of its golden file', () => {
    const exported = Object.values(evidence).flatMap((one: unknown) =>
      typeof one === 'object' && one !== null && '$id' in one ? [one.$id] : [],
    );
    expect(formatRows.map(({ schema }) => schema['$id']).toSorted()).toEqual(exported.toSorted());
    const golden = readdirSync(new URL('../vectors/formats/', import.meta.url));
    expect(formatRows.map(({ name }) => `${name}.json`).toSorted()).toEqual(golden.toSorted());
  });
});

describe('the check', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-docs-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('names each missing, stale and left-over file, and writing mends them', () => {
    writePages(pages, folder);
    expect(staleFiles(pages, folder)).toEqual([]);
    rmSync(join(folder, 'formats.md'));
    writeFileSync(join(folder, 'schemas', 'roster.json'), '{}');
    writeFileSync(join(folder, 'schemas', 'gone.json'), '{}');
    expect(staleFiles(pages, folder)).toEqual([
      '`formats.md` is missing',
      '`schemas/roster.json` is stale',
      '`schemas/gone.json` belongs to no format',
    ]);
    expect(writePages(pages, folder)).toEqual([
      'formats.md',
      'schemas/roster.json',
      'schemas/gone.json',
    ]);
    expect(staleFiles(pages, folder)).toEqual([]);
  });

  test('leaves pages alone that are written by hand', () => {
    writeFileSync(join(folder, 'aws-iam-proof.md'), 'by hand');
    writePages(pages, folder);
    expect(staleFiles(pages, folder)).toEqual([]);
    expect(readdirSync(folder)).toContain('aws-iam-proof.md');
  });
});
