// `npm run docs`: writes docs/reference from the code. `npm run docs -- --check` writes nothing and fails when a page
// is not what the code says.
import { parseArgs } from 'node:util';
import { referencePages, staleFiles, writePages } from './reference-pages.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const pages = referencePages();

if (values.check) {
  const stale = staleFiles(pages);
  for (const why of stale) console.error(`${why}; \`npm run docs\` writes it anew`);
  console.log(`${pages.size} pages, ${stale.length} not what the code says`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  const changed = writePages(pages);
  for (const path of changed) console.log(`docs/reference/${path}`);
  console.log(`${pages.size} pages, ${changed.length} written`);
}
