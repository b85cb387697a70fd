import { routeList } from '@countersign/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Served, served } from './testing/served.ts';

let world: Served;
let document: OpenApi;
beforeAll(async () => {
  world = await served();
  document = (await (await fetch(`${world.url}/openapi.json`)).json()) as OpenApi;
});
afterAll(() => world.close());

interface Operation {
  operationId: string;
  summary: string;
  parameters?: { name: string; in: string }[];
  requestBody?: unknown;
  responses: Record<string, { content?: Record<string, { schema: unknown }> }>;
}
interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}

describe('the OpenAPI document', () => {
  test('has every route of the table and no other', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(
      routeList.map(([name]) => name).sort(),
    );
    expect(document.openapi).toBe('3.1.0');
  });

  test('describes body, answer and refusals of each', () => {
    for (const path of Object.values(document.paths)) {
      for (const [method, operation] of Object.entries(path)) {
        const [, route] = routeList.find(([name]) => name === operation.operationId) ?? [];
        expect([operation.operationId, method]).toEqual([
          operation.operationId,
          route?.method.toLowerCase(),
        ]);
        expect([operation.operationId, operation.requestBody !== undefined]).toEqual([
          operation.operationId,
          route?.body !== undefined,
        ]);
        const refused = operation.responses['4XX']?.content?.['application/problem+json']?.schema;
        expect(refused).toEqual({ $ref: '#/components/schemas/Problem' });
        expect(Object.keys(operation.responses)).toContain(String(route?.status));
      }
    }
  });

  test('points only at definitions that it has', () => {
    const refs = [
      ...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g),
    ];
    expect(refs.length).toBeGreaterThan(0);
    for (const [, name] of refs) expect(document.components.schemas).toHaveProperty([String(name)]);
  });
});
