import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { markdownBlocks, shellWords } from './markdown-blocks.ts';
import { runProgram, tempFolder } from './run-program.ts';

const GUIDE = new URL('../../../docs/guide/proving.md', import.meta.url);
const folder = tempFolder();
const blocks = markdownBlocks(GUIDE);
const files = new Map(
  blocks.flatMap(({ name }) => (name === '' ? [] : [[name, join(folder, name)] as const])),
);
for (const { name, body } of blocks) {
  const path = files.get(name);
  if (path !== undefined) writeFileSync(path, body);
}

/** A command line of the guide with what it prints there; `…` at the end of a line or alone stands for anything. */
interface Shown {
  readonly command: string;
  readonly output: string;
  readonly exit: number | null;
}

function shownIn(body: string): Shown[] {
  const shown: Shown[] = [];
  for (const part of body.split(/^\$ /m).slice(1)) {
    const [command = '', ...output] = part.trimEnd().split('\n');
    const before = shown.at(-1);
    if (command === 'echo $?' && before !== undefined) {
      shown[shown.length - 1] = { ...before, exit: Number(output[0]) };
    } else {
      shown.push({ command, output: output.join('\n'), exit: null });
    }
  }
  return shown;
}

const all = blocks.filter(({ kind }) => kind === 'console').flatMap(({ body }) => shownIn(body));

test('the guide has commands to run', () => {
  expect(all.length).toBeGreaterThan(10);
});

test.each(all)('the guide shows what `$command` prints', async ({ command, output, exit }) => {
  const [program, ...args] = shellWords(command);
  expect(program).toBe('countersign');
  const ran = await runProgram(args.map((word) => files.get(word) ?? word));
  // Files of the guide have no folder there; a path is long enough to break a line elsewhere.
  const printed = withoutBreaks(ran.stdout.replaceAll(`${folder}/`, ''));
  expect(printed).toMatch(patternOf(withoutBreaks(output)));
  if (exit !== null) expect(ran.exit).toBe(exit);
});

function withoutBreaks(text: string): string {
  return text.trimEnd().replace(/\s+/g, ' ');
}

function patternOf(output: string): RegExp {
  const literal = output
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').trim())
    .join('[\\s\\S]*');
  return new RegExp(`^${literal}$`);
}
