/** Scripts that are told apart in one word; of Unicode's property `Script`. */
const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['Latin', /\p{Script=Latin}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
  ['Coptic', /\p{Script=Coptic}/u],
  ['Georgian', /\p{Script=Georgian}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Arabic', /\p{Script=Arabic}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['Devanagari', /\p{Script=Devanagari}/u],
  ['Lisu', /\p{Script=Lisu}/u],
  ['Deseret', /\p{Script=Deseret}/u],
];

/**
 * Letters of other scripts, and Latin ones outside ASCII, that are drawn like ASCII letters: each text has the letters
 * that look like the key.
 */
const DRAWN_ALIKE: Readonly<Record<string, string>> = {
  a: 'аαɑ',
  b: 'Ьƅ',
  c: 'сϲᴄ',
  d: 'ԁ',
  e: 'еҽ',
  f: 'ғ',
  g: 'ɡց',
  h: 'һհ',
  i: 'іιıɩ',
  j: 'јϳ',
  k: 'κкᴋ',
  l: 'ӏⅼǀ',
  n: 'ոп',
  o: 'оοօ',
  p: 'рρ',
  q: 'ԛզ',
  r: 'гᴦ',
  s: 'ѕꜱ',
  t: 'тτ',
  u: 'υսᴜ',
  v: 'νѵᴠ',
  w: 'ԝѡաᴡ',
  x: 'хχ',
  y: 'уγү',
  z: 'ᴢ',
  A: 'АΑᎪ',
  B: 'ВΒᏴ',
  C: 'СϹᏟ',
  D: 'Ꭰ',
  E: 'ЕΕᎬ',
  G: 'ԌᏀ',
  H: 'НΗᎻ',
  I: 'ІΙӀ',
  J: 'ЈᎫ',
  K: 'КΚᏦ',
  L: 'Ꮮ',
  M: 'МΜᎷ',
  N: 'Ν',
  O: 'ОΟՕ',
  P: 'РΡᏢ',
  R: 'Ꭱ',
  S: 'ЅՏᏚ',
  T: 'ТΤᎢ',
  U: 'Ս',
  V: 'ѴᏙ',
  W: 'ԜᎳ',
  X: 'ХΧ',
  Y: 'ҮΥ',
  Z: 'ΖᏃ',
};

const PLAIN: ReadonlyMap<string, string> = new Map(
  Object.entries(DRAWN_ALIKE).flatMap(([plain, others]) =>
    [...others].map((one): [string, string] => [one, plain]),
  ),
);

/** Why a word may be taken for another: letters of several scripts, or all of them drawn like ASCII; null: it may not. */
export function lookAlike(word: string): string | null {
  const scripts = SCRIPTS.filter(([, pattern]) => pattern.test(word)).map(([name]) => name);
  if (scripts.length > 1)
    return `\`${word}\` mixes letters of ${scripts.join(' and ')}, so that it may be taken for \`${plain(word)}\``;
  const isAlike = [...word].every((char) => PLAIN.has(char) || /[0-9]/.test(char));
  const hasForeign = [...word].some((char) => PLAIN.has(char));
  if (isAlike && hasForeign) return `\`${word}\` may be taken for \`${plain(word)}\``;
  // Latin letters outside ASCII that are no letter with an accent, amid ASCII.
  const stray = [...word].find((char) => PLAIN.has(char));
  return stray !== undefined && scripts[0] === 'Latin'
    ? `\`${word}\` may be taken for \`${plain(word)}\``
    : null;
}

function plain(word: string): string {
  return [...word].map((char) => PLAIN.get(char) ?? char).join('');
}
