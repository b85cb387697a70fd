import { findInvisible } from '../parse/text.ts';
import { lookAlike } from './look-alike.ts';

/** A text that does not read as what it is: where it stands and why. */
export interface HiddenText {
  /** Which document, and a JSON pointer into it. */
  readonly document: string;
  readonly pointer: string;
  /** UTF-16 code units before it. */
  readonly offset: number;
  readonly why: string;
}

/** Every text, names included, that holds something a reader does not see or takes for something else. */
export function hiddenTexts(document: string, value: unknown, pointer = ''): HiddenText[] {
  if (typeof value === 'string') return inText(document, value, pointer);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Array.isArray(value) ? [] : inText(document, name, at);
    return [...own, ...hiddenTexts(document, inner, at)];
  });
}

/** Blanks that are not the blank: a reader takes two different texts for one. */
const BLANKS = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]/u;
/** A label of a domain name that stands for other letters (RFC 3492). */
const PUNYCODE = /(?<![a-z0-9-])xn--[a-z0-9-]+/i;
/** Compatibility forms (full width, mathematical letters, ligatures) that look like plain ones. */
const WIDE = /[\p{L}\p{N}\p{P}\p{S}]/u;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

function inText(document: string, text: string, pointer: string): HiddenText[] {
  // Most texts are plain ASCII, and only punycode hides in it.
  const at = (offset: number, why: string): HiddenText => ({ document, pointer, offset, why });
  const coded = PUNYCODE.exec(text);
  const found = coded === null ? [] : [at(coded.index, `\`${coded[0]}\` stands for other letters`)];
  if (!/[^\x20-\x7e]/.test(text)) return found;
  const invisible = findInvisible(text);
  if (invisible !== undefined)
    found.push(
      at(indexOfName(text, invisible), `it holds the invisible character \`${invisible}\``),
    );
  const blank = BLANKS.exec(text);
  if (blank !== null)
    found.push(at(blank.index, `it holds a blank that is not one, \`${nameOf(blank[0])}\``));
  for (const match of text.matchAll(WORD)) {
    const why = lookAlike(match[0]);
    if (why !== null) found.push(at(match.index, why));
  }
  return [...found, ...compatibilityForms(text).map(({ offset, why }) => at(offset, why))];
}

function compatibilityForms(text: string): { offset: number; why: string }[] {
  let offset = 0;
  for (const char of text) {
    const plain = char.normalize('NFKC');
    if (plain !== char.normalize('NFC') && WIDE.test(char) && /^[\x20-\x7e]+$/.test(plain))
      return [{ offset, why: `\`${nameOf(char)}\` looks like \`${plain}\`` }];
    offset += char.length;
  }
  return [];
}

function indexOfName(text: string, name: string): number {
  return text.indexOf(String.fromCodePoint(Number.parseInt(name.slice(2), 16)));
}

function nameOf(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
