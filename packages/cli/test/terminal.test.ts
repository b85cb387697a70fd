import { describe, expect, test } from 'vitest';
import { inert, table, wrap } from '../src/terminal/layout.ts';
import { reviewScreen } from '../src/terminal/review-screen.ts';
import { ruleTreeText } from '../src/terminal/rule-tree.ts';
import { createStyle, styleOf } from '../src/terminal/style.ts';
import { textDiff } from '../src/terminal/text-diff.ts';
import { candidateView } from './candidate-view.ts';

const plain = styleOf(false);
const described = {
  headline: 'More access.',
  sections: [{ title: 'Newly allowed', lines: ['s3:PutObject on all'] }],
};

describe('the review screen', () => {
  test('shows the change first and the text diff last (DESIGN section 6)', () => {
    const screen = reviewScreen(candidateView(), described, plain);
    const order = [
      'The change',
      'Newly allowed',
      'Checks',
      'Tier',
      'Who must approve',
      'The requirement',
      'Canonical text',
    ];
    const places = order.map((title) => screen.indexOf(title));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });

  test('lists each surviving mutant with its id, under the denial that would catch it', () => {
    const survivor = { kind: 'any-action', what: 'statement 1 with `s3:*`', witness: {} };
    const suggestion = { id: 'no-other-actions', notActions: ['s3:GetObject'] };
    const view = candidateView({
      mutants: [
        { ...survivor, id: 'any-action/1/1', suggestion },
        { ...survivor, id: 'any-action/1/2', suggestion: null },
      ],
    });
    const screen = reviewScreen(view, described, styleOf(false, 200));
    const section = screen.slice(screen.indexOf('Nothing would catch (2)'), screen.indexOf('Tier'));
    expect(section).toContain(
      '  deny no-other-actions: notActions s3:GetObject\n    any-action/1/1: statement 1 with `s3:*`',
    );
    expect(section).toContain('  no denial was found that would catch\n    any-action/1/2');
    expect(section).toContain(`--from-mutant ${view.id}:any-action/1/1`);
  });

  test('says which tier rules hold, why, what would lower the tier, and what made the content', () => {
    const digest: `sha256:${string}` = `sha256:${'5'.repeat(64)}`;
    const view = candidateView({
      assessment: {
        tier: 'T3',
        reasons: [{ code: 'PERMISSIONS_MANAGEMENT', tier: 'T3', because: 'rights can be changed' }],
        lower: ['leave them out'],
        without: [],
      },
      provenance: {
        digest,
        source: 'use',
        tool: 'countersign',
        version: '1.2.3',
        inputs: [{ name: 'use', digest, takenAt: '2026-10-01T00:00:00.000Z' }],
      },
    });
    const screen = reviewScreen(view, described, plain);
    expect(screen).toContain('- PERMISSIONS_MANAGEMENT (T3): rights can be changed');
    expect(screen).toContain('to lower it: leave them out');
    expect(screen).toContain('from use by countersign 1.2.3');
    expect(screen).toContain(`${digest} of 2026-10-01T00:00:00.000Z`);
  });

  test('nothing that others wrote reaches the terminal as a control', () => {
    const screen = reviewScreen(candidateView(), described, plain);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what must not be there
    expect(screen).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
  });
});

describe('the rule tree', () => {
  test('says with words what its signs say, and names people', () => {
    const { ruleTree, people } = candidateView();
    if (ruleTree === null) throw new Error('the sample has a tree');
    const text = ruleTreeText(ruleTree, people, plain);
    expect(text).toContain('○ not yet  rule high');
    expect(text).toContain('+ counts: rita (ssh)');
    expect(text).toContain('- does not count: ana, author');
    expect(text).toContain('missing: 1 approval by sam\\u{1b}[2J');
  });
});

describe('colour', () => {
  test('only on a terminal, and never under NO_COLOR', () => {
    expect(createStyle({ isTTY: true, columns: 80 }, {}).red('x')).toBe('\u001b[31mx\u001b[39m');
    expect(createStyle({ isTTY: true, columns: 80 }, { NO_COLOR: '1' }).red('x')).toBe('x');
    expect(createStyle({ isTTY: true, columns: 80 }, { TERM: 'dumb' }).red('x')).toBe('x');
    expect(createStyle({}, {}).red('x')).toBe('x');
  });
});

describe('layout', () => {
  test('columns line up whatever their colour', () => {
    const { green } = styleOf(true);
    const lines = table(
      ['a', 'b'],
      [
        [green('long'), '1'],
        ['x', '2'],
      ],
      plain,
    ).split('\n');
    expect(lines[2]).toBe('x     2');
  });

  test('long sentences break at spaces', () => {
    expect(wrap('aaa bbb ccc', '  ', 8)).toBe('  aaa\n  bbb\n  ccc');
  });

  test('invisible characters are shown as what they are', () => {
    expect(inert('a\u202eb\u200bc\u001b')).toBe('a\\u{202e}b\\u{200b}c\\u{1b}');
  });

  test('a text diff keeps what is common and marks the rest', () => {
    expect(textDiff('a\nb\nc', 'a\nx\nc', plain)).toBe('  a\n- b\n+ x\n  c');
    expect(textDiff('', 'a', plain)).toBe('+ a');
  });
});
