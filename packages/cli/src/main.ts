// What bin/countersign.js hands over to, already under the right Node.
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Types are stripped and code is compiled once, not at every start: a gate starts in a third of the time. The folder is
// this user's own, since code comes out of it; where it cannot be written Node goes on without.
const { XDG_CACHE_HOME, HOME } = process.env;
enableCompileCache(
  join(XDG_CACHE_HOME || join(HOME || homedir(), '.cache'), 'countersign', 'code'),
);

const { run } = await import('./run.ts');
process.exitCode = await run(process.argv.slice(2));
