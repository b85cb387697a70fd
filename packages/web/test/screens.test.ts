import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type Server, startServer } from './server.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let server: Server;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server.visitUrl);
  await page.getByRole('heading', { name: 'Candidates' }).waitFor();
  await page.close();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Opens a page that fails the test on any script error or refused resource. */
async function open(path: string, options: { width?: number; dark?: boolean } = {}): Promise<Page> {
  const page = await context.newPage();
  await page.setViewportSize({ width: options.width ?? 1200, height: 900 });
  await page.emulateMedia({ colorScheme: options.dark === true ? 'dark' : 'light' });
  page.on('pageerror', (error) => expect.unreachable(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') expect.unreachable(message.text());
  });
  await page.goto(`${server.url}${path}`);
  await page.getByRole('heading', { level: 2 }).first().waitFor();
  return page;
}

async function openCandidate(options: { width?: number; dark?: boolean } = {}): Promise<Page> {
  const page = await open('/', options);
  await page.getByRole('link', { name: 'cache-autoscaling' }).click();
  await page.getByRole('region', { name: 'Summary' }).waitFor();
  await page.getByRole('region', { name: 'Log' }).getByRole('table').waitFor();
  return page;
}

async function openRules(options: { width?: number; dark?: boolean } = {}): Promise<Page> {
  const page = await open('/rules', options);
  await page.getByRole('region', { name: 'Who must approve' }).waitFor();
  return page;
}

interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe-core finds against WCAG 2 A and AA. The page's own policy forbids inline script, so it runs isolated. */
async function violations(page: Page): Promise<readonly string[]> {
  const found = await page.evaluate(`${AXE};
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] }).then(({ violations }) => violations)`);
  return (found as AxeViolation[]).map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
  );
}

describe('the read-only page', () => {
  test('a one-time link signs a visitor in once and never again', async () => {
    const other = await browser.newContext();
    const page = await other.newPage();
    await page.goto(server.visitUrl);
    expect(await page.content()).not.toContain('cache-autoscaling');
    const denied = await page.request.get(`${server.url}/v1/candidates`);
    expect(denied.status()).toBe(401);
    await other.close();
  });

  test('without a session it says how to get one', async () => {
    const other = await browser.newContext();
    const page = await other.newPage();
    await page.goto(server.url);
    await page.getByRole('heading', { name: 'Sign in to read' }).waitFor();
    expect(await page.getByText('one-time link').count()).toBe(1);
    await other.close();
  });

  test('a candidate shows Summary, rule tree and log', async () => {
    const page = await openCandidate();
    const summary = page.getByRole('region', { name: 'Summary' });
    expect(await summary.textContent()).toContain('elasticache:ModifyCacheCluster');
    expect(await summary.textContent()).toContain('no-cache-deletion');
    const rule = page.getByRole('region', { name: 'Who must approve' });
    expect(await rule.textContent()).toContain(
      '1 approval by resource-owner and 1 approval by security',
    );
    expect(await rule.getByTestId('rule-node').count()).toBe(4);
    expect(await rule.textContent()).toContain('ben cannot approve: nhi-owner');
    const asked = page.getByRole('region', { name: 'What was asked for' });
    expect(await asked.textContent()).toContain(
      'no-silenced-alarms: cloudwatch:DisableAlarmActions',
    );
    const rows = page.getByRole('region', { name: 'Log' }).getByRole('row');
    expect(await rows.allTextContents()).toEqual([
      expect.stringContaining('Index'),
      expect.stringContaining('CandidateDrafted'),
      expect.stringContaining('CandidateVerified'),
      expect.stringContaining('CandidateSubmitted'),
    ]);
    await page.close();
  });

  test('a candidate is read in the reviewer order: change, tier, approvers, need, evidence, text last', async () => {
    const page = await openCandidate();
    const titles = await page.getByRole('heading', { level: 3 }).allTextContents();
    const order = [
      'Summary',
      'What it does',
      'Denials worth adding',
      'Risk tier',
      'Who must approve',
      'What was asked for (written by people)',
      'Checks',
      'Text',
    ];
    expect(titles.filter((title) => order.includes(title))).toEqual(order);
    expect(titles.at(-1)).toBe('Text');
    const does = page.getByRole('region', { name: 'What it does' });
    expect(await does.getByRole('listitem').allTextContents()).toContainEqual(
      expect.stringMatching(/^[A-Z].*\. \(ADDS_WRITE\)/),
    );
    await page.close();
  });

  test('no sentence on a candidate shows a bare backtick', async () => {
    const page = await openCandidate();
    expect(await page.locator('main').textContent()).not.toContain('`');
    await page.close();
  });

  test('the text is shown before and after, with signs for what went and what came', async () => {
    const page = await openCandidate();
    const text = page.getByRole('region', { name: 'Text before and after' });
    const came = await text.locator('ins .text-diff-line').allTextContents();
    expect(came).toContainEqual(expect.stringMatching(/^\+ .*elasticache:ModifyCacheCluster/));
    expect(await text.locator('del').count()).toBeLessThan(came.length);
    const folded = text.getByText('unchanged lines').first();
    await folded.focus();
    await page.keyboard.press('Enter');
    await text.getByText('elasticache:DescribeCacheClusters').first().waitFor();
    await page.close();
  });

  test('the rules in force are shown: who must approve, tiers, appetite, guardrails, exceptions', async () => {
    const page = await openRules();
    const tiers = page.getByRole('region', { name: 'Risk tiers' });
    expect(await tiers.textContent()).toContain('ADDS_ESCALATION');
    const appetite = page.getByRole('region', { name: 'Risk appetite' }).first();
    expect(await appetite.getByRole('row').count()).toBeGreaterThan(1);
    expect(await page.getByRole('region', { name: 'Guardrails' }).first().textContent()).toContain(
      'No guardrails yet',
    );
    expect(await page.getByRole('button').count()).toBe(0);
    await page.close();
  });

  test('it offers nothing that decides', async () => {
    const page = await openCandidate();
    expect(await page.getByRole('button').count()).toBe(0);
    await page.close();
  });

  test('the list is filtered by its address', async () => {
    const page = await open('/?state=released');
    await page.getByText('No candidate is in this state').waitFor();
    expect(await page.getByLabel('State', { exact: true }).inputValue()).toBe('released');
    await page.getByLabel('State', { exact: true }).selectOption('in-review');
    await page.getByRole('link', { name: 'cache-autoscaling' }).waitFor();
    expect(new URL(page.url()).searchParams.get('state')).toBe('in-review');
    await page.close();
  });

  test('a candidate that is not there is an error in words, not a blank page', async () => {
    const page = await context.newPage();
    await page.goto(`${server.url}/candidates/01999999-0000-7000-8000-000000000000`);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('UNKNOWN_CANDIDATE');
    await page.close();
  });

  test('an unknown address leads back', async () => {
    const page = await open('/nowhere');
    await page.getByRole('link', { name: 'To the candidates' }).click();
    await page.getByRole('heading', { name: 'Candidates' }).waitFor();
    await page.close();
  });

  test.each([
    ['wide and light', { width: 1200, dark: false }],
    ['wide and dark', { width: 1200, dark: true }],
    ['narrow and light', { width: 390, dark: false }],
    ['narrow and dark', { width: 390, dark: true }],
  ])('%s, every screen is accessible and nothing is cut off', async (_, options) => {
    for (const show of [
      () => open('/', options),
      () => open('/log', options),
      () => openRules(options),
      () => openCandidate(options),
    ]) {
      const page = await show();
      expect(await violations(page)).toEqual([]);
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - window.innerWidth',
      );
      expect(overflow).toBeLessThanOrEqual(0);
      await page.close();
    }
  });
});
