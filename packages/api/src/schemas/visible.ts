import type { z } from 'zod';

/**
 * What changes how a text is read without being seen: controls, bidi marks, zero-width and filler characters. The
 * same as the permanent formats refuse (FORMATS), which this package must not import.
 */
const INVISIBLE =
  '\\u{0}-\\u{1f}\\u{7f}-\\u{9f}\\u{ad}\\u{34f}\\u{61c}\\u{115f}-\\u{1160}\\u{17b4}-\\u{17b5}\\u{180e}\\u{200b}-\\u{200f}' +
  '\\u{2028}-\\u{202e}\\u{2060}-\\u{206f}\\u{3164}\\u{d800}-\\u{dfff}\\u{fe00}-\\u{fe0f}\\u{feff}\\u{ffa0}' +
  '\\u{fff9}-\\u{fffb}\\u{e0000}-\\u{e0fff}';

/** One line: a name or a label. */
const IN_LINE = new RegExp(`[${INVISIBLE}]`, 'u');
/** Free text has lines and tabs. */
const IN_PROSE = new RegExp(`(?![\\t\\n\\r])[${INVISIBLE}]`, 'u');

/** The text without anything that is read and not seen: INVISIBLE_CHARACTER. */
export function visible(schema: z.ZodString, kind: 'line' | 'prose' = 'line'): z.ZodString {
  const invisible = kind === 'prose' ? IN_PROSE : IN_LINE;
  return schema.refine((value) => !invisible.test(value), {
    params: { code: 'INVISIBLE_CHARACTER' },
    error: ({ input }) => `holds the invisible character \`${codePoint(input, invisible)}\``,
  });
}

function codePoint(input: unknown, invisible: RegExp): string {
  const found = typeof input === 'string' ? invisible.exec(input)?.[0] : undefined;
  const hex = (found?.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `U+${hex.padStart(4, '0')}`;
}
