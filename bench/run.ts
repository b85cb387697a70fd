// `npm run bench [NAME] -- --json`: one file of this folder a promise; each prints one JSON object of figures.
import { readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

interface Bench {
  readonly description: string;
  run(options: { readonly json: boolean }): Promise<Record<string, unknown>>;
}

const NOT_BENCHES = new Set(['run.ts']);
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !NOT_BENCHES.has(file))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();

const name = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
const json = process.argv.includes('--json');

if (name === undefined) {
  console.log(`benches: ${names.join(', ')}\nusage: npm run bench NAME -- --json`);
} else if (names.includes(name)) {
  await runBench(name);
} else {
  console.error(`unknown bench \`${name}\`\nhelp: one of ${names.join(', ')}`);
  process.exitCode = 3;
}

async function runBench(which: string): Promise<void> {
  const bench = (await import(`./${which}.ts`)) as Bench;
  if (!json) console.error(`${which}: ${bench.description}`);
  const figures = await bench.run({ json });
  const machine = { cores: cpus().length, memoryBytes: totalmem(), node: process.version };
  console.log(JSON.stringify({ bench: which, machine, ...figures }, null, json ? 0 : 2));
}
