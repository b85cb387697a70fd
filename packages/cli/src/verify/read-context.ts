import { stat } from 'node:fs/promises';
import type { Digest, VerificationContext } from '@countersign/analysis';
import type { Inventory } from '@countersign/evidence';
import { readDocument } from '../files/read-document.ts';
import { readFiles } from '../files/read-files.ts';
import { readBytes } from '../files/read-input.ts';
import { accepted, badInput, EXIT } from '../frame/failure.ts';
import { VERSION } from '../version.ts';
import type { CandidateFile } from './candidate-file.ts';
import { exportContext } from './export-context.ts';
import { offlineContext } from './offline-context.ts';
import { ownTexts } from './own-texts.ts';

/**
 * What a candidate is verified in, from its own file and from files of --context: an audit export (folder or tar), an
 * inventory as `countersign inventory read` prints it, observed use as `countersign use read` does. What none of
 * them says is `undetermined`.
 */
export async function readContext(
  candidate: CandidateFile,
  paths: readonly string[],
  at: Date,
): Promise<VerificationContext> {
  let context = offlineContext(candidate, at);
  for (const path of paths) context = await withFile(context, candidate, path, at);
  return context;
}

async function withFile(
  context: VerificationContext,
  candidate: CandidateFile,
  path: string,
  at: Date,
): Promise<VerificationContext> {
  if (await isExport(path)) return exportContext(context, candidate, await readFiles(path), at);
  const document = await readDocument(path);
  if ('inventory' in document || document['kind'] === 'inventory') {
    return withInventory(context, candidate, document['inventory'] ?? document);
  }
  if ('requests' in document && 'subject' in document) return withUse(context, candidate, document);
  throw badInput(
    'WRONG_VALUE',
    `\`${path}\` is no context`,
    'give an audit export, an inventory of `countersign inventory read --json`, or the use of one identity of `countersign use read --subject … --json`',
  );
}

/** A folder or a tar; what begins like JSON or YAML is a document. */
async function isExport(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return true;
  const bytes = await readBytes(path);
  // Every tar has this word in the header of its first file (POSIX ustar).
  return new TextDecoder('latin1').decode(bytes.subarray(257, 262)) === 'ustar';
}

/** An inventory read offline is of no workspace; nothing that is asked of it hangs on which. */
const NO_WORKSPACE = '00000000-0000-7000-8000-000000000000';

async function withInventory(
  context: VerificationContext,
  candidate: CandidateFile,
  value: unknown,
): Promise<VerificationContext> {
  const { digestOf, parseInventory } = await import('@countersign/evidence');
  const { estateOf, surroundingsOf } = await import('@countersign/assurance');
  const stated = { workspace: NO_WORKSPACE, ...(value as object) } as never;
  const inventory: Inventory = accepted(parseInventory(stated), EXIT.usage);
  refuseForeign(inventory, candidate);
  const { language, identity, policyName } = candidate;
  const { guardrails } = context;
  const surroundings = surroundingsOf(inventory, {
    language: language.name,
    externalId: identity,
    policyName,
    ...ownTexts(candidate),
    others: [],
  });
  const estate = estateOf(inventory, { language: language.name, guardrails });
  const taken = {
    name: 'inventory',
    digest: digestOf(inventory as never),
    takenAt: inventory.takenAt,
    maxAgeSeconds: null,
  };
  return { ...context, surroundings, estate, inputs: [...context.inputs, taken] };
}

function refuseForeign(
  inventory: Inventory,
  { language, environment, identity }: CandidateFile,
): void {
  if (inventory.language !== language.name) {
    throw badInput('LANGUAGE_MISMATCH', `the inventory is of \`${inventory.language}\``);
  }
  if (environment.name !== '' && inventory.environment !== environment.name) {
    throw badInput('ENVIRONMENT_MISMATCH', `the inventory is of \`${inventory.environment}\``);
  }
  if (identity === null) {
    throw badInput(
      'MISSING_FIELD',
      'the candidate names no `identity` to look for in the inventory',
      'give it the external id, such as an ARN',
    );
  }
}

async function withUse(
  context: VerificationContext,
  { identity, environment }: CandidateFile,
  document: Record<string, unknown>,
): Promise<VerificationContext> {
  const { digestOf, parseUse } = await import('@countersign/evidence');
  const { digest: said, ...stated } = document;
  const use = accepted(
    parseUse({
      kind: 'use',
      v: 1,
      workspace: NO_WORKSPACE,
      environment: environment.name === '' ? 'none' : environment.name,
      tool: 'countersign',
      toolVersion: VERSION,
      takenAt: document['to'],
      ...stated,
    } as never),
    EXIT.usage,
  );
  if (identity !== null && use.subject !== identity) {
    throw badInput('UNKNOWN_SUBJECT', `the use is of \`${use.subject}\`, not of \`${identity}\``);
  }
  const { language, source, subject, from, to, requests, unread } = use;
  const digest = isDigest(said) ? said : digestOf(use as never);
  return { ...context, use: { language, source, subject, from, to, digest, requests, unread } };
}

function isDigest(value: unknown): value is Digest {
  return typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
}
