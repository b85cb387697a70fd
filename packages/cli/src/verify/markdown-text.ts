import { inert } from '../terminal/layout.ts';

/** Characters of one quoted text; the JSON verdict has it whole. */
const CODE_MAX = 1_000;

/**
 * A text of others as a code span (CommonMark §6.1): nothing in it is Markdown, HTML, a link, a mention or a number of an
 * issue, whatever it holds. Line breaks become spaces, since a span ends with its paragraph.
 */
export function code(text: string): string {
  const line = inert(text.replace(/[\r\n\t]+/g, ' '));
  const shown =
    line.length <= CODE_MAX ? line : `${line.slice(0, CODE_MAX)}… (${line.length} characters)`;
  if (shown.trim() === '') return '(empty)';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || shown.startsWith(' ') || shown.endsWith(' ') ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/**
 * A sentence of the analysis, in which texts of others stand between backticks. Those become code spans; of the words around
 * them, so does each that is more than a plain word, so that a quote that was broken out of still injects nothing.
 */
export function prose(sentence: string): string {
  return sentence
    .split(/`([^`]*)`/)
    .map((part, index) => (index % 2 === 1 ? code(part) : words(part)))
    .reduce(besides, '');
}

/** Two code spans that touch would be one run of backticks, and what is between them text. */
function besides(before: string, after: string): string {
  return before.endsWith('`') && after.startsWith('`') ? `${before} ${after}` : before + after;
}

/** Letters alone, or a short number, with brackets or quotes before and punctuation behind: nothing that any forge links. */
const PLAIN_WORD = /^[("']?(?:[A-Za-z]+(?:[-'/][A-Za-z]+)*|\d{1,6}|T[0-4])[)"']?[.,;:!?…]*$/;
/** What looks like a commit or a host even so. */
const LINKED_WORD = /^\W*(?:[a-f]{7,40}|www)\W*$/i;

function words(text: string): string {
  return text
    .split(/(\s+)/)
    .map((word) => {
      if (word === '' || /^\s+$/.test(word)) return word.replace(/[\r\n\t]+/g, ' ');
      if (/^[.,;:!?…)]+$/.test(word)) return word;
      return PLAIN_WORD.test(word) && !LINKED_WORD.test(word) ? word : code(word);
    })
    .join('');
}
