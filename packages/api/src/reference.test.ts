import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorTable } from './errors.ts';
import { apiReference, errorsReference } from './reference.ts';
import { routeList } from './routes.ts';

const REFERENCE = join(import.meta.dirname, '..', '..', '..', 'docs', 'reference');

describe('the generated reference', () => {
  test('lists every error code as the table has it', async () => {
    await expect(errorsReference(errorTable)).toMatchFileSnapshot(join(REFERENCE, 'errors.md'));
  });

  test('lists every route as the table has it', async () => {
    await expect(apiReference(routeList)).toMatchFileSnapshot(join(REFERENCE, 'api.md'));
  });
});
