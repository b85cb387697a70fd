import type { Explanation } from '@countersign/analysis';
import { batchCommand } from '../batch/run-batch.ts';
import {
  type FileOrigin,
  givenLanguage,
  inFiles,
  placeOf,
  policyFiles,
} from '../files/policy-files.ts';
import { badInput } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { findingsText, page } from '../terminal/analysis-text.ts';
import { inert, wrap } from '../terminal/layout.ts';
import type { Style } from '../terminal/style.ts';

/** What a policy allows, in sentences, each with where it stands; and what a reader should know. */
export async function explainCommand(given: Given, io: Io): Promise<Outcome> {
  const batch = given.maybe('batch');
  if (batch !== undefined) return batchCommand('explain', batch, given, io);
  const language = givenLanguage(given.text('language'));
  const path = given.maybeArgument(0);
  if (path === undefined) {
    throw badInput('MISSING_ARGUMENT', '`explain` takes a policy file', 'or --batch FILE');
  }
  const { policies, files } = await policyFiles([path], language);
  const result = language.explain(policies[0]);
  const sentences = result.sentences.map(({ text, origins }) => ({
    text,
    origins: inFiles(origins, files),
  }));
  return done({ ...result, sentences }, explanationText(sentences, result, io.style));
}

function explanationText(
  sentences: readonly { readonly text: string; readonly origins: readonly FileOrigin[] }[],
  { findings }: Explanation,
  style: Style,
): string {
  const lines = sentences.map(({ text, origins }) =>
    [
      wrap(inert(text), '', style.width),
      ...origins.map((origin) => style.dim(`    ${inert(placeOf(origin))}`)),
    ].join('\n'),
  );
  return page([lines.join('\n') || 'it allows nothing', findingsText(findings, style)]);
}
