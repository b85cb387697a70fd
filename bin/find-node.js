// Where the Node runtime is that this product runs under (24 or newer): this process, npm's package, or the system's.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const NODE_MAJOR_MIN = 24;

/**
 * Finds the Node to run under.
 *
 * @returns {{ok: true, path: string} | {ok: false, message: string}} the executable, or what to do when there is none
 */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) {
    return { ok: true, path: process.execPath };
  }
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const file = process.platform === 'win32' ? 'node.exe' : 'node';
    return { ok: true, path: join(dirname(manifest), 'bin', file) };
  } catch {
    return {
      ok: false,
      message:
        `Countersign runs under Node ${NODE_MAJOR_MIN} or newer; this is Node ${process.versions.node} and the npm package ` +
        `\`${name}\` is not installed.\nhelp: run \`npm ci\` without --omit=optional, or start with a newer Node`,
    };
  }
}
