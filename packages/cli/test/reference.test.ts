import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { CommandSpec } from '../src/frame/spec.ts';
import { cliReference, commands, VERSION } from '../src/index.ts';

const DOCS = fileURLToPath(new URL('../../../docs/reference/cli.md', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../package.json', import.meta.url));

test('docs/reference/cli.md is what the commands say (`node packages/cli/test/write-reference.ts` writes it)', () => {
  expect(readFileSync(DOCS, 'utf8')).toBe(cliReference());
});

test('the version is the package’s', () => {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
  expect(VERSION).toBe(version);
});

test('every command has code that loads', async () => {
  const all = (specs: readonly CommandSpec[]): CommandSpec[] =>
    specs.flatMap((spec) => [spec, ...all(spec.commands ?? [])]);
  for (const { load } of all(commands)) {
    if (load !== undefined) expect(typeof (await load())).toBe('function');
  }
});
