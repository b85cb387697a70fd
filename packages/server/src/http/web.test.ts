import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handleError } from './error-handler.ts';
import { serveWeb } from './web.ts';

let folder: string;
let app: FastifyInstance;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-web-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<title>page</title>');
  writeFileSync(join(folder, 'assets', 'app-a1b2c3d4.js'), 'export {}');
  writeFileSync(join(folder, '.built-from'), 'secret');
  app = fastify();
  app.setErrorHandler(handleError);
  await serveWeb(app, folder);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const html = { accept: 'text/html' };

describe('the web app', () => {
  test('answers its page for its own paths, fresh each time', async () => {
    for (const url of ['/', '/candidates/1']) {
      const answer = await app.inject({ url, headers: html });
      expect([url, answer.statusCode, answer.body]).toEqual([url, 200, '<title>page</title>']);
      expect(answer.headers['cache-control']).toBe('no-cache');
    }
  });

  test('lets a browser keep files whose name carries their hash', async () => {
    const answer = await app.inject('/assets/app-a1b2c3d4.js');
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
  });

  test('never stands in for what is missing in the interface', async () => {
    for (const url of ['/v1/nothing', '/log/x/tile/0']) {
      const answer = await app.inject({ url, headers: html });
      expect([url, answer.json().code]).toEqual([url, 'ROUTE_UNKNOWN']);
    }
  });

  test('hands out nothing outside its folder and no hidden file', async () => {
    for (const url of ['/.built-from', '/assets/..%2f..%2fetc%2fpasswd', '/%2e%2e/package.json']) {
      const answer = await app.inject(url);
      expect([url, answer.statusCode]).toEqual([url, 404]);
    }
  });
});
