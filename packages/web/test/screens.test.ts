import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type Server, startServer } from './server.ts';
import { type WorkingWorld, workingWorld } from './working-world.ts';

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

interface Options {
  readonly width?: number;
  readonly dark?: boolean;
  /** Whose browser; the visitor's where nothing is said. */
  readonly as?: BrowserContext;
}

/** Opens a page that fails the test on any script error or refused resource. */
async function open(path: string, options: Options = {}): Promise<Page> {
  const page = await (options.as ?? context).newPage();
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

async function openCandidate(options: Options = {}): Promise<Page> {
  const page = await open('/', options);
  await page.getByRole('link', { name: 'cache-autoscaling' }).click();
  await page.getByRole('region', { name: 'Summary' }).waitFor();
  await page.getByRole('region', { name: 'Log' }).getByRole('table').waitFor();
  return page;
}

async function openRules(options: Options = {}): Promise<Page> {
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

/** Nothing that axe finds, nothing that makes the page scroll sideways. */
async function expectSound(page: Page): Promise<void> {
  expect(await violations(page)).toEqual([]);
  const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
  expect(overflow).toBeLessThanOrEqual(0);
  await page.close();
}

const LOOKS = [
  ['wide and light', { width: 1200, dark: false }],
  ['wide and dark', { width: 1200, dark: true }],
  ['narrow and light', { width: 390, dark: false }],
  ['narrow and dark', { width: 390, dark: true }],
] as const;

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

  test('an empty list teaches the command that fills it', async () => {
    for (const [path, command] of [
      ['/templates', 'countersign template create'],
      ['/inventory', 'countersign inventory record'],
      ['/requirements?environment=production', 'countersign requirement create'],
    ] as const) {
      const page = await open(path);
      await page.getByRole('note').getByText(command).waitFor();
      await page.close();
    }
  });

  test('an unknown address leads back', async () => {
    const page = await open('/nowhere');
    await page.getByRole('link', { name: 'To the candidates' }).click();
    await page.getByRole('heading', { name: 'Candidates' }).waitFor();
    await page.close();
  });

  test.each(LOOKS)('%s, every screen is accessible and nothing is cut off', async (_, options) => {
    for (const show of [
      () => open('/', options),
      () => open('/log', options),
      () => openRules(options),
      () => open('/templates', options),
      () => open('/inventory', options),
      () => open('/requirements', options),
      () => openCandidate(options),
    ]) {
      await expectSound(await show());
    }
  });
});

describe('where people have worked', () => {
  let world: WorkingWorld;
  let asRita: BrowserContext;

  beforeAll(async () => {
    world = await workingWorld(server);
    asRita = await browser.newContext({
      extraHTTPHeaders: { authorization: `Bearer ${world.rita.token}` },
    });
  });

  const since = (page: Page) =>
    page.getByRole('region', { name: 'What changed since your approval' });

  test('a signed-in approver sees that a revision is proved equivalent, and the one word for it', async () => {
    const page = await open(`/candidates/${world.reworded}`, { as: asRita });
    await since(page).getByText('Proved equivalent').waitFor();
    expect(await since(page).textContent()).toContain('counts: the candidate was revised.');
    expect(await since(page).textContent()).toContain('re-affirm');
    expect(await since(page).textContent()).toContain(`review approve ${world.reworded}`);
    expect(await page.getByRole('button').count()).toBe(0);
    await page.close();
  });

  test('a signed-in approver sees what a revision took away, and is told to read it anew', async () => {
    const page = await open(`/candidates/${world.narrowed}`, { as: asRita });
    const lost = since(page).getByRole('list', { name: 'No longer allowed' });
    await lost.waitFor();
    expect(await lost.textContent()).toContain('cloudwatch:DeleteAlarms');
    expect(await since(page).textContent()).not.toContain('re-affirm');
    await page.close();
  });

  test('a visitor is neither shown nor asked about what somebody approved before', async () => {
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${server.url}/candidates/${world.reworded}`);
    await page.getByRole('region', { name: 'Log' }).getByRole('table').waitFor();
    expect(await since(page).count()).toBe(0);
    expect(asked.filter((url) => url.includes('since-approval'))).toEqual([]);
    await page.close();
  });

  test('a template shows its bounds, who stands for it, and what a human has yet to look at', async () => {
    const list = await open('/templates?state=approved');
    await list.getByText('1 of 20 used, 19 left').waitFor();
    await list.getByRole('link', { name: 'resize-team-caches' }).click();
    await list.getByRole('region', { name: 'Parameters' }).waitFor();
    const text = (name: string) => list.getByRole('region', { name }).first().textContent();
    expect(await text('Parameters')).toContain('team, string: matching team-*; 30 characters');
    expect(await text('The most one instance')).toContain('elasticache:ModifyCacheCluster');
    expect(await text('The most one instance')).toContain('the ceiling is the envelope');
    expect(await text('Risk tier')).toContain('more can be changed (WRITES)');
    const signers = list.getByRole('list', { name: 'Signers' });
    expect(await signers.getByRole('listitem').allTextContents()).toEqual([
      expect.stringMatching(/^rita as resource-owner/),
    ]);
    const decisions = list.getByRole('region', { name: 'Automatic decisions' }).first();
    await decisions.getByLabel('Decision', { exact: true }).selectOption('to look at');
    await decisions.getByText(world.decision).waitFor();
    expect(await decisions.textContent()).toContain('team = team-blue');
    expect(new URL(list.url()).searchParams.get('decisions')).toBe('to look at');
    await decisions.getByLabel('Decision', { exact: true }).selectOption('ended');
    await decisions.getByText('None is like this').waitFor();
    await list.close();
  });

  test('templates are filtered by the state in the address', async () => {
    const page = await open('/templates?state=revoked');
    await page.getByText('No template is like this').waitFor();
    await page.getByLabel('State', { exact: true }).selectOption('approved');
    await page.getByRole('link', { name: 'resize-team-caches' }).waitFor();
    expect(new URL(page.url()).searchParams.get('state')).toBe('approved');
    await page.close();
  });

  test('an inventory says how old it is, what it holds and what is missing', async () => {
    const page = await open('/inventory');
    const staging = page.getByRole('region', { name: 'staging', exact: true });
    await staging.getByText('scaling blue').waitFor();
    const rows = await staging.getByRole('row').allTextContents();
    expect(rows).toContainEqual(
      expect.stringMatching(
        /Live policies.*taken 2 days ago; the RuleSet sets no limit.*1 identity, 1 policy.*1 attached policy could not be read/,
      ),
    );
    expect(rows).toContainEqual(expect.stringMatching(/Observed use.*1 request.*3 records could/));
    const production = page.getByRole('region', { name: 'production', exact: true });
    expect(await production.textContent()).toContain('Nobody recorded what is live here');
    await page.getByLabel('Environment', { exact: true }).selectOption('production');
    await page.getByText('No snapshot of production yet').waitFor();
    expect(new URL(page.url()).searchParams.get('environment')).toBe('production');
    await page.close();
  });

  test('a requirement says its cases in words and which candidates serve it', async () => {
    const page = await open('/requirements');
    await page.getByRole('link', { name: 'Application Auto Scaling changes' }).click();
    const asked = page.getByRole('region', { name: 'What is asked for' });
    await asked.waitFor();
    expect(await asked.getByRole('list', { name: 'Must stay denied' }).textContent()).toContain(
      'no-cache-deletion: elasticache:Delete*',
    );
    const serving = page.getByRole('region', { name: 'Candidates that serve it' });
    await serving.getByRole('link', { name: 'cache-narrowed' }).waitFor();
    expect((await serving.getByRole('link').allTextContents()).toSorted()).toEqual([
      'cache-autoscaling',
      'cache-narrowed',
      'cache-reworded',
    ]);
    expect(await page.getByRole('button').count()).toBe(0);
    await page.close();
  });

  test.each(LOOKS)('%s, what people made is accessible and nothing is cut off', async (_, look) => {
    const rita = await open(`/candidates/${world.narrowed}`, { ...look, as: asRita });
    await since(rita).waitFor();
    await expectSound(rita);
    for (const [path, shown] of [
      [`/templates/${world.template}`, 'team = team-blue'],
      ['/templates', '1 of 20 used'],
      ['/inventory', 'scaling blue'],
      [`/requirements/${world.requirement}`, 'cache-narrowed'],
    ] as const) {
      const page = await open(path, look);
      await page.getByText(shown).first().waitFor();
      await expectSound(page);
    }
  });
});
