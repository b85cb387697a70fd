import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorRow, errorTable } from './errors.ts';

const PACKAGES = join(import.meta.dirname, '..', '..');

/** How the packages write a code: as a member, as the first argument of a maker, or in the domain's list. */
const WRITTEN = [
  /\bcode(?::| =) '([A-Z][A-Z0-9_]+)'/g,
  /\b(?:refusal|gateRefusal|refuse|refused|refusing|unless|badInput|cannotRun|StartFault|PostgresFault)\(\s*(?:[^'()]*,\s*)?'([A-Z][A-Z0-9_]+)'/g,
];

function sourcesOf(folder: string): string[] {
  return (
    readdirSync(join(PACKAGES, folder, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|(^|\/)testing\//.test(name))
      // Findings and effects say what a policy or a change comes to; nothing was refused. They have pages of their own.
      .filter((name) => !/(^|\/)(findings|effects)(\/|\.ts$)/.test(name))
      .map((name) => join(PACKAGES, folder, 'src', name))
  );
}

function codesIn(folder: string): string[] {
  const text = sourcesOf(folder).map((path) => readFileSync(path, 'utf8'));
  const listed = [...text.join('\n').matchAll(/\b[A-Z]+_CODES = \[([^\]]*)\]/g)].flatMap(
    ([, list]) => [...String(list).matchAll(/'([A-Z_0-9]+)'/g)].map(([, code]) => String(code)),
  );
  const written = WRITTEN.flatMap((pattern) =>
    [...text.join('\n').matchAll(pattern)].map(([, code]) => String(code)),
  );
  return [...new Set([...listed, ...written])].sort();
}

describe('the error table', () => {
  test.each([
    'domain',
    'evidence',
    'analysis',
    'assurance',
    'api',
    'connectors',
    'server',
    'cli',
    'mcp',
  ])('has every code that `%s` uses', (folder) => {
    expect(codesIn(folder).filter((code) => errorRow(code) === undefined)).toEqual([]);
  });

  test('says for each what to do, in sentences', () => {
    for (const [code, { help }] of Object.entries(errorTable)) {
      expect([code, help]).toEqual([code, expect.stringMatching(/^[A-Z`].*[.]$/)]);
    }
  });

  test('answers nothing for what every object has', () => {
    expect(errorRow('toString')).toBeUndefined();
  });
});
