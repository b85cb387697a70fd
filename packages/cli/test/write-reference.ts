// Writes docs/reference/cli.md from the commands; reference.test.ts holds the two together.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cliReference } from '../src/index.ts';

writeFileSync(
  fileURLToPath(new URL('../../../docs/reference/cli.md', import.meta.url)),
  cliReference(),
);
