import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SERVICE_TABLE_VERSION } from '../src/index.ts';
import { printedIn, programsOfReadme, saidToPrint } from './documented-programs.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
let folder: string;
let installed: string;

function run(command: string, ...args: string[]): string {
  const ran = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`${args.join(' ')}: ${ran.stdout}${ran.stderr}`);
  return ran.stdout;
}

/** An empty folder in which nothing is installed but the tarball; what it depends on comes from here, not a registry. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-consumer-'));
  installed = join(folder, 'node_modules', '@countersign', 'analysis');
  run(process.execPath, join(ROOT, 'scripts', 'dist.ts'), folder, '--only', 'analysis');
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  const hashes = join(ROOT, 'node_modules', '@noble', 'hashes');
  run('npm', 'install', ...quiet, '--install-links', hashes, `./${tarball}`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the published package, installed in an empty folder', () => {
  test('is one module with its declarations and licences', () => {
    expect(readdirSync(installed).toSorted()).toEqual([
      'LICENSE',
      'NOTICE',
      'README.md',
      'index.js',
      'package.json',
      'types',
    ]);
    expect(readdirSync(join(installed, '..'))).toEqual(['analysis']);
    expect(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))).toMatchObject({
      name: '@countersign/analysis',
      license: 'Apache-2.0',
      type: 'module',
      exports: { '.': { types: './types/index.d.ts', default: './index.js' } },
      dependencies: { '@noble/hashes': expect.stringMatching(/^\d/) },
    });
  });

  test('answers under plain Node, with a witness and with its service table', () => {
    const program = `
      import { awsIam, SERVICE_TABLE_VERSION } from '@countersign/analysis';
      const policy = (Action) => awsIam.read({
        Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
      }).value;
      const { verdict, newlyAllowed: [{ witness }] } = awsIam.diff(policy('sqs:Send*'), policy('sqs:*'));
      console.log(JSON.stringify({ verdict, witness, table: SERVICE_TABLE_VERSION }));
    `;
    writeFileSync(join(folder, 'plain.js'), program);
    expect(JSON.parse(run(process.execPath, 'plain.js'))).toEqual({
      verdict: 'broader',
      witness: {
        action: expect.stringMatching(/^sqs:(?!Send)/),
        resource: expect.any(String),
        context: {},
      },
      table: SERVICE_TABLE_VERSION,
    });
  });

  test('runs the programs of its README, which its declarations accept', () => {
    const programs = programsOfReadme();
    const printed = printedIn(folder, programs);
    for (const [name, text] of programs) expect(printed.get(name)).toEqual(saidToPrint(text));
    const strict = [
      '--strict',
      '--module',
      'nodenext',
      '--lib',
      'es2023,dom',
      '--skipLibCheck',
      'false',
    ];
    run(process.execPath, TSC, '--noEmit', '--types', '', ...strict, ...programs.keys());
  });

  test('has declarations that refuse a wrong question', () => {
    const wrong =
      "import { prove } from '@countersign/analysis';\nprove({ property: 'must-dney' });\n";
    writeFileSync(join(folder, 'wrong.ts'), wrong);
    const words = ['--noEmit', '--strict', '--module', 'nodenext', '--lib', 'es2023', 'wrong.ts'];
    expect(() => run(process.execPath, TSC, '--types', '', ...words)).toThrow(/must-dney/);
  });
});
