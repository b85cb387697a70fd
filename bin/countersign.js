#!/usr/bin/env node
// The `countersign` program. Plain JavaScript: it only finds the right Node and hands over, signals included.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findNode } from './find-node.js';

const found = findNode();
if (!found.ok) {
  process.stderr.write(`${found.message}\n`);
  process.exit(4);
}
const main = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url));
if (found.path === process.execPath) {
  await import(main);
} else {
  const child = spawn(found.path, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends its signals to the whole group; the child decides what they mean.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    process.stderr.write(`cannot run \`${found.path}\`: ${error.message}\n`);
    process.exit(4);
  });
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 4) : 4));
}
