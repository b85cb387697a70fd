import { inert } from './layout.ts';

/** A case of a requirement as its document holds it, whatever its language. */
export interface CaseDocument {
  readonly id: string;
  readonly [word: string]: unknown;
}

/** A case in one line: its id, what it asks for and on what, then every other word it says. */
export function caseText({ id, actions, resources, ...words }: CaseDocument): string {
  const main = actions === undefined || actions === null ? '' : said(actions);
  const where = resources === undefined || resources === null ? '' : said(resources);
  const plain = [main, where].filter((part) => part !== '').join(' on ');
  const more = Object.entries(words)
    .filter(([, value]) => value !== null)
    .map(([word, value]) => `${word} ${said(value)}`);
  return `${inert(id)}: ${[plain, ...more].filter((part) => part !== '').join(', ')}`;
}

function said(value: unknown): string {
  if (Array.isArray(value)) return value.map(said).join(', ');
  if (typeof value !== 'object' || value === null)
    return value === '' ? '(none)' : inert(String(value));
  // Principals by their type, conditions by their key: values, or what an operator says of them.
  return Object.entries(value)
    .map(([name, one]) => `${inert(name)} ${isNames(one) ? said(one) : `= ${said(one)}`}`)
    .join(' and ');
}

function isNames(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
