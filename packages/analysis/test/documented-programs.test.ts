import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import * as analysis from '../src/index.ts';
import {
  examples,
  printedBesideSource,
  programsOfReadme,
  saidToPrint,
} from './documented-programs.ts';

const HOME = join(import.meta.dirname, '..');
const programs = new Map([...programsOfReadme(), ...examples()]);
let printed: ReadonlyMap<string, readonly string[]>;

beforeAll(() => {
  printed = printedBesideSource(programs);
});

describe('the programs of the README and the examples', () => {
  test('are four and six', () => {
    expect([programsOfReadme().size, examples().size]).toEqual([4, 6]);
  });

  test.each([...programs])('%s prints what it says', (name, program) => {
    expect(saidToPrint(program).length).toBeGreaterThan(0);
    expect(printed.get(name)).toEqual(saidToPrint(program));
  });
});

describe('the tables of the README', () => {
  const text = readFileSync(join(HOME, 'README.md'), 'utf8');
  const [, api = ''] = /^## API$(.*?)^## /ms.exec(text) ?? [];
  const rows = api.split('\n').filter((line) => line.startsWith('|'));
  const named = rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));

  test('name all that the package exports, types too, and nothing it does not', () => {
    const exported = exportedNames();
    expect(exported).toEqual(expect.arrayContaining(Object.keys(analysis)));
    expect(new Set(named)).toEqual(new Set(exported));
  });
});

/** Names in `index.ts`; types leave no trace when it runs. */
function exportedNames(): string[] {
  const text = readFileSync(join(HOME, 'src', 'index.ts'), 'utf8');
  const lists = [...text.matchAll(/^export (?:type )?\{(.*?)\} from/gms)];
  return lists
    .flatMap(([, list = '']) => list.split(','))
    .flatMap((item) => item.trim().split(' ').slice(-1))
    .filter((name) => name !== '');
}
