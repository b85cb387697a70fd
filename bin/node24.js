#!/usr/bin/env node
// Runs a script under the Node the product is built for. Plain JavaScript, so that any Node can start it.
import { spawnSync } from 'node:child_process';
import { findNode } from './find-node.js';

const found = findNode();
if (!found.ok) {
  process.stderr.write(`${found.message}\n`);
  process.exit(4);
}
const ran = spawnSync(found.path, process.argv.slice(2), { stdio: 'inherit' });
if (ran.error) {
  process.stderr.write(`cannot run \`${found.path}\`: ${ran.error.message}\n`);
  process.exit(4);
}
process.exit(ran.status ?? 4);
