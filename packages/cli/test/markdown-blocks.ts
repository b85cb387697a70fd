import { readFileSync } from 'node:fs';

/** A fenced block of a page: its kind, the file name behind it, if any, and what is in it. */
export interface MarkdownBlock {
  readonly kind: string;
  readonly name: string;
  readonly body: string;
}

/** The fenced blocks of a page, in order. */
export function markdownBlocks(page: URL): MarkdownBlock[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
    ([, kind = '', name = '', body = '']) => ({ kind, name, body }),
  );
}

/** The words of a command line, single quotes taken away; nothing else of a shell is understood. */
export function shellWords(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
}
