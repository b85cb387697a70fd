import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from 'commonmark';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MARKDOWN_BYTES_MAX, markdownSummary } from '../src/verify/markdown.ts';
import { code, prose } from '../src/verify/markdown-text.ts';
import { runProgram } from './run-program.ts';
import { CANDIDATE, folderWith, verified } from './verified.ts';

/** What a reader of Markdown would follow, run or be called by: anything but text, code and our own structure. */
function injected(markdown: string): string[] {
  const found: string[] = [];
  const walker = new Parser().parse(markdown).walker();
  for (let event = walker.next(); event !== null; event = walker.next()) {
    const { node } = event;
    if (
      ['link', 'image', 'html_inline', 'html_block', 'code_block', 'emph', 'strong'].includes(
        node.type,
      )
    ) {
      found.push(node.type);
    }
    const text = node.type === 'text' ? (node.literal ?? '') : '';
    if (/[@#<>[\]_*~]|www\.|https?:|\bGH-\d|\b[0-9a-f]{7,40}\b/i.test(text)) found.push(text);
  }
  return found;
}

const HOSTILE = [
  '[x](https://evil.test)',
  '![x](https://evil.test/p.png)',
  '<img src=x onerror=alert(1)>',
  '</details><script>',
  '@octocat please approve #1 GH-2',
  'https://evil.test www.evil.test',
  '**LGTM** _yes_ ~~no~~',
  '` @octocat `` <b> ```',
  '\n\n# All checks passed\n\n- [x] approved',
  '\n---\n| a | b |\n|--|--|\n',
  '&#64;octocat &lt;b&gt;',
  '\\`@octocat\\`',
  '1234567890abcdef1234567890abcdef12345678',
  '\u202eevil',
];

describe('Markdown for a pull request', () => {
  test.each(HOSTILE)('what others wrote stays text: %j', (text) => {
    for (const shown of [
      code(text),
      prose(text),
      prose(`allows \`${text}\` on \`x\``),
      `- ${prose(text)}`,
    ]) {
      expect(injected(shown)).toEqual([]);
      expect(shown).not.toContain('\n');
    }
  });

  test('no text of others is anything but text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...HOSTILE,
        '`',
        '``',
        '\\',
        '<',
        '&',
        '@a',
        ' ',
        '\n',
        '[',
        '](',
        '!',
        '_',
        '*',
      ),
      fc.string({ maxLength: 8 }),
    );
    const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (one, two) => {
        expect(
          injected(`- ${code(one)}: ${prose(two)}. ${prose(`x \`${one}\` y \`${two}\``)}`),
        ).toEqual([]);
      }),
      { numRuns: 2_000, seed: 20261128 },
    );
  });

  test('a hostile name, statement id and case are text in the whole summary', async () => {
    const to = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'a',
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::b/${HOSTILE.slice(0, 6).join('')}`,
        },
      ],
    };
    const policy = { name: HOSTILE.join(' '), to };
    const requirement = {
      allow: [{ id: 'a', actions: ['s3:PutObject'], resources: [`arn:aws:s3:::b/${HOSTILE[2]}`] }],
      deny: [{ id: 'd', actions: ['s3:*'], resources: ['*'] }],
    };
    const { report } = await verified({ ...CANDIDATE, policy, requirement }, {}, []);
    const markdown = markdownSummary([report]);
    expect(injected(markdown)).toEqual([]);
    expect(markdown).toContain('❌ `denies/d`');
  });

  test('is never too long for a comment, and says how much is left out', async () => {
    const { report } = await verified(CANDIDATE);
    const [one] = report.change.newlyAllowed;
    if (one === undefined) throw new Error('nothing new');
    const newlyAllowed = Array.from({ length: 400 }, (_, index) => ({
      ...one,
      summary: `newly allows \`${`x${index}`.repeat(200)}\``,
    }));
    const long = { ...report, change: { ...report.change, newlyAllowed } };
    const markdown = markdownSummary(Array.from({ length: 40 }, () => long));
    expect(new TextEncoder().encode(markdown).length).toBeLessThanOrEqual(MARKDOWN_BYTES_MAX);
    expect(markdown).toMatch(/- and \d+ more; the JSON verdict has them all/);
    expect(markdown).toMatch(/and \d+ more sections; the JSON verdict has them all/);
    expect(markdownSummary([])).toBe('## Countersign: no candidate changed\n');
  });

  test('the program writes both beside its verdict', async () => {
    const folder = folderWith({ 'c.json': CANDIDATE });
    const [sarif, markdown] = [join(folder, 'o.sarif'), join(folder, 'o.md')];
    const args = [join(folder, 'c.json'), '--alone', '--sarif', sarif, '--markdown', markdown];
    expect((await runProgram(['verify', ...args])).exit).toBe(0);
    expect(JSON.parse(readFileSync(sarif, 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(readFileSync(markdown, 'utf8')).toMatch(/^## Countersign: ✅ all checks passed\n/);
  });
});
