import { Code } from '@mantine/core';

/** A sentence of the analysis or of a refusal: what stands in backticks there is set as code. */
export function Prose({ text }: { readonly text: string }) {
  return text
    .split('`')
    .map((part, at) => (at % 2 === 1 ? <Code key={`${at}/${part}`}>{part}</Code> : part));
}
