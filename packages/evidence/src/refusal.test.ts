import { describe, expect, it } from 'vitest';
import { accepted, quoted, refusal, refused } from './refusal.ts';

describe('a refusal', () => {
  it('shows user input in backticks, cut short, with nothing that could forge a message or a terminal', () => {
    expect(quoted('abc')).toBe('`abc`');
    expect(quoted('a`b\n\u202e\u001b[2J')).toBe('`a\\u{60}b\\u{a}\\u{202e}\\u{1b}[2J`');
    expect(quoted('x'.repeat(81))).toBe(`\`${'x'.repeat(79)}…\``);
    expect(quoted('\ud800')).toBe('`\\u{d800}`');
  });

  it('is a value, and carries details only where it has some', () => {
    expect(refused(refusal('CODE', 'words'), refusal('OTHER', 'more', { at: 1 }))).toEqual({
      ok: false,
      refusals: [
        { code: 'CODE', message: 'words' },
        { code: 'OTHER', message: 'more', details: { at: 1 } },
      ],
    });
    expect(Object.keys(refusal('CODE', 'words'))).toEqual(['code', 'message']);
    expect(accepted(1)).toEqual({ ok: true, value: 1 });
  });
});
