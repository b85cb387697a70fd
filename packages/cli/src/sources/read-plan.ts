import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChangesReading, ManifestFile, Parsed, Refusal } from '@countersign/connectors';
import { readText } from '../files/read-input.ts';
import { accepted, badInput, EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import { managedPolicies } from './managed-policies.ts';

/** What can be read as a change of policies. */
export type PlanFormat = 'terraform' | 'cloudformation' | 'manifests';

/** The policies a plan changes, and what the plan was taken for. */
export interface PlanReading extends ChangesReading {
  readonly format: PlanFormat;
}

/**
 * Reads what `--from-plan` names: the JSON of a Terraform plan or state, a CloudFormation template, a file or folder of
 * rendered manifests; `--previous` is the same before. Refused: what is none of these, all faults at once.
 */
export async function readPlan(path: string, given: Given): Promise<PlanReading> {
  const connectors = await import('@countersign/connectors');
  const previous = given.maybe('previous');
  if (await isFolder(path)) {
    const before = previous === undefined ? [] : await manifestsIn(previous);
    return read('manifests', connectors.readManifests(before, await manifestsIn(path)), path);
  }
  const text = await readText(path);
  const format = formatOf(text);
  const before = previous === undefined ? undefined : await readText(previous);
  const managed = await managedPolicies(given);
  const known = { managedPolicies: managed, ...(before === undefined ? {} : { previous: before }) };
  switch (format) {
    case 'terraform':
      return read(format, connectors.readTerraformPlan(text, known), path);
    case 'cloudformation': {
      const parameters = pairs(given, 'parameter');
      const exports = pairs(given, 'export');
      const options = { ...known, parameters, exports };
      return read(format, connectors.readCloudFormation(text, options), path);
    }
    case 'manifests': {
      const files = previous === undefined ? [] : await manifestsIn(previous);
      return read(format, connectors.readManifests(files, [{ path, text }]), path);
    }
    default:
      return format satisfies never;
  }
}

function read(format: PlanFormat, parsed: Parsed<ChangesReading>, path: string): PlanReading {
  const placed = parsed.ok ? parsed : { ok: false as const, refusals: parsed.refusals.map(inFile) };
  return { format, ...accepted(placed, EXIT.usage) };

  function inFile(one: Refusal): Refusal {
    return { ...one, details: { file: path, ...one.details } };
  }
}

/** What a text is, by the members that only one of the formats has. */
function formatOf(text: string): PlanFormat {
  if (/"format_version"\s*:/.test(text.slice(0, 4096)) || /"resource_changes"\s*:/.test(text))
    return 'terraform';
  return /^\s*"?Resources"?\s*:/m.test(text) || /"Resources"\s*:\s*\{/.test(text)
    ? 'cloudformation'
    : 'manifests';
}

/** `NAME=VALUE` options. */
function pairs(given: Given, option: string): Record<string, string> {
  return Object.fromEntries(
    given.list(option).map((text) => {
      const at = text.indexOf('=');
      if (at < 1) {
        const message = `option \`--${option}\` takes NAME=VALUE, not \`${text}\``;
        throw badInput('INVALID_VALUE', message);
      }
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

async function isFolder(path: string): Promise<boolean> {
  if (path === '-') return false;
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Files in a folder that can hold manifests; a chart rendered into more is no chart. */
const MAX_FILES = 10_000;

async function manifestsIn(path: string): Promise<ManifestFile[]> {
  if (!(await isFolder(path))) return [{ path, text: await readText(path) }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) throw badInput('NO_FILES', `\`${path}\` holds no YAML and no JSON files`);
  if (files.length > MAX_FILES)
    throw badInput('TOO_MANY_FILES', `\`${path}\` holds more than ${MAX_FILES} files`);
  return Promise.all(files.map(async (file) => ({ path: file, text: await readText(file) })));
}
