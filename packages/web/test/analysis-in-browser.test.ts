import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answers } from './analysis-questions.ts';
import { launchBrowser } from './browser.ts';

const QUESTIONS = join(import.meta.dirname, 'analysis-questions.ts');

const PAGE =
  '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>blank</title>';
const WORKER = "import { answers } from './questions.js'; postMessage(answers());";

let code: string;
let imports: readonly string[];
let server: Server;
let browser: Browser;
let page: Page;

/** The questions with the whole analysis as one module, as a browser's bundler makes it. */
async function bundleForBrowser(): Promise<void> {
  const bundle = await rolldown({ input: QUESTIONS, platform: 'browser', logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  ({ code, imports } = output[0]);
}

function serve(): Promise<string> {
  const files = new Map([
    ['/', ['text/html', PAGE]],
    ['/questions.js', ['text/javascript', code]],
    ['/worker.js', ['text/javascript', WORKER]],
  ]);
  server = createServer(({ url }, response) => {
    const [type, text] = files.get(url ?? '') ?? [];
    response.writeHead(type === undefined ? 404 : 200, { 'content-type': type ?? 'text/plain' });
    response.end(text);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    });
  });
}

beforeAll(async () => {
  await bundleForBrowser();
  const [url, launched] = await Promise.all([serve(), launchBrowser()]);
  browser = launched;
  page = await browser.newPage();
  await page.goto(url);
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

describe('the analysis in a browser', () => {
  test('bundles to a module that imports nothing, of Node least of all', () => {
    expect(imports).toEqual([]);
  });

  test('is asked what has answers', () => {
    expect(answers()).toMatchObject({
      awsDiff: { verdict: 'broader', digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
      rbacDiff: { verdict: 'broader' },
      stackProof: { verdict: 'proved' },
    });
  });

  test('answers in a page as in Node', async () => {
    const answered = await page.evaluate(
      "import('/questions.js').then(({ answers }) => answers())",
    );
    expect(answered).toEqual(answers());
  });

  test('answers in a Web Worker as in Node', async () => {
    const answered = await page.evaluate(`new Promise((resolve, reject) => {
      const worker = new Worker('/worker.js', { type: 'module' });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error('the worker failed: ' + message));
    })`);
    expect(answered).toEqual(answers());
  });
});
